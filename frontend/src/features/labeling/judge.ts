/** What a person means when they press a key, as changes of the draft: one thing said may unsay another. Pure. */
import { applyChanges, valueAt, type Change, type DraftState, type Label } from "./draft";
import { firstIncorrect, needsReason, type Protocol } from "./protocol";

/** What is judged, and how. */
export interface Task {
  readonly scorable: readonly number[];
  readonly step_count: number;
  readonly protocol: Protocol;
}

/** Changes to make, or a sentence that says why not. */
export type Judged = readonly Change[] | string;

export function labelStep(draft: DraftState, task: Task, step: number, label: Label): Judged {
  if (!task.scorable.includes(step)) return context(step);
  const changes = [set("label", label, step)];
  if (label !== -1 && draft.first_error === step) changes.push(set("first_error", null));
  if (label === -1) changes.push(set("no_error", false));
  return settle(draft, task, changes);
}

/** Says that the first error is here, or takes that back where it was said by hand. */
export function markFirstError(draft: DraftState, task: Task, step: number): Judged {
  if (!task.scorable.includes(step)) return context(step);
  if (draft.first_error === step) return settle(draft, task, [set("first_error", null)]);
  const changes = [set("first_error", step), set("no_error", false)];
  if (task.protocol.asks_for_labels) changes.unshift(set("label", -1, step));
  return settle(draft, task, changes);
}

/** Says that there is no error in the whole trajectory, or takes that back. */
export function sayNoError(draft: DraftState, task: Task): Judged {
  if (draft.no_error) return settle(draft, task, [set("no_error", false)]);
  const incorrect = firstIncorrect(draft);
  if (incorrect !== null) return `Step ${incorrect} is marked −1, so there is an error. Label it anew first.`;
  return settle(draft, task, [set("no_error", true), set("first_error", null)]);
}

/** "This step is fine" where steps get no labels: takes back a first error that was marked on it. */
export function passStep(draft: DraftState, task: Task, step: number): Judged {
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
function settle(draft: DraftState, task: Task, changes: Change[]): Change[] {
  const after = applyChanges(draft, changes, task.scorable);
  const stale = after.first_error_reason !== "" && !needsReason(after, task.protocol);
  const all = stale ? [...changes, set("first_error_reason", null)] : changes;
  return all.filter((change) => valueAt(draft, change) !== valueAt(applyChanges(draft, [change], task.scorable), change));
}

function context(step: number): string {
  return `Step ${step} is context: it is shown, never labelled.`;
}
