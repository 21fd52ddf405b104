/** Two versions of one draft, side by side. Pure. */
import { isSameValue, PLACES, valueAt, type Change, type DraftState, type StepField, type Value, type WholeField } from "./draft";

/** One field in which two versions differ, as both have it. */
export interface Difference {
  readonly field: Change["field"];
  readonly step_index: number | null;
  readonly mine: Value;
  readonly theirs: Value;
}

const STEP_FIELDS: readonly StepField[] = [
  "label", "unsure", "comment", "error_types", "severity", "flags", "correction", "spans", "alternatives", "origin", "refused", "repairs", "active_ms",
];
const WHOLE_FIELDS: readonly WholeField[] = ["proposing", "first_error", "no_error", "first_error_reason", "outcome", "note"];

/** What a person has to choose between, by step and then the whole. Time spent is no choice. */
export function differences(mine: DraftState, theirs: DraftState): Difference[] {
  return compare(mine, theirs).filter(({ field }) => field !== "active_ms");
}

/** The changes that make `from` into `to`. */
export function changesBetween(from: DraftState, to: DraftState): Change[] {
  return compare(from, to).map(({ field, step_index, theirs }) => ({ field, step_index, value: theirs }));
}

function compare(mine: DraftState, theirs: DraftState): Difference[] {
  const places = [...steps(mine, theirs).flatMap((step) => STEP_FIELDS.map((field) => ({ field, step_index: step }))), ...WHOLE_FIELDS.map((field) => ({ field, step_index: null }))];
  return places
    .map((place) => ({ ...place, mine: valueAt(mine, place), theirs: valueAt(theirs, place) }))
    .filter((one) => !isSameValue(one.mine, one.theirs));
}

function steps(...drafts: DraftState[]): number[] {
  const named = drafts.flatMap((draft) => STEP_FIELDS.flatMap((field) => Object.keys(draft[PLACES[field]])));
  return [...new Set(named.map(Number))].sort((one, other) => one - other);
}
