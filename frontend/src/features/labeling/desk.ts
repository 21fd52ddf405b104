/** The desk as a pure value: draft, focus, what can be undone, what is unfolded. Every move gives a new one. */
import { applyChanges, inverse, isTyped, type Change, type DraftState } from "./draft";
import type { Task } from "./judge";
import { firstErrorOf, goesStepByStep, openSteps } from "./protocol";

export interface Desk {
  readonly draft: DraftState;
  /** The one focused step. */
  readonly focus: number;
  /** The focus came by the pointer: the step is where the person looks, so the page does not scroll to it. */
  readonly isStill: boolean;
  readonly past: readonly Entry[];
  readonly future: readonly Entry[];
  /** Steps whose output is unfolded. */
  readonly unfolded: ReadonlySet<number>;
  /** Branches of sub-agents that are folded away, by their first steps. */
  readonly folded: ReadonlySet<number>;
  /** Source text instead of rendered text. */
  readonly raw: boolean;
}

/** One thing that was done, both ways, and where the focus was. */
interface Entry {
  readonly undo: readonly Change[];
  readonly redo: readonly Change[];
  /** Where it was done, and, once it was taken back, where the focus had gone from there. */
  readonly focus: number;
  readonly wentTo?: number;
}

/** A desk after a move, and the changes that have to be kept and sent. */
export interface Moved {
  readonly desk: Desk;
  readonly changes: readonly Change[];
}

export function openDesk(draft: DraftState, task: Task): Desk {
  return { draft, focus: firstOpen(draft, task), isStill: false, past: [], future: [], unfolded: new Set(), folded: new Set(), raw: false };
}

/** Where work goes on: the first unlabelled step, or the error that was marked, or the first step that can be labelled. */
function firstOpen(draft: DraftState, { protocol, scorable }: Task): number {
  const open = goesStepByStep(protocol) ? openSteps(draft, protocol, scorable)[0] : firstErrorOf(draft, protocol);
  return open ?? scorable[0] ?? 0;
}

/** Makes changes at a step. Typing on in one text is one entry of the history. */
export function edit(desk: Desk, changes: readonly Change[], task: Task, step = desk.focus): Moved {
  const entry = { undo: inverse(desk.draft, changes, task.scorable), redo: changes, focus: step };
  const last = desk.past.at(-1);
  const typedOn = last !== undefined && desk.future.length === 0 && isSameText(last.redo, changes);
  const past = typedOn ? [...desk.past.slice(0, -1), { ...entry, undo: last.undo }] : [...desk.past, entry];
  return { desk: { ...desk, draft: applyChanges(desk.draft, changes, task.scorable), past, future: [] }, changes };
}

export function undo(desk: Desk, task: Task): Moved | null {
  const entry = desk.past.at(-1);
  if (!entry) return null;
  const draft = applyChanges(desk.draft, entry.undo, task.scorable);
  return { desk: { ...desk, draft, focus: entry.focus, isStill: false, past: desk.past.slice(0, -1), future: [...desk.future, { ...entry, wentTo: desk.focus }] }, changes: entry.undo };
}

export function redo(desk: Desk, task: Task): Moved | null {
  const entry = desk.future.at(-1);
  if (!entry) return null;
  const draft = applyChanges(desk.draft, entry.redo, task.scorable);
  return { desk: { ...desk, draft, focus: entry.wentTo ?? entry.focus, isStill: false, past: [...desk.past, entry], future: desk.future.slice(0, -1) }, changes: entry.redo };
}

/** Another draft takes the place of this one: theirs after a conflict. What was done here can no longer be undone. */
export function replaceDraft(desk: Desk, draft: DraftState): Desk {
  return { ...desk, draft, past: [], future: [] };
}

/** The next step that wants a label, around the end to the first one; undefined when none does. */
export function nextUnlabelled(desk: Desk, task: Task, from = desk.focus): number | undefined {
  const open = openSteps(desk.draft, task.protocol, task.scorable);
  return open.find((step) => step > from) ?? open[0];
}

/** What typed digits mean as a step: its index at once where no other step begins with them, "more" while one may follow. */
export function stepFor(digits: string, stepCount: number): number | "more" | undefined {
  const step = Number(digits);
  if (digits === "" || step >= stepCount) return undefined;
  return step > 0 && step * 10 < stepCount ? "more" : step;
}

function isSameText(before: readonly Change[], after: readonly Change[]): boolean {
  const [one, other] = [before[0], after[0]];
  if (!one || !other || before.length > 1 || after.length > 1) return false;
  return isTyped(one.field) && one.field === other.field && one.step_index === other.step_index;
}
