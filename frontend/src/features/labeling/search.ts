/** Finding a text in a trajectory, also where it is folded, not drawn, or not set as it was written. Pure. */
import type { Step } from "./types";

/** Where in a step something was found, in the order in which a step is read. */
export type Part = "reasoning" | "text" | "call";

export interface Found {
  readonly step: number;
  readonly part: Part;
  /** Character of the part at which it begins. */
  readonly start: number;
  /** How many were found in this step before it: the drawn step is searched anew, and this says which one is meant. */
  readonly nth: number;
}

/** Beyond this nobody goes from one to the next. */
export const MOST_FOUND = 10_000;

/** Upper and lower case mean the same; everything else means itself. Null for nothing to look for. */
export function pattern(query: string): RegExp | null {
  const wanted = query.trim();
  return wanted === "" ? null : new RegExp(wanted.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"), "giu");
}

/** Everything that was found, in reading order, at most MOST_FOUND. `textOf` gives the text of a step as far as it is here. */
export function findAll(query: string, steps: readonly Step[], textOf: (step: number) => string): Found[] {
  const wanted = pattern(query);
  const found: Found[] = [];
  if (wanted === null) return found;
  for (const [index, step] of steps.entries()) {
    let nth = 0;
    for (const { part, text } of partsOf(step, textOf(index))) {
      for (const { index: start } of text.matchAll(wanted)) {
        found.push({ step: index, part, start, nth });
        nth += 1;
        if (found.length >= MOST_FOUND) return found;
      }
    }
  }
  return found;
}

function partsOf(step: Step, text: string): { part: Part; text: string }[] {
  const calls = (step.tool_calls ?? []).flatMap(({ name, arguments: written }) => [name, written]);
  return [{ part: "reasoning", text: step.reasoning ?? "" }, { part: "text", text }, ...calls.map((one) => ({ part: "call" as const, text: one }))];
}

/** The first one at the focused step or behind it, around the end to the first of all. */
export function nearest(found: readonly Found[], focus: number): number {
  const at = found.findIndex(({ step }) => step >= focus);
  return at === -1 ? 0 : at;
}
