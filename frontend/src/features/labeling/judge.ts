/** What a person means when they press a key, as changes of the draft: one thing said may unsay another. Pure. */
import { applyChanges, isSameValue, valueAt, type Change, type DraftState, type Label } from "./draft";
import { callOf } from "./labelName";
import { endOf, firstWrong, isError, needsReason, type Protocol } from "./protocol";

/** What is judged, and how. */
export interface Task {
  readonly scorable: readonly number[];
  readonly step_count: number;
  readonly protocol: Protocol;
}

/** Changes to make, or a sentence that says why not. */
export type Judged = readonly Change[] | string;

export function labelStep(draft: DraftState, task: Task, step: number, label: Label): Judged {
  const refusal = closed(draft, task, step);
  if (refusal !== null) return refusal;
  const wrong = isError(task.protocol, label);
  // On a list of wrong steps the one key puts a step on it and takes it off again.
  if (task.protocol.completeness === "wrong-steps" && draft.labels[step] === label) return clearStep(draft, task, step);
  const changes = [set("label", label, step)];
  if (!wrong && draft.first_error === step) changes.push(set("first_error", null));
  if (wrong) changes.push(set("no_error", false));
  return settle(draft, task, changes);
}

/** Takes the label of a step back. */
export function clearStep(draft: DraftState, task: Task, step: number): Judged {
  const changes = [set("label", null, step)];
  if (draft.first_error === step) changes.push(set("first_error", null));
  return settle(draft, task, changes);
}

/** Says that the first error is here, or takes that back where it was said by hand. A step that is wrong already keeps how. */
export function markFirstError(draft: DraftState, task: Task, step: number): Judged {
  const refusal = closed(draft, task, step);
  if (refusal !== null) return refusal;
  if (draft.first_error === step) return settle(draft, task, [set("first_error", null)]);
  const changes = [set("first_error", step), set("no_error", false)];
  if (task.protocol.asks_for_labels && !isError(task.protocol, draft.labels[step])) changes.unshift(set("label", -1, step));
  return settle(draft, task, changes);
}

/** Says that there is no error in the whole trajectory, or takes that back. */
export function sayNoError(draft: DraftState, task: Task): Judged {
  if (draft.no_error) return settle(draft, task, [set("no_error", false)]);
  const wrong = task.protocol.asks_for_labels ? firstWrong(draft, task.protocol) : null;
  if (wrong !== null) {
    return `Step ${wrong} is marked ${callOf(task.protocol, draft.labels[wrong])}, so there is an error. Label it anew first.`;
  }
  return settle(draft, task, [set("no_error", true), set("first_error", null)]);
}

/** "This step is fine" where only what is wrong is named: takes back what was said against it. */
export function passStep(draft: DraftState, task: Task, step: number): Judged {
  if (draft.labels[step] !== undefined) return clearStep(draft, task, step);
  return draft.first_error === step ? settle(draft, task, [set("first_error", null)]) : [];
}

export function toggleUnsure(draft: DraftState, task: Task, step: number): Judged {
  if (!task.scorable.includes(step)) return context(step);
  return [set("unsure", draft.unsure[step] === true ? null : true, step)];
}

export function setOutcome(draft: DraftState, task: Task, outcome: Label): Judged {
  return settle(draft, task, [set("outcome", outcome)]);
}

export function giveReason(draft: DraftState, task: Task, reason: string): Judged {
  return settle(draft, task, [set("first_error_reason", reason)]);
}

/** The first error is where the labels say it is, after all. */
export function followLabels(draft: DraftState, task: Task): Judged {
  return settle(draft, task, [set("first_error", null)]);
}

function set(field: Change["field"], value: Change["value"], step_index: number | null = null): Change {
  return { field, step_index, value };
}

/** Adds what follows from the changes and leaves out what changes nothing. */
function settle(draft: DraftState, task: Task, changes: readonly Change[]): Change[] {
  const said = [...changes, ...byHand(draft, changes)];
  const labelled = [...said, ...behindTheEnd(applyChanges(draft, said, task.scorable), task)];
  const after = applyChanges(draft, labelled, task.scorable);
  const stale = after.first_error_reason !== "" && !needsReason(after, task.protocol);
  const all = stale ? [...labelled, set("first_error_reason", null)] : labelled;
  return all.filter((change) => !isSameValue(valueAt(draft, change), valueAt(applyChanges(draft, [change], task.scorable), change)));
}

/** A label that is given by hand is no accepted proposal any more, also where it is the same. */
function byHand(draft: DraftState, changes: readonly Change[]): Change[] {
  const steps = changes.flatMap(({ field, step_index: step }) => (field === "label" && step !== null && draft.origins[step] !== undefined ? [step] : []));
  return steps.map((step) => set("origin", null, step));
}

/** Where a protocol stops at the first error, an error that is found earlier takes the labels behind it away. */
function behindTheEnd(draft: DraftState, { protocol }: Task): Change[] {
  const end = endOf(draft, protocol);
  if (end === null) return [];
  const behind = Object.keys(draft.labels).map(Number).filter((step) => step > end);
  const marked = draft.first_error !== null && draft.first_error > end ? [set("first_error", null)] : [];
  return [...behind.map((step) => set("label", null, step)), ...marked];
}

/** Why a step takes no label, or null where it takes one. */
function closed(draft: DraftState, { scorable, protocol }: Task, step: number): string | null {
  if (!scorable.includes(step)) return context(step);
  const end = endOf(draft, protocol);
  if (end === null || step <= end) return null;
  return `Step ${step} comes after the first error, step ${end}, and takes no label. Label step ${end} anew if the error is elsewhere.`;
}

function context(step: number): string {
  return `Step ${step} is context: it is shown, never labelled.`;
}
