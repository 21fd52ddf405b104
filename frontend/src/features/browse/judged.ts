/** Answer and process in a word each: is the final result right, and where does the reasoning first fail? */
import type { IconName } from "../../ui/Icon";
import type { Tone } from "../../ui/Badge";
import type { Row } from "./shapes";

export interface Judged {
  readonly tone: Tone;
  readonly icon: IconName;
  /** For a row of a list. */
  readonly short: string;
  /** For the head of a page. */
  readonly long: string;
  /** Who says so. */
  readonly title: string;
}

type GoldBrief = Pick<NonNullable<Row["gold"]>, "first_error" | "no_error" | "outcome">;

/** The outcome that the file stated, else gold's; null where nobody said. */
export function judgedAnswer(outcome: boolean | null, gold: GoldBrief | null): Judged | null {
  if (outcome !== null) return answer(outcome ? 1 : -1, "as the file says");
  if (gold?.outcome === null || gold?.outcome === undefined) return null;
  return answer(gold.outcome, "by gold");
}

/** Gold's first error. A first error outranks everything; "all right" needs somebody to have said so. */
export function judgedProcess(gold: GoldBrief | null): Judged | null {
  if (gold === null) return null;
  const at = gold.first_error;
  if (at !== null) {
    return { tone: "neg", icon: "flag", short: `${at}`, long: `process fails at ${at}`, title: `First error at step ${at}, by gold` };
  }
  if (!gold.no_error) return null;
  return { tone: "pos", icon: "check", short: "all", long: "process right", title: "No error in any step, by gold" };
}

function answer(value: number, who: string): Judged {
  if (value > 0) return { tone: "pos", icon: "check", short: "answer", long: "answer right", title: `The final answer is right, ${who}` };
  if (value < 0) return { tone: "neg", icon: "cross", short: "answer", long: "answer wrong", title: `The final answer is wrong, ${who}` };
  return { tone: "neu", icon: "ring", short: "answer", long: "answer neutral", title: `The final result is neither right nor wrong, ${who}` };
}
