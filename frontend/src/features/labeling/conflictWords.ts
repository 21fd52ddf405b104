/** What a version of a draft says in one field, in the words of the desk; and where it says it. Pure. */
import type { Difference } from "./conflict";
import type { Alternative, Label, Span, Value } from "./draft";
import { nameOf } from "./labelName";
import { withMinus, type Protocol } from "./protocol";

/** The words of the trajectory on the desk. */
export interface Vocabulary {
  readonly protocol: Protocol;
  readonly types: ReadonlyMap<string, string>;
  readonly flags: ReadonlyMap<string, string>;
  readonly quote: (span: Span) => string;
}

const NOTHING = "–";

export function sayValue(field: Difference["field"], value: Value, words: Vocabulary): string {
  if (field === "label") return nameOf(words.protocol, value as Label | null);
  if (value === null || value === "" || value === false) return NOTHING;
  return typeof value === "object" ? sayList(field, value, words) : sayOne(field, value, words);
}

function sayOne(field: Difference["field"], value: number | string | true, { protocol }: Vocabulary): string {
  const say = SAID[field] ?? (() => (value === true ? "yes" : String(value)));
  return say(String(value), protocol);
}

const step = (value: string) => `step ${value}`;
const SAID: Partial<Record<Difference["field"], (value: string, protocol: Protocol) => string>> = {
  outcome: (value) => OUTCOMES[value] ?? value,
  first_error: step,
  repairs: step,
  first_error_reason: (value, { first_error_reasons: reasons }) => withMinus(reasons[value] ?? value),
  origin: () => "yes",
};
const OUTCOMES: Readonly<Record<string, string>> = { "1": "right", "0": "unclear", "-1": "wrong" };

function sayList(field: Difference["field"], value: NonNullable<Value> & object, { protocol, types, flags, quote }: Vocabulary): string {
  if (field === "spans") return (value as readonly Span[]).map((span) => `step ${span.step}: “${quote(span)}”`).join("\n");
  if (field === "alternatives") return (value as readonly Alternative[]).map(({ text, rating }, at) => `${at + 1}. ${rating === null ? "not rated" : nameOf(protocol, rating)}: ${text}`).join("\n");
  const titles = field === "flags" ? flags : types;
  return (value as readonly string[]).map((id) => titles.get(id) ?? id).join(", ");
}

const NAMES: Readonly<Record<Difference["field"], string>> = {
  label: "label",
  unsure: "unsure",
  comment: "comment",
  active_ms: "time",
  error_types: "error types",
  severity: "severity",
  flags: "flags",
  correction: "corrected text",
  spans: "evidence",
  alternatives: "alternatives",
  repairs: "repairs",
  origin: "taken from a proposal",
  refused: "proposal refused",
  proposing: "labels are proposed",
  first_error: "first error",
  no_error: "no error at all",
  first_error_reason: "why not the first wrong step",
  outcome: "final result",
  note: "note",
};

export interface PlacedDifference {
  readonly difference: Difference;
  /** "Step 3", or "All of it" for what is said of the trajectory. */
  readonly where: string;
  readonly what: string;
  /** The first one of its step: the others need not say its number again. */
  readonly isFirst: boolean;
}

export function placed(found: readonly Difference[]): PlacedDifference[] {
  return found.map((difference, at) => {
    const { step_index: step, field } = difference;
    return { difference, where: step === null ? "All of it" : `Step ${step}`, what: NAMES[field], isFirst: found[at - 1]?.step_index !== step };
  });
}
