/** Why one may decline a trajectory: the three kinds that the server knows, and the usual reasons of each. */
import type { components } from "../../api/schema";

export type DeclineKind = NonNullable<components["schemas"]["ReasonRequest"]["kind"]>;

export interface Decline {
  readonly kind: DeclineKind;
  readonly key: string;
  /** What one does. */
  readonly title: string;
  /** What comes of it. */
  readonly hint: string;
  readonly reasons: readonly { readonly title: string; readonly hint?: string }[];
}

export const DECLINES: readonly Decline[] = [
  {
    kind: "SKIP",
    key: "1",
    title: "Skip it",
    hint: "Not for me: somebody else should judge it.",
    reasons: [
      { title: "Not my subject" },
      { title: "Too hard for me", hint: "I cannot tell whether the steps are right; somebody else may." },
      { title: "I know it already", hint: "I wrote it, or saw its answer or somebody's labels." },
    ],
  },
  {
    kind: "GIVE_UP",
    key: "2",
    title: "Give it up",
    hint: "I doubt that anybody can judge these steps.",
    reasons: [
      { title: "The text is damaged", hint: "Cut off, garbled, or not a trajectory at all." },
      { title: "Its steps cannot be told apart", hint: "One step holds several, or a thought is torn in two." },
      { title: "Something to judge it by is missing", hint: "A picture, a file, the output of a tool." },
    ],
  },
  {
    kind: "BAD_PROBLEM",
    key: "3",
    title: "Call it a bad problem",
    hint: "The problem is at fault, whatever the steps say.",
    reasons: [
      { title: "It contradicts itself", hint: "No answer can be right." },
      { title: "It can be read in several ways", hint: "And the answer depends on which." },
      { title: "A condition is missing", hint: "It cannot be solved from what it says." },
    ],
  },
];
