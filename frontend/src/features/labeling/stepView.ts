/** What one step shows of the desk: a small value, so that equal means "draw nothing". */
import type { Desk } from "./desk";
import type { Label } from "./draft";
import type { Session } from "./session";

export interface StepView {
  readonly label: Label | null;
  readonly isFocused: boolean;
  readonly isFirstError: boolean;
  readonly isAfterError: boolean;
  /** The step before it is the first error, which has words on the line between them. */
  readonly isNextToError: boolean;
  /** The protocol stops at the first error, and this step lies behind it: it takes no label. */
  readonly isPastTheEnd: boolean;
  /** Why this one is the first error although an earlier step is −1. */
  readonly reason: string;
  /** A label is proposed for it, which nobody gave yet. */
  readonly isProposed: boolean;
  /** Its label is a proposal that was accepted. */
  readonly isAccepted: boolean;
  readonly isUnsure: boolean;
  readonly comment: string;
  readonly isOpen: boolean;
  readonly isRaw: boolean;
}

export function viewOf(desk: Desk, index: number, session: Session): StepView {
  const { draft } = desk;
  const first = session.firstErrorIn(draft);
  const { asks_for_labels, after_first_error } = session.task.protocol;
  const stops = asks_for_labels && after_first_error === "stop";
  return {
    label: draft.labels[index] ?? null,
    isFocused: desk.focus === index,
    isFirstError: first === index,
    isAfterError: first !== null && index > first,
    isNextToError: first === index - 1,
    isPastTheEnd: first !== null && index > first && stops,
    reason: first === index ? draft.first_error_reason : "",
    isProposed: session.proposedIn(draft).has(index),
    isAccepted: draft.origins[index] !== undefined,
    isUnsure: draft.unsure[index] === true,
    comment: draft.comments[index] ?? "",
    isOpen: desk.unfolded.has(index),
    isRaw: desk.raw,
  };
}
