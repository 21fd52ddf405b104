/** What one annotation says of one step, and whether several say different things. */
import type { StepLabel } from "../../../ui/Labels";

export interface Vote {
  readonly label: StepLabel;
  /**
   * How it was said: as a label; as the first error; "passed" where the first error comes later or there is none, which
   * says that this step is not it and no more; or nothing.
   */
  readonly basis: "label" | "first-error" | "passed" | "nothing";
}

export interface Votable {
  readonly labels: readonly (number | null)[];
  readonly first_error: number | null;
  readonly no_error: boolean;
  /** A judge that gave no usable answer says nothing at all. */
  readonly failure: string;
}

const NOTHING: Vote = { label: null, basis: "nothing" };

export function voteOf({ labels, first_error, no_error, failure }: Votable, index: number, isScorable: boolean): Vote {
  if (!isScorable || failure !== "") return NOTHING;
  if (first_error === index) return { label: -1, basis: "first-error" };
  const label = labelOf(labels[index]);
  if (label !== null) return { label, basis: "label" };
  const passed = no_error || (first_error !== null && first_error > index);
  return passed ? { label: null, basis: "passed" } : NOTHING;
}

function labelOf(value: number | null | undefined): StepLabel {
  return value === 1 || value === 0 || value === -1 ? value : null;
}

export interface Split {
  /** "2 : 1", the larger part first. */
  readonly ratio: string;
  /** "2 say incorrect, 1 did not mark it". */
  readonly text: string;
}

/**
 * Null where nobody contradicts anybody. Having passed a step contradicts only that it is incorrect, and then stands
 * with those who call it correct.
 */
export function splitOf(votes: readonly Vote[]): Split | null {
  const count = (label: StepLabel) => votes.filter((vote) => vote.label === label).length;
  const passed = votes.filter(({ basis }) => basis === "passed").length;
  const [wrong, neutral, right] = [count(-1), count(0), count(1)];
  const differ = wrong > 0 ? neutral + right + passed > 0 : neutral > 0 && right > 0;
  if (!differ) return null;
  const others = wrong > 0 ? passed : 0;
  const parts = [wrong, neutral, right + others].filter((part) => part > 0).sort((a, b) => b - a);
  return { ratio: parts.join(" : "), text: splitText({ wrong, neutral, right, passed: others }) };
}

function splitText({ wrong, neutral, right, passed }: Record<"wrong" | "neutral" | "right" | "passed", number>): string {
  const said = [
    wrong > 0 && `${wrong} ${wrong === 1 ? "says" : "say"} incorrect`,
    neutral > 0 && `${neutral} neutral`,
    right > 0 && `${right} correct`,
    passed > 0 && `${passed} did not mark it`,
  ];
  return said.filter(Boolean).join(", ");
}
