/** What a protocol proposes and what it still asks for, as the server decides it (protocols.py): said here before it is sent. */
import type { DraftState, Label } from "./draft";

export interface Protocol {
  /** Every scorable step gets +1, 0 or -1. Otherwise only the first error is asked for. */
  readonly asks_for_labels: boolean;
  readonly asks_for_outcome: boolean;
}

/** What is still missing or wrong before a judgement can be submitted: where, and a sentence. */
export interface Gap {
  readonly kind: string;
  readonly message: string;
  readonly step_index: number | null;
}

/** Index of the first -1, or null. */
export function firstIncorrect({ labels }: DraftState): number | null {
  const found = Object.entries(labels).find(([, label]) => label === -1);
  return found ? Number(found[0]) : null;
}

/** The first error that stands: the one named by hand, else the first -1, which the labels propose. */
export function firstErrorOf(draft: DraftState, protocol: Protocol): number | null {
  if (draft.first_error !== null || draft.no_error || !protocol.asks_for_labels) return draft.first_error;
  return firstIncorrect(draft);
}

/** A first error that is not the first -1 has to be explained. */
export function needsReason(draft: DraftState, protocol: Protocol): boolean {
  const first = draft.first_error;
  return protocol.asks_for_labels && first !== null && draft.labels[first] === -1 && firstIncorrect(draft) !== first;
}

/** Everything between the draft and its submission, in the order in which it is asked for. */
export function gaps(draft: DraftState, protocol: Protocol, scorable: readonly number[]): Gap[] {
  const found = [...unlabelled(draft, protocol, scorable), ...firstErrorGaps(draft, protocol, scorable)];
  if (protocol.asks_for_outcome && draft.outcome === null) found.push(gap("outcome", "Say whether the final result is right."));
  return found;
}

export function unlabelledSteps({ labels }: DraftState, scorable: readonly number[]): number[] {
  return scorable.filter((step) => labels[step] === undefined);
}

/** The server writes labels in plain characters; the page writes them as it writes all numbers. */
export function withMinus(text: string): string {
  return text.replaceAll("-1", "−1");
}

function unlabelled(draft: DraftState, protocol: Protocol, scorable: readonly number[]): Gap[] {
  if (!protocol.asks_for_labels) return [];
  return unlabelledSteps(draft, scorable).map((step) => gap("unlabelled", `Step ${step} has no label.`, step));
}

function firstErrorGaps(draft: DraftState, protocol: Protocol, scorable: readonly number[]): Gap[] {
  const step = draft.first_error;
  if (step === null) return noErrorGaps(draft, protocol, scorable);
  if (draft.no_error) return [gap("first_error", "A trajectory has a first error or none, not both.", step)];
  if (!scorable.includes(step)) return [gap("first_error", `Step ${step} cannot be the first error: it is context.`, step)];
  if (!protocol.asks_for_labels) return [];
  if (draft.labels[step] !== -1) return [gap("first_error", `Step ${step} is marked as the first error, so its label must be −1.`, step)];
  if (needsReason(draft, protocol) && draft.first_error_reason === "") {
    return [gap("first_error_reason", `Say why the first −1 is not the first error (step ${step} is).`, step)];
  }
  return [];
}

function noErrorGaps(draft: DraftState, protocol: Protocol, scorable: readonly number[]): Gap[] {
  const incorrect = scorable.find((step) => draft.labels[step] === (-1 satisfies Label));
  if (draft.no_error && incorrect !== undefined) return [gap("no_error", `Step ${incorrect} has the label −1, so there is an error.`, incorrect)];
  if (!draft.no_error && !protocol.asks_for_labels) return [gap("first_error", "Mark the first error, or say that there is none.")];
  return [];
}

function gap(kind: string, message: string, step_index: number | null = null): Gap {
  return { kind, message, step_index };
}
