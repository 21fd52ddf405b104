/**
 * A trajectory read step by step: who said what of each step, where they differ, and which step deserves a look next.
 *
 * Pure: from the server's answer to what the page draws. Readers are people; judges are models that label, and are
 * never counted among people.
 */
import { branchesOf, type Branch } from "../../../text";
import type { Annotation, Evidence, Gold, TrajectoryData } from "../shapes";
import { shownLanes, shownReaders, type Reader, type ShownLane } from "./columns";
import { doubtOf, judgeDoubt, type Doubt } from "./doubts";
import { splitOf, voteOf, type Split, type Vote } from "./votes";

export interface Comment {
  readonly name: string;
  readonly text: string;
  readonly isJudge: boolean;
}

/** What somebody says of a step besides label and comment, where they say anything. */
export interface StepNote {
  readonly name: string;
  readonly isJudge: boolean;
  readonly note: Annotation["notes"][number];
}

export interface StepReading {
  readonly index: number;
  readonly isScorable: boolean;
  /** The sub-agent whose step it is. */
  readonly agent: string | undefined;
  /** Aligned with the readers. */
  readonly votes: readonly Vote[];
  readonly split: Split | null;
  readonly gold: Vote;
  readonly isFirstError: boolean;
  /** Scorers and judges whose first error is not gold's, where that shows. */
  readonly doubts: readonly Doubt[];
  readonly evidence: readonly { readonly scorer: string; readonly item: Evidence }[];
  readonly comments: readonly Comment[];
  readonly notes: readonly StepNote[];
  readonly unsure: readonly string[];
}

export interface Reading {
  readonly lanes: readonly ShownLane[];
  readonly readers: readonly Reader[];
  /** The gold that the lane shows: the first one, which the server puts there (the project's own protocol before others). */
  readonly gold: Gold | null;
  readonly steps: readonly StepReading[];
  /** Runs of steps of one sub-agent. */
  readonly branches: readonly Branch[];
  /** Steps where people differ, or a scorer and gold. */
  readonly disputed: readonly number[];
  /** Steps that gold, a person or a scorer calls wrong. */
  readonly wrong: readonly number[];
}

export function read(data: TrajectoryData): Reading {
  const lanes = shownLanes(data.lanes);
  const readers = shownReaders(data.annotations);
  const gold = data.gold[0] ?? null;
  const scorable = new Set(data.scorable);
  const branches = branchesOf(data.steps);
  const agents = agentsIn(branches);
  const steps = data.steps.map((_, index) => readStep({ index, isScorable: scorable.has(index), agent: agents.get(index), lanes, readers, gold }));
  return {
    lanes,
    readers,
    gold,
    steps,
    branches,
    disputed: steps.filter(({ split, doubts }) => split !== null || doubts.length > 0).map(({ index }) => index),
    wrong: steps.filter((step) => isWrong(step, lanes)).map(({ index }) => index),
  };
}

function agentsIn(branches: readonly Branch[]): ReadonlyMap<number, string> {
  return new Map(branches.flatMap(({ start, end, agent }) => Array.from({ length: end - start }, (_, place) => [start + place, agent] as const)));
}

interface StepQuestion {
  readonly index: number;
  readonly isScorable: boolean;
  readonly agent: string | undefined;
  readonly lanes: readonly ShownLane[];
  readonly readers: readonly Reader[];
  readonly gold: Gold | null;
}

function readStep({ index, isScorable, agent, lanes, readers, gold }: StepQuestion): StepReading {
  const votes = readers.map(({ annotation }) => voteOf(annotation, index, isScorable));
  return {
    index,
    isScorable,
    agent,
    votes,
    split: splitOf(votes.filter((_, place) => readers[place]?.isJudge === false)),
    gold: gold ? voteOf({ ...gold, failure: "" }, index, isScorable) : { label: null, basis: "nothing", word: "" },
    isFirstError: gold?.first_error === index,
    doubts: gold ? [...lanes.flatMap((lane) => doubtOf(lane, gold, index) ?? []), ...readers.flatMap((reader) => judgeDoubt(reader, gold, index) ?? [])] : [],
    evidence: lanes.flatMap(({ lane, name }) => lane.evidence.filter((item) => item.step_index === index).map((item) => ({ scorer: name, item }))),
    notes: readers.flatMap((reader) => notesOf(reader, index)),
    comments: readers.flatMap((reader) => commentsOf(reader, index)),
    unsure: readers.filter(({ annotation }) => annotation.unsure[index] === true).map(({ name }) => name),
  };
}

function commentsOf({ annotation, name, isJudge }: Reader, index: number): Comment[] {
  return annotation.notes.filter(({ step_index, comment }) => step_index === index && comment !== "").map(({ comment }) => ({ name, text: comment, isJudge }));
}

function notesOf({ annotation, name, isJudge }: Reader, index: number): StepNote[] {
  return annotation.notes.filter((note) => note.step_index === index && saysMore(note)).map((note) => ({ name, isJudge, note }));
}

function saysMore({ error_types, severity, flags, correction, spans, alternatives, repairs_step }: Annotation["notes"][number]): boolean {
  return [error_types, flags, spans, alternatives].some(({ length }) => length > 0) || severity !== null || correction !== "" || repairs_step !== null;
}

function isWrong({ index, gold, isFirstError, votes }: StepReading, lanes: readonly ShownLane[]): boolean {
  if (isFirstError || gold.label === -1 || votes.some(({ label }) => label === -1)) return true;
  return lanes.some(({ lane, absent }) => absent === null && lane.predicted_first_error === index);
}

/** The next of some steps behind this one, and the first of them after the last. */
export function nextOf(steps: readonly number[], at: number): number | undefined {
  return steps.find((index) => index > at) ?? steps[0];
}

/** What a label of a step is worth saying aloud: "incorrect, first error". */
export function stepNote({ split, doubts, isFirstError, isScorable, agent }: StepReading): string {
  const said = [
    !isScorable && "context",
    isFirstError && "first error",
    split && `readers differ ${split.ratio}`,
    doubts.length > 0 && "model and gold differ",
    agent !== undefined && `sub-agent ${agent}`,
  ];
  return said.filter(Boolean).join(", ");
}
