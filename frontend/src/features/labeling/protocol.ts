/** What a protocol proposes and what it still asks for, as the server decides it (protocols/judging.py): said here before it is sent. */
import type { Schemas } from "../../api/types";
import type { DraftState, Label } from "./draft";

/** The record as the server sends it: values with their names, meanings and keys, and the rules. */
export type Protocol = Schemas["Protocol"];
export type LabelValue = Protocol["values"][number];

/** What is still missing or wrong before a judgement can be submitted: where, and a sentence. */
export interface Gap {
  readonly kind: string;
  readonly message: string;
  readonly step_index: number | null;
}

/** The value of the record that a label has; undefined for none, and where steps get no labels. */
export function valueOf(protocol: Protocol, label: Label | null | undefined): LabelValue | undefined {
  return protocol.asks_for_labels ? protocol.values.find(({ value }) => value === label) : undefined;
}

/** Whether a step with this label can be the first error. The same number is one under one protocol and none under another. */
export function isError(protocol: Protocol, label: Label | null | undefined): boolean {
  return label != null && protocol.values.some(({ value, is_error }) => is_error && value === label);
}

/** Index of the first step whose label says that it is wrong, or null. Steps are compared as numbers: 9 comes before 10. */
export function firstWrong({ labels }: DraftState, protocol: Protocol): number | null {
  const found = Object.entries(labels).find(([, label]) => isError(protocol, label));
  return found ? Number(found[0]) : null;
}

/** The first error that stands: the one named by hand, else the first wrong step, which the labels propose. */
export function firstErrorOf(draft: DraftState, protocol: Protocol): number | null {
  if (draft.first_error !== null || draft.no_error || !protocol.asks_for_labels) return draft.first_error;
  return firstWrong(draft, protocol);
}

/** A first error that is not the first wrong step has to be explained. */
export function needsReason(draft: DraftState, protocol: Protocol): boolean {
  const first = draft.first_error;
  return protocol.asks_for_labels && first !== null && isError(protocol, draft.labels[first]) && firstWrong(draft, protocol) !== first;
}

/** Steps behind the first wrong one take no label: where that is, under a protocol that stops there; else null. */
export function endOf(draft: DraftState, protocol: Protocol): number | null {
  return protocol.after_first_error === "stop" && protocol.asks_for_labels ? firstWrong(draft, protocol) : null;
}

/** Steps that still want a label, in order. */
export function openSteps(draft: DraftState, protocol: Protocol, scorable: readonly number[]): number[] {
  if (protocol.completeness !== "every-step" && protocol.completeness !== "up-to-first-error") return [];
  const end = endOf(draft, protocol) ?? Infinity;
  return scorable.filter((step) => step < end && draft.labels[step] === undefined);
}

/** Steps that the protocol wants judged as the draft stands. */
export function wantedSteps(draft: DraftState, protocol: Protocol, scorable: readonly number[]): readonly number[] {
  const end = endOf(draft, protocol);
  return end === null ? scorable : scorable.filter((step) => step <= end);
}

/** Whether every scorable step wants a label, at least until an error is found: then a label leads on to the next. */
export function goesStepByStep({ completeness }: Protocol): boolean {
  return completeness === "every-step" || completeness === "up-to-first-error";
}

/** Everything between the draft and its submission, in the order in which it is asked for. */
export function gaps(draft: DraftState, protocol: Protocol, scorable: readonly number[]): Gap[] {
  const found = [
    ...openSteps(draft, protocol, scorable).map((step) => gap("unlabelled", `Step ${step} has no label.`, step)),
    ...firstErrorGaps(draft, protocol, scorable),
    ...afterTheEnd(draft, protocol),
    ...untyped(draft, protocol),
  ];
  if (protocol.asks_for_outcome && draft.outcome === null) found.push(gap("outcome", "Say whether the final result is right."));
  return found;
}

/** The server writes labels in plain characters; the page writes them as it writes all numbers. */
export function withMinus(text: string): string {
  return text.replaceAll("-1", "−1");
}

function firstErrorGaps(draft: DraftState, protocol: Protocol, scorable: readonly number[]): Gap[] {
  const step = draft.first_error;
  if (step === null) return noErrorGaps(draft, protocol);
  if (draft.no_error) return [gap("first_error", "A trajectory has a first error or none, not both.", step)];
  if (!scorable.includes(step)) return [gap("first_error", `Step ${step} cannot be the first error: it is context.`, step)];
  return protocol.asks_for_labels ? labelGaps(draft, protocol, step) : [];
}

/** What the labels must say of the step that is marked as the first error. */
function labelGaps(draft: DraftState, protocol: Protocol, step: number): Gap[] {
  if (!isError(protocol, draft.labels[step])) return [gap("first_error", withMinus(`Step ${step} is marked as the first error, so its label must be ${errorNumbers(protocol)}.`), step)];
  if (needsReason(draft, protocol) && draft.first_error_reason === "") {
    return [gap("first_error_reason", `Say why step ${firstWrong(draft, protocol) ?? 0}, which is wrong, is not the first error.`, step)];
  }
  return [];
}

function noErrorGaps(draft: DraftState, protocol: Protocol): Gap[] {
  const wrong = protocol.asks_for_labels ? firstWrong(draft, protocol) : null;
  if (draft.no_error && wrong !== null) return [gap("no_error", withMinus(`Step ${wrong} has the label ${draft.labels[wrong] ?? ""}, so there is an error.`), wrong)];
  return draft.no_error || wrong !== null ? [] : nothingSaid(protocol);
}

function nothingSaid({ completeness }: Protocol): Gap[] {
  if (completeness === "first-error-alone") return [gap("first_error", "Mark the first error, or say that there is none.")];
  if (completeness === "wrong-steps") return [gap("first_error", "List the wrong steps, or say that there is none.")];
  return [];
}

function afterTheEnd(draft: DraftState, protocol: Protocol): Gap[] {
  const end = endOf(draft, protocol);
  if (end === null) return [];
  const behind = Object.keys(draft.labels).map(Number).filter((step) => step > end);
  return behind.map((step) => gap("after_error", `Step ${step} comes after the first error and takes no label.`, step));
}

/** Where a wrong step has to say in which way it is wrong. */
function untyped(draft: DraftState, protocol: Protocol): Gap[] {
  if (protocol.error_types !== "required") return [];
  const wrong = Object.entries(draft.labels).filter(([step, label]) => isError(protocol, label) && !draft.error_types[Number(step)]?.length);
  return wrong.map(([step]) => gap("error_types", `Say in which way step ${step} is wrong: it has no error type.`, Number(step)));
}

function errorNumbers({ values }: Protocol): string {
  return values.flatMap(({ value, is_error }) => (is_error ? [value] : [])).sort((one, other) => one - other).join(" or ");
}

function gap(kind: string, message: string, step_index: number | null = null): Gap {
  return { kind, message, step_index };
}
