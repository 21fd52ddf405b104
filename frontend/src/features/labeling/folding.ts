/** Which steps fold, and which one the fold key means. Pure. */
import { withInView, type Branch } from "../../text";
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

/** The same desk where its focus is in view; else with the branch unfolded that holds it. */
export function withFocusInView(desk: Desk, branches: readonly Branch[]): Desk {
  const folded = withInView(branches, desk.folded, desk.focus);
  return folded === desk.folded ? desk : { ...desk, folded };
}
