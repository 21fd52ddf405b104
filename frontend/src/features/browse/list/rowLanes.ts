/** A row's rewards as cells: what each shows, which step it is of, and where the first error has its tick. */
import { counted } from "../../../ui/count";
import { fullReward, type Semantics } from "../../../ui/ramp";
import { channelName, semanticsOf, type Channel, type Row, type Strip } from "../shapes";

/** One cell per scorable step; null where this step was not judged. */
export interface StripLane {
  readonly key: number;
  readonly name: string;
  readonly semantics: Semantics;
  readonly cells: readonly (number | null)[];
  /** Why there is no number at all, as a sentence; cells are then all null. */
  readonly absent: string | null;
}

export interface RowLanes {
  readonly lanes: readonly StripLane[];
  /** Steps that have cells, in order: context steps have none. */
  readonly steps: readonly number[];
  /** The place of gold's first error among the cells. */
  readonly tick: number | null;
}

export function rowLanes(row: Row, channels: readonly Channel[]): RowLanes {
  return {
    lanes: channels.map((channel) => stripLane(channel, row)),
    steps: row.scorable,
    tick: tickOf(row),
  };
}

const ABSENT: Partial<Record<Strip["status"], string>> = {
  FAILED: "scoring failed",
  MISMATCH: "the scores do not fit the steps",
  STALE: "the text has changed since it was scored",
};

function stripLane(channel: Channel, row: Row): StripLane {
  const strip = row.strips.find(({ channel_id }) => channel_id === channel.id);
  const absent = strip ? (ABSENT[strip.status] ?? null) : "not scored";
  const rewards = absent === null && strip ? strip.rewards : [];
  return {
    key: channel.id,
    name: channelName(channel),
    semantics: semanticsOf(channel),
    cells: row.scorable.map((_, place) => rewards[place] ?? null),
    absent,
  };
}

function tickOf({ gold, scorable }: Row): number | null {
  const step = gold?.first_error ?? null;
  const place = step === null ? -1 : scorable.indexOf(step);
  return place < 0 ? null : place;
}

/** The lowest reward of a channel in this row, or null: what the list can be sorted by. */
export function lowestOf(row: Row, channel: Channel | undefined): number | null {
  const strip = row.strips.find(({ channel_id }) => channel_id === channel?.id);
  return strip && ABSENT[strip.status] === undefined ? strip.lowest : null;
}

/** A row's rewards for people who do not see them. */
export function rowLanesText({ lanes, steps, tick }: RowLanes): string {
  const said = lanes.map((lane) => `${lane.name}: ${laneText(lane, steps)}`);
  return tick === null ? said.join("; ") : [...said, `first error at step ${steps[tick] ?? ""}`].join("; ");
}

function laneText({ absent, cells, semantics }: StripLane, steps: readonly number[]): string {
  if (absent !== null) return absent;
  const judged = cells.filter((reward) => reward !== null);
  if (judged.length === 0) return semantics === "verdict" ? "nothing to check" : "no step judged";
  const low = Math.min(...judged);
  const at = steps[cells.indexOf(low)] ?? 0;
  if (semantics === "verdict") return low < 0.5 ? `contradicted at step ${at}` : counted(judged.length, "step holds", "steps hold");
  return `lowest ${fullReward(low)} at step ${at}`;
}
