/** Anchoring experiments: what the server says of them, and the words for it. */
import { queryOptions } from "@tanstack/react-query";

import { api } from "../../api/client";
import type { components } from "../../api/schema";
import type { Results } from "../../api/types";

export type Experiment = components["schemas"]["Experiment"];
export type ExperimentResult = components["schemas"]["ExperimentResult"];
export type Comparison = components["schemas"]["Comparison"];
export type Estimate = components["schemas"]["Estimate"];

export interface ExperimentSearch {
  readonly queue?: number;
  readonly channel?: number;
  /** Accepted proposals count as labels. */
  readonly proposals?: true;
}

/** What stands in the address, read with distrust. */
export function experimentSearch({ queue, channel, proposals }: Record<string, unknown>): ExperimentSearch {
  return { ...(isId(queue) && { queue }), ...(isId(channel) && { channel }), ...(proposals === true && { proposals }) };
}

function isId(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value > 0;
}

export function experimentsQuery(slug: string) {
  return queryOptions({
    queryKey: ["projects", slug, "experiments"],
    queryFn: ({ signal }) => api.get<Results<Experiment>>(`projects/${slug}/experiments`, { signal }),
  });
}

export function resultQuery(slug: string, queue: number, { channel, proposals }: Omit<ExperimentSearch, "queue">) {
  const queryKey = ["projects", slug, "experiments", queue, channel ?? null, proposals ?? false];
  return queryOptions({
    queryKey,
    queryFn: ({ signal }) => api.get<ExperimentResult>(`projects/${slug}/experiments/${queue}`, { query: { channel, with_proposals: proposals }, signal }),
    // The figures of the same queue stay until those that were asked for are there, and with them what has the focus.
    placeholderData: (before, asked) => (asked?.queryKey[3] === queue ? before : undefined),
  });
}

export interface MeasureWords {
  readonly title: string;
  readonly meaning: string;
  /** A number of this measure. */
  readonly text: (value: number) => string;
  /** A difference of two: of shares in percentage points, or 5 % more of 20 % would be 21 %. */
  readonly gap: (value: number) => string;
}

// The space does not break.
const percent = (value: number) => `${minus((100 * value).toFixed(1))}\u00a0%`;
const points = (value: number) => `${minus((100 * value).toFixed(1))}\u00a0pp`;
const count = (value: number) => minus(value.toFixed(2));
const seconds = (value: number) => `${minus(value.toFixed(1))}\u00a0s`;

export const MEASURES: Readonly<Record<Comparison["measure"], MeasureWords>> = {
  incorrect_share: { title: "Steps called wrong", meaning: "of all steps with a label that counts", text: percent, gap: points },
  listed_steps: { title: "Wrong steps listed", meaning: "per annotation; what is not listed is not called right", text: count, gap: count },
  first_error_share: { title: "With a first error", meaning: "of all annotations", text: percent, gap: points },
  first_error_position: { title: "Place of the first error", meaning: "how far into the trajectory, of its labelled steps", text: percent, gap: points },
  active_seconds: { title: "Active time", meaning: "per annotation", text: seconds, gap: seconds },
  scorer_agreement: { title: "Agreement with the scorer", meaning: "both say incorrect at its threshold, or both do not", text: percent, gap: points },
};

export const EVIDENCE: Readonly<Record<Experiment["evidence"], string>> = {
  rewards: "rewards",
  reference: "the reference answer",
  labels: "colleagues’ labels",
};

function minus(text: string): string {
  return text.replace("-", "−");
}

/** What may be concluded, in a sentence. */
export function verdictText({ verdict, shown, hidden, difference, measure }: Comparison, smallest: number): string {
  if (verdict === "too-few") return `n < ${smallest}: no conclusion (${shown.n} shown, ${hidden.n} hidden)`;
  if (verdict === "no-difference-shown") return "No difference shown: the interval holds 0";
  const [more, less] = DIRECTIONS[measure] ?? ["Higher", "Lower"];
  return `${(difference.value ?? 0) > 0 ? more : less} with the evidence in view`;
}

const DIRECTIONS: Partial<Record<Comparison["measure"], readonly [string, string]>> = {
  active_seconds: ["Slower", "Faster"],
  listed_steps: ["More", "Fewer"],
  first_error_position: ["Found later", "Found earlier"],
};

/** Where an interval lies on a line from `-reach` to `reach`, in percent. */
export function placeOf(value: number, reach: number): number {
  return reach === 0 ? 50 : 50 + (50 * value) / reach;
}

/** The end of the line: everything that is drawn fits, with room. */
export function reachOf({ difference: { value, low, high } }: Comparison): number {
  return 1.15 * Math.max(...[value, low, high].map((one) => Math.abs(one ?? 0)));
}
