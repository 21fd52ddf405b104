/** Where a scorer and gold say different things of a step. */
import type { Gold } from "../shapes";
import type { Reader, ShownLane } from "./columns";

export interface Doubt {
  readonly code: string;
  readonly text: string;
}

/**
 * A scorer and gold are compared by their first error alone: after an error a low value is right, and below a threshold
 * that was set for first errors a single reward claims nothing. A rule scorer is in doubt where it contradicts a step
 * that gold calls right; a statement that holds does not make its step right.
 */
export function doubtOf(shown: ShownLane, gold: Gold, index: number): Doubt | null {
  const { lane, code, name, semantics, absent } = shown;
  if (absent !== null || lane.channel.threshold === null) return null;
  const what = semantics === "verdict" ? ruleDoubt(lane.rewards[index] ?? null, gold.labels[index]) : firstErrorDoubt(lane.predicted_first_error, gold, index);
  return what === null ? null : { code, text: `${name} ${what}` };
}

/** A model that labels is held to gold as a scorer is; people are not: they are what gold is made of. */
export function judgeDoubt({ annotation, code, name, isJudge }: Reader, gold: Gold, index: number): Doubt | null {
  const concluded = annotation.failure === "" && (annotation.first_error !== null || annotation.no_error);
  const what = isJudge && concluded ? firstErrorDoubt(annotation.first_error, gold, index) : null;
  return what === null ? null : { code, text: `${name} ${what}` };
}

function ruleDoubt(verdict: number | null, label: number | null | undefined): string | null {
  return verdict !== null && verdict < 0.5 && label === 1 ? "contradicts a step that gold calls correct" : null;
}

function firstErrorDoubt(own: number | null, gold: Gold, index: number): string | null {
  if (gold.first_error === index) return missed(own, index);
  return own === index ? early(own, gold) : null;
}

/** At gold's first error. One who found an earlier one is in doubt there. */
function missed(own: number | null, index: number): string | null {
  if (own === null) return "finds no error";
  return own > index ? `finds the first error only at ${own}` : null;
}

/** At the scorer's own first error; behind gold's it is late, which is said at gold's. */
function early(own: number, { first_error, no_error }: Gold): string | null {
  if (no_error) return "finds the first error here, gold none";
  return first_error !== null && own < first_error ? `finds the first error here, gold at ${first_error}` : null;
}

/** "Qw, Sk": the scorers in doubt, by the names over their lanes. */
export function doubters(doubts: readonly Doubt[]): string {
  return doubts.map(({ code }) => code).join(", ");
}
