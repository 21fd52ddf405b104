/** What one annotation says of one step, and whether several say different things. */
import { labelWord, type StepLabel } from "../../../ui/Labels";

export interface Vote {
  readonly label: StepLabel;
  /**
   * How it was said: as a label; as the first error; "passed" where the first error comes later or there is none, which
   * says that this step is not it and no more; or nothing.
   */
  readonly basis: "label" | "first-error" | "passed" | "nothing";
  /** What the label is called under the protocol that it was given in: 0 is not neutral everywhere. */
  readonly word: string;
}

export interface Votable {
  readonly labels: readonly (number | null)[];
  readonly first_error: number | null;
  readonly no_error: boolean;
  /** A judge that gave no usable answer says nothing at all. */
  readonly failure: string;
  /** By the number; a number without one goes by its usual word. */
  readonly value_names: Readonly<Record<string, string>>;
}

const NOTHING: Vote = { label: null, basis: "nothing", word: "" };

export function voteOf(said: Votable, index: number, isScorable: boolean): Vote {
  if (!isScorable || said.failure !== "") return NOTHING;
  const isFirst = said.first_error === index;
  const label = labelIn(said, index);
  if (label !== null) return { label, basis: isFirst ? "first-error" : "label", word: said.value_names[String(label)] ?? labelWord(label) };
  return hasPassed(said, index) ? { label: null, basis: "passed", word: "" } : NOTHING;
}

function hasPassed({ first_error, no_error }: Votable, index: number): boolean {
  return no_error || (first_error !== null && first_error > index);
}

/** An error that is not -1 (correctable) keeps its own number; a first error without a label is a wrong step. */
function labelIn({ labels, first_error }: Votable, index: number): StepLabel {
  const value = labels[index];
  if (value === 1 || value === 0 || value === -1) return value;
  return first_error === index ? -1 : null;
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
  return { ratio: parts.join(" : "), text: splitText(votes, others) };
}

/** Wrong ones first, each by the word of its protocol. */
function splitText(votes: readonly Vote[], passed: number): string {
  const said = [-1, 0, 1].flatMap((label) => counted(votes.filter((vote) => vote.label === label)));
  const [first, ...rest] = said.map(({ word, count }, place) => (place === 0 ? `${count} ${count === 1 ? "says" : "say"} ${word}` : `${count} ${word}`));
  return [first, ...rest, passed > 0 && `${passed} did not mark it`].filter(Boolean).join(", ");
}

function counted(votes: readonly Vote[]): { readonly word: string; readonly count: number }[] {
  return [...new Set(votes.map(({ word }) => word))].map((word) => ({ word, count: votes.filter((vote) => vote.word === word).length }));
}
