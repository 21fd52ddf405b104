/** A queue that wants its qualification first: what it asks for, how far one is, and where one goes from here. Pure. */
import type { BeforeTheGate } from "./types";

/** The other of the two queues between which a qualification stands. */
export interface Way {
  readonly queueId: number;
  readonly words: string;
}

/** To the qualification, or, once it is passed, to what it opens; null where there is no way on from this queue. */
export function wayOn({ queue, screening, has_passed, has_failed }: BeforeTheGate, from: number): Way | null {
  if (from === screening.id) return has_passed ? { queueId: queue.id, words: `To ${queue.name}` } : null;
  // Labels that were sent back wait behind the gate of the queue that they came from.
  return has_passed || has_failed ? null : { queueId: screening.id, words: "To the qualification" };
}

/** Name and value of everything that somebody before the gate wants to know. */
export function qualificationRows({ measure, threshold, minimum, attempts, attempt, done, shares, ...over }: BeforeTheGate): [string, string][] {
  const isOver = over.has_passed || over.has_failed;
  const what = measure === "FIRST_ERROR" ? "first errors" : "step labels";
  const known = minimum === 1 ? "1 trajectory whose right labels are known" : `${minimum} trajectories whose right labels are known`;
  const asked = `${percent(threshold)} of the ${what} right, over ${known}`;
  const reached: [string, string][] = shares.length === 0 ? [] : [["Reached", shares.map(percent).join(", then ")]];
  const running: [string, string][] = isOver ? [] : [["Labelled", `${done} of ${minimum}, attempt ${attempt} of ${attempts}`]];
  return [["Asked for", asked], ...running, ...reached];
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
