/** The columns beside the steps: one per scorer's channel, one per reader; each with a name short enough for it. */
import type { Semantics } from "../../../ui/ramp";
import { laneCodes, shortScorer } from "../../../ui/laneCodes";
import { semanticsOf, type Annotation, type Lane } from "../shapes";

export interface ShownLane {
  readonly lane: Lane;
  readonly id: number;
  readonly code: string;
  readonly name: string;
  readonly semantics: Semantics;
  /** Why no number of this lane is shown, as a sentence; null where there are numbers. */
  readonly absent: string | null;
}

export interface Reader {
  readonly annotation: Annotation;
  readonly code: string;
  readonly name: string;
  /** A model that labels: drawn in ink, since blue and vermilion are what people said. */
  readonly isJudge: boolean;
}

export function shownLanes(lanes: readonly Lane[]): ShownLane[] {
  const codes = laneCodes(lanes.map(({ channel }) => channel.scorer));
  return lanes.map((lane, place) => ({
    lane,
    id: lane.channel.id,
    code: codes[place] ?? "",
    name: laneName(lane, lanes),
    semantics: semanticsOf(lane.channel),
    absent: absence(lane),
  }));
}

/** A scorer, with its channel where another lane is of the same scorer. */
function laneName({ channel }: Lane, lanes: readonly Lane[]): string {
  const alone = lanes.filter((other) => other.channel.scorer === channel.scorer).length === 1;
  return alone ? channel.scorer : `${channel.scorer} · ${channel.name}`;
}

const ABSENCES: Partial<Record<Lane["status"], string>> = {
  STALE: "The text has changed since it was scored.",
  FAILED: "Scoring failed.",
  MISMATCH: "The scores do not fit the steps.",
};

function absence({ status, reason }: Lane): string | null {
  const why = ABSENCES[status];
  return why === undefined ? null : [why, reason].filter(Boolean).join(" ");
}

export function shownReaders(annotations: readonly Annotation[]): Reader[] {
  const ordered = [...annotations].sort((a, b) => Number(a.kind === "MODEL") - Number(b.kind === "MODEL"));
  const codes = laneCodes(ordered.map(({ annotator }) => annotator));
  return ordered.map((annotation, place) => ({
    annotation,
    code: codes[place] ?? "",
    name: annotation.annotator,
    isJudge: annotation.kind === "MODEL",
  }));
}

/** More columns than this of one kind would leave the text no room; the side lists everybody. */
export const MOST_COLUMNS = 8;

/** What has a column, and how many have none. */
export function columnsOf<Item>(items: readonly Item[]): { readonly columns: readonly Item[]; readonly rest: readonly Item[] } {
  return { columns: items.slice(0, MOST_COLUMNS), rest: items.slice(MOST_COLUMNS) };
}

/** A scorer at the beginning of a sentence. */
export function scorerWord(name: string): string {
  const short = shortScorer(name);
  return short.slice(0, 1).toUpperCase() + short.slice(1);
}
