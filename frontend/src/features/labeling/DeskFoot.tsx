/** The foot of the desk: the map of all steps, the key that goes to one, how much is labelled, what can be taken back. */
import { memo, useCallback, useEffect, useMemo, useState, type ReactNode } from "react";

import { CommandLayer, useCommands, type Command } from "../../keyboard";
import { branchAt } from "../../text";
import { CommandKbd, Kbd } from "../../ui/Kbd";
import { ContextGlyph, LabelGlyph } from "../../ui/Labels";
import { MiniMap, MiniMapCell } from "../../ui/MiniMap";
import { Hatch, RewardCell } from "../../ui/Rewards";
import { stepFor, type Desk } from "./desk";
import { useDesk, useSight, useStatus, useWork } from "./DeskContext";
import styles from "./DeskFoot.module.css";
import type { Task } from "./judge";
import { nameOf } from "./labelName";
import { proposalWords } from "./propagation";
import { ProposedGlyph } from "./ProposedGlyph";
import { firstWrong, goesStepByStep, openSteps, wantedSteps } from "./protocol";
import type { Status } from "./session";
import type { Sheet } from "./sheetNames";
import { rewardsHidden, type SightLane, type SightState } from "./sight";
import { useStepMark } from "./stepMark";
import { useStore } from "./store";
import type { Step } from "./types";
import { UndoBar } from "./UndoBar";
import type { Workplace } from "./workplace";

export function DeskFoot({ workplace }: { workplace: Workplace }) {
  const { session } = useWork();
  const isGoing = useStore(session.sheet, isGoTo);
  return (
    <footer className={styles.foot}>
      <div className={styles.go}>
        {isGoing ? (
          <CommandLayer>
            <GoTo />
          </CommandLayer>
        ) : (
          <CommandKbd id="move.go-to" />
        )}
      </div>
      <Map />
      <div className={styles.end}>
        <Count />
        <UndoBar workplace={workplace}>
          <RewardsNote />
        </UndoBar>
      </div>
    </footer>
  );
}

function Map() {
  const { session } = useWork();
  const { steps, scorable } = session.assignment.trajectory;
  const isScorable = useMemo(() => new Set(scorable), [scorable]);
  const focus = useDesk(focusOf);
  const weightOf = useCallback((index: number) => weight(steps[index], isScorable.has(index)), [steps, isScorable]);
  return (
    <MiniMap count={steps.length} current={focus} weightOf={weightOf}>
      {(index) => <MapStep index={index} scorable={isScorable.has(index)} />}
    </MiniMap>
  );
}

const focusOf = ({ focus }: Desk) => focus;

/** By the length of what there is to read, so that long steps are easy to hit. */
function weight(step: Step | undefined, scorable: boolean): number {
  const length = Math.sqrt(40 + (step?.text.length ?? 0) + (step?.reasoning?.length ?? 0));
  return scorable ? length : length * 0.6;
}

const MapStep = memo(function MapStep({ index, scorable }: { index: number; scorable: boolean }) {
  const { session, hands } = useWork();
  const { label, isFirst, isProposed, isFocused } = useStepMark(index);
  const lane = useSight(firstLane);
  const shown = { index, isCurrent: isFocused, isBranch: branchAt(session.branches, index) !== undefined, onSelect: hands.goTo };
  if (!scorable) return <MiniMapCell {...shown} glyph={<ContextGlyph size="small" />} lanes={NO_LANE} note="context" />;
  if (isProposed) return <MiniMapCell {...shown} glyph={<ProposedGlyph size="small" />} lanes={[cell(lane, index)]} note={proposalWords(session.task)} />;
  return <MiniMapCell {...shown} glyph={<LabelGlyph label={label} size="small" title="" />} lanes={[cell(lane, index)]} firstError={isFirst} note={nameOf(session.task.protocol, label)} />;
});

const NO_LANE = [<i key="none" className={styles.none} />];
const HIDDEN = <Hatch key="hidden" />;

