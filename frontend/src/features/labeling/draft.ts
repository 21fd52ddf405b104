/**
 * A draft as a pure value: changes go in, a judgement comes out. The server has the same reducer (draft_state.py).
 *
 * Each operation sets one field of one draft and carries its own id, so that a batch sent twice is applied once.
 */

export type Label = 1 | 0 | -1;

/** Values of steps by step index. Absent is unlabelled, which is not neutral. */
export type PerStep<T> = Readonly<Record<number, T>>;

/** A place in a step, cited as evidence: characters by code point, the end not included. */
export interface Span {
  readonly step: number;
  readonly part: SpanPart;
  readonly start: number;
  readonly end: number;
}
export type SpanPart = "text" | "reasoning";

/** Another step that could stand here; the list of them is ranked, best first. */
export interface Alternative {
  readonly text: string;
  readonly rating: Label | null;
}

export interface DraftState {
  readonly labels: PerStep<Label>;
  readonly unsure: PerStep<boolean>;
  readonly comments: PerStep<string>;
  readonly active_ms: PerStep<number>;
  readonly error_types: PerStep<readonly string[]>;
  /** 1 (least) to 4 (worst). */
  readonly severities: PerStep<number>;
  readonly flags: PerStep<readonly string[]>;
  readonly corrections: PerStep<string>;
  readonly spans: PerStep<readonly Span[]>;
  readonly alternatives: PerStep<readonly Alternative[]>;
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

export type StepField = keyof typeof PLACES;
export type WholeField = "proposing" | "first_error" | "no_error" | "first_error_reason" | "outcome" | "note";
export type Value = number | boolean | string | readonly string[] | readonly Span[] | readonly Alternative[] | null;

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
  error_types: {},
  severities: {},
  flags: {},
  corrections: {},
  spans: {},
  alternatives: {},
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
export const MAX_CORRECTION = 20_000;
export const MOST_ERROR_TYPES = 10;
export const MOST_SPANS = 20;
export const MOST_ALTERNATIVES = 8;
/** A day in one step is a forgotten tab, not work. */
const MAX_ACTIVE_MS = 86_400_000;

/** With the u flag only halves that have lost their other half match. */
const HALF_CHARACTERS = /\p{Surrogate}/gu;

/** Where the values of each field of a step are kept. */
export const PLACES = {
  label: "labels",
  unsure: "unsure",
  comment: "comments",
  active_ms: "active_ms",
  error_types: "error_types",
  severity: "severities",
  flags: "flags",
  correction: "corrections",
  spans: "spans",
  alternatives: "alternatives",
  repairs: "repairs",
  origin: "origins",
  refused: "refused",
} as const;
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
  if (field === "repairs" && value !== null) checkRepair(step, value, scorable);
  return { ...state, [PLACES[field]]: withValue<Value>(state[PLACES[field]], step, stepValue(field, value)) };
}

function checkRepair(step: number, value: Value, scorable: readonly number[]): void {
  if (scorable.every((one) => one !== value || one >= step)) throw new BadChange(`Step ${step} can repair an earlier step that can be labelled.`);
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

/** Whether two values say the same. The server may give the names of an object in another order. */
export function isSameValue(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return false;
  const [names, others] = [Object.keys(one), Object.keys(other)];
  return names.length === others.length && names.every((name) => name in other && isSameValue(Reflect.get(one, name), Reflect.get(other, name)));
}

/** A typed text as the server takes it: no NUL, no halves of characters, not too long. */
export function writable(text: string, longest = MAX_TEXT): string {
  return text.replaceAll("\u0000", "").slice(0, longest).replace(HALF_CHARACTERS, "\uFFFD");
}

/** Fields in which one types on: what follows at the same place goes on with it. */
export function isTyped(field: Change["field"]): boolean {
  return field === "comment" || field === "note" || field === "correction" || field === "alternatives";
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
  return value === "" || value === false || (Array.isArray(value) && value.length === 0) ? null : value;
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
const isWhole = (value: unknown): value is number => typeof value === "number" && Number.isInteger(value);
const isDistinct = (value: Value, most: number) =>
  Array.isArray(value) && value.length <= most && value.every((one) => typeof one === "string" && one !== "" && one.length <= 64) && new Set(value).size === value.length;

function isSpan(value: unknown): boolean {
  if (typeof value !== "object" || value === null || Object.keys(value).length !== 4) return false;
  const { step, part, start, end } = value as Partial<Record<keyof Span, unknown>>;
  return (part === "text" || part === "reasoning") && isWhole(step) && step >= 0 && isRange(start, end);
}

function isRange(start: unknown, end: unknown): boolean {
  return isWhole(start) && isWhole(end) && 0 <= start && start < end;
}

function isAlternative(value: unknown): boolean {
  if (typeof value !== "object" || value === null || Object.keys(value).length !== 2) return false;
  const { text, rating } = value as Partial<Record<keyof Alternative, Value>>;
  return isText(text ?? null) && (rating === null || isTernary(rating ?? "none"));
}

const isDuration = (value: Value) => typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= MAX_ACTIVE_MS;

const STEP_CHECKS: Readonly<Record<StepField, (value: Value) => boolean>> = {
  label: isTernary,
  unsure: isBoolean,
  comment: isText,
  active_ms: isDuration,
  // Which ids and flags there are is the assignment's to say; the page offers only those.
  error_types: (value) => isDistinct(value, MOST_ERROR_TYPES),
  severity: (value) => value === 1 || value === 2 || value === 3 || value === 4,
  flags: (value) => isDistinct(value, 64),
  correction: (value) => typeof value === "string" && value === writable(value, MAX_CORRECTION),
  spans: (value) => Array.isArray(value) && value.length <= MOST_SPANS && value.every(isSpan),
  alternatives: (value) => Array.isArray(value) && value.length <= MOST_ALTERNATIVES && value.every(isAlternative),
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
