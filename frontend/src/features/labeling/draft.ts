/**
 * A draft as a pure value: changes go in, a judgement comes out. The server has the same reducer (draft_state.py).
 *
 * Each operation sets one field of one draft and carries its own id, so that a batch sent twice is applied once.
 */

export type Label = 1 | 0 | -1;

/** Values of steps by step index. Absent is unlabelled, which is not neutral. */
export type PerStep<T> = Readonly<Record<number, T>>;

export interface DraftState {
  readonly labels: PerStep<Label>;
  readonly unsure: PerStep<boolean>;
  readonly comments: PerStep<string>;
  readonly active_ms: PerStep<number>;
  /** The earlier step that this one repairs. */
  readonly repairs: PerStep<number>;
  /** 1 where the label is an accepted proposal. */
  readonly origins: PerStep<number>;
  /** Where the proposal was refused. */
  readonly refused: PerStep<boolean>;
  /** Labels are proposed for the steps behind the first error. */
  readonly proposing: boolean;
  readonly first_error: number | null;
  readonly no_error: boolean;
  readonly first_error_reason: string;
  readonly outcome: Label | null;
  readonly note: string;
}

export type StepField = "label" | "unsure" | "comment" | "active_ms" | "repairs" | "origin" | "refused";
export type WholeField = "proposing" | "first_error" | "no_error" | "first_error_reason" | "outcome" | "note";
export type Value = number | boolean | string | null;

/** Sets `field` (of step `step_index` where the field belongs to a step) to `value`; null clears it. */
export interface Change {
  readonly field: StepField | WholeField;
  readonly step_index: number | null;
  readonly value: Value;
}

export interface Operation extends Change {
  readonly id: string;
}

export const EMPTY_DRAFT: DraftState = {
  labels: {},
  unsure: {},
  comments: {},
  active_ms: {},
  repairs: {},
  origins: {},
  refused: {},
  proposing: false,
  first_error: null,
  no_error: false,
  first_error_reason: "",
  outcome: null,
  note: "",
};

/** The longest text the server keeps. */
export const MAX_TEXT = 10_000;
/** A day in one step is a forgotten tab, not work. */
const MAX_ACTIVE_MS = 86_400_000;

/** With the u flag only halves that have lost their other half match. */
const HALF_CHARACTERS = /\p{Surrogate}/gu;

const PLACES = { label: "labels", unsure: "unsure", comment: "comments", active_ms: "active_ms", repairs: "repairs", origin: "origins", refused: "refused" } as const;
const CLEARED: Readonly<Record<WholeField, Value>> = {
  proposing: false,
  first_error: null,
  no_error: false,
  first_error_reason: "",
  outcome: null,
  note: "",
};

/** A change that cannot be applied; the message names it. */
export class BadChange extends Error {
  override readonly name = "BadChange";
}

/** The state after these changes, in order. Throws BadChange, and then nothing has been applied. */
export function applyChanges(state: DraftState, changes: readonly Change[], scorable: readonly number[]): DraftState {
  return changes.reduce((now, change) => applyChange(now, change, scorable), state);
}

function applyChange(state: DraftState, change: Change, scorable: readonly number[]): DraftState {
  const { field, value } = change;
  if (!isStepField(field)) return { ...state, [field]: wholeValue(field, value, scorable) };
  const step = change.step_index;
  if (step === null || !scorable.includes(step)) throw new BadChange(`Step ${step ?? "?"} is not a step that can be labelled.`);
  return { ...state, [PLACES[field]]: withValue(state[PLACES[field]], step, stepValue(field, value)) };
}

/** What the state holds now where the change would write; null where it holds nothing. */
export function valueAt(state: DraftState, { field, step_index }: Pick<Change, "field" | "step_index">): Value {
  if (!isStepField(field)) return state[field];
  return step_index === null ? null : (state[PLACES[field]][step_index] ?? null);
}

/** The changes that take these back, to be applied in their order. */
export function inverse(state: DraftState, changes: readonly Change[], scorable: readonly number[]): Change[] {
  const undone: Change[] = [];
  let now = state;
  for (const change of changes) {
    undone.unshift({ ...change, value: valueAt(now, change) });
    now = applyChange(now, change, scorable);
  }
  return undone;
}

/** A typed text as the server takes it: no NUL, no halves of characters, not too long. */
export function writable(text: string): string {
  return text.replaceAll("\u0000", "").slice(0, MAX_TEXT).replace(HALF_CHARACTERS, "\uFFFD");
}

export function isStepField(field: Change["field"]): field is StepField {
  return field in PLACES;
}

function withValue<T>(values: PerStep<T>, step: number, value: T | null): PerStep<T> {
  if (value !== null) return { ...values, [step]: value };
  return Object.fromEntries(Object.entries(values).filter(([key]) => Number(key) !== step));
}

function stepValue(field: StepField, value: Value): Value {
  if (value === null) return null;
  if (!STEP_CHECKS[field](value)) throw new BadChange(`${JSON.stringify(value)} cannot be a ${field}.`);
  return value === "" || value === false ? null : value;
}

function wholeValue(field: WholeField, value: Value, scorable: readonly number[]): Value {
  if (!(field in CLEARED)) throw new BadChange(`There is no field ${field}.`);
  if (value === null) return CLEARED[field];
  const isAStep = field !== "first_error" || scorable.some((step) => step === value);
  if (!isAStep || !WHOLE_CHECKS[field](value)) throw new BadChange(`${JSON.stringify(value)} cannot be the ${field}.`);
  return value;
}

const isTernary = (value: Value) => value === -1 || value === 0 || value === 1;
const isBoolean = (value: Value) => typeof value === "boolean";
const isText = (value: Value) => typeof value === "string" && value === writable(value);
const isDuration = (value: Value) => typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= MAX_ACTIVE_MS;

const STEP_CHECKS: Readonly<Record<StepField, (value: Value) => boolean>> = {
  label: isTernary,
  unsure: isBoolean,
  comment: isText,
  active_ms: isDuration,
  repairs: Number.isInteger,
  origin: (value) => value === 1,
  refused: isBoolean,
};
const WHOLE_CHECKS: Readonly<Record<WholeField, (value: Value) => boolean>> = {
  proposing: isBoolean,
  first_error: Number.isInteger,
  no_error: isBoolean,
  // Which reasons there are is the protocol's to say; the page offers only those.
  first_error_reason: (value) => typeof value === "string",
  outcome: isTernary,
  note: isText,
};
