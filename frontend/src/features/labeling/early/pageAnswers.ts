/** What the desk's page asked for before any other code was there. Each answer is taken once, by whoever enters first. */
import type { Results } from "../../../api/types";
import type { Assignment, Claim, QueueWithState } from "../types";

export interface PageAnswers {
  readonly slug: string;
  readonly asked: number;
  /** Null where it was refused or did not arrive: then it is asked again, and the refusal shown. */
  readonly queues: Promise<Results<QueueWithState> | null>;
  readonly question: string;
  readonly answer: Promise<Assignment | EarlyClaim | null>;
}

/** What was handed out, and from which queue. */
export interface EarlyClaim {
  readonly queueId: number;
  readonly claim: Claim;
}

declare global {
  interface Window {
    assayEarly?: PageAnswers;
  }
}

const GOOD_FOR_MS = 10_000;

/** What the page that just opened on this project's desk has asked for; null from the second visit on. */
export function answersOfPage(slug: string): PageAnswers | null {
  const found = window.assayEarly;
  delete window.assayEarly;
  return found?.slug === slug && Date.now() - found.asked < GOOD_FOR_MS ? found : null;
}
