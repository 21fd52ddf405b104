/** Which steps fold, and which one the fold key means. Pure. */
import { branchAt, type Branch } from "../../text";
import type { Desk } from "./desk";
import type { Step } from "./types";

const LONG_CONTEXT = 1_200;
const FOLDED_CHARS = 700;
const FOLDED_LINES = 6;

/** Whether StepBody folds this step: outputs longer than what it shows of them, and long context. */
export function isFoldable({ role, text, cut }: Step): boolean {
  if (cut !== undefined) return role !== "assistant";
  if (role === "tool") return text.length > FOLDED_CHARS || text.split("\n", FOLDED_LINES + 2).length > FOLDED_LINES;
  return (role === "system" || role === "user") && text.length > LONG_CONTEXT;
}

/** The output that is meant at a focused step: its own, else the one right behind it, else the nearest before it. */
export function foldTarget(steps: readonly Step[], focus: number): number | undefined {
  const foldable = (index: number) => steps[index] !== undefined && isFoldable(steps[index]);
  const before = Array.from({ length: focus }, (_, back) => focus - 1 - back);
  return [focus, focus + 1, ...before].find(foldable);
}

/** Steps and heads of folded branches that are in view, by step: a folded branch is there with its first. */
export function rowsOf(count: number, branches: readonly Branch[], folded: ReadonlySet<number>): number[] {
  const hidden = new Set(branches.flatMap(({ start, end }) => (folded.has(start) ? Array.from({ length: end - start - 1 }, (_, place) => start + 1 + place) : [])));
  return Array.from({ length: count }, (_, index) => index).filter((index) => !hidden.has(index));
}

/** The step before or behind one, past what is folded away. */
export function besideBranches(branches: readonly Branch[], { folded, focus }: Desk, by: 1 | -1): number {
  let to = focus + by;
  for (let branch = branchAt(branches, to); branch && folded.has(branch.start); branch = branchAt(branches, to)) to = by === 1 ? branch.end : branch.start - 1;
  return to;
}

/** The same desk where its focus is in view; else with the branch unfolded that holds it. */
export function withFocusInView(desk: Desk, branches: readonly Branch[]): Desk {
  const branch = desk.folded.size === 0 ? undefined : branchAt(branches, desk.focus);
  if (!branch || !desk.folded.has(branch.start)) return desk;
  return { ...desk, folded: new Set([...desk.folded].filter((start) => start !== branch.start)) };
}

interface Folding {
  readonly branches: readonly Branch[];
  readonly folded: ReadonlySet<number>;
  readonly focus: number;
  readonly count: number;
}

/** Where the focus goes when its own step is folded away: to the nearest step before that is in view, else behind. */
export function outsideFolded({ branches, folded, focus, count }: Folding): number {
  const isHidden = (step: number) => folded.has(branchAt(branches, step)?.start ?? -1);
  for (let step = focus; step >= 0; step -= 1) if (!isHidden(step)) return step;
  for (let step = focus; step < count; step += 1) if (!isHidden(step)) return step;
  return focus;
}