function cell(lane: SightLane | null, index: number): ReactNode {
  if (lane === null) return HIDDEN;
  return <RewardCell key="reward" reward={lane.rewards[index] ?? null} semantics={lane.semantics} />;
}

const firstLane = ({ lanes }: SightState) => lanes.find(({ absent, semantics }) => absent === null && semantics !== "verdict") ?? lanes[0] ?? null;
const rewardsOf = ({ states }: SightState) => states.rewards;

function Count() {
  const { session } = useWork();
  const { task } = session;
  const count = useDesk(useCallback(({ draft }: Desk) => countOf(draft, task) + proposedCount(session.proposedIn(draft).size), [session, task]));
  return <span className={styles.count}>{count}</span>;
}

/** What the map shows of rewards; where it shows none, what is true of them in this queue. */
function RewardsNote() {
  const state = useSight(rewardsOf);
  const lane = useSight(firstLane);
  if (state === "SHOWN") return <span className={styles.legend}>{lane === null ? "no rewards" : `map: ${lane.name}`}</span>;
  return <HiddenRewards />;
}

function HiddenRewards() {
  const { blind_policy: policy } = useWork().session.assignment.queue;
  const isDone = useStatus(isClosed);
  const { note, sentence } = rewardsHidden(policy, isDone);
  return (
    <span className={styles.legend} title={sentence}>
      <i className={styles.swatch} aria-hidden="true">
        <Hatch />
      </i>
      {note}
      {policy === "ON_REQUEST" && !isDone && <CommandKbd id="read.reveal" />}
    </span>
  );
}

const isClosed = ({ mode }: Status) => mode === "closed";

/** How far one is, in what the protocol asks for. */
function countOf(draft: Desk["draft"], { protocol, scorable }: Task): string {
  if (!protocol.asks_for_labels) return `${scorable.length} steps to read`;
  if (!goesStepByStep(protocol)) return `${Object.keys(draft.labels).length} of ${scorable.length} listed`;
  const wanted = wantedSteps(draft, protocol, scorable).length;
  const end = wanted < scorable.length ? `, ends at step ${firstWrong(draft, protocol) ?? 0}` : "";
  return `${wanted - openSteps(draft, protocol, scorable).length} of ${wanted} labelled${end}`;
}

function proposedCount(count: number): string {
  return count === 0 ? "" : `, ${count} proposed`;
}

/** How long a number may still get another digit. */
const TYPING_MS = 900;

/** The digits after g. The step is gone to as soon as no other can be meant. */
function GoTo() {
  const { session, hands } = useWork();
  const [digits, setDigits] = useState("");
  const close = useCallback(() => session.sheet.set(null), [session]);
  const go = useCallback(
    (text: string) => {
      close();
      if (stepFor(text, session.task.step_count) !== undefined) hands.goTo(Number(text));
    },
    [close, hands, session],
  );
  const type = (digit: string) => {
    const text = digits + digit;
    const step = stepFor(text, session.task.step_count);
    if (step === "more") setDigits(text);
    else if (step !== undefined) go(text);
  };
  useCommands([
    ...Array.from("0123456789", (digit): Command => ({ id: `go.${digit}`, title: digit, group: "Go to step", keys: [digit], run: () => type(digit) })),
    { id: "go.now", title: "Go", group: "Go to step", keys: ["Enter"], run: () => go(digits) },
    { id: "go.close", title: "Stay", group: "Go to step", keys: ["Escape", "g"], run: close },
  ]);
  useEffect(() => {
    const timer = setTimeout(() => (digits === "" ? close() : go(digits)), digits === "" ? 4 * TYPING_MS : TYPING_MS);
    return () => clearTimeout(timer);
  }, [digits, close, go]);
  return (
    <span className={styles.digits} role="status" aria-label={`Go to step ${digits}`}>
      <Kbd chord="g" />
      {digits}
      <i>_</i>
    </span>
  );
}

const isGoTo = (sheet: Sheet) => sheet === "go-to";
