/** Feedback on one's own work, and gold that people object to. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { api } from "../../api/client";
import type { Results, Schemas } from "../../api/types";

export type Feedback = Schemas["Feedback"];
export type Contest = Schemas["Contest"];
export type Judged = Schemas["Judged"];
export type Proposal = Schemas["ProposalRequest"];

const path = (slug: string, rest: string) => `projects/${encodeURIComponent(slug)}/quality/${rest}`;

export const feedbackQuery = (slug: string) =>
  queryOptions({
    queryKey: ["quality", slug, "feedback"],
    queryFn: ({ signal }) => api.get<Results<Feedback>>(path(slug, "feedback"), { signal }),
  });

export const contestsQuery = (slug: string) =>
  queryOptions({
    queryKey: ["quality", slug, "contests"],
    queryFn: ({ signal }) => api.get<Results<Contest>>(path(slug, "contests"), { signal }),
  });

export function useContest(slug: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (sent: { gold_id: number; reason: string; proposal: Proposal }) => api.post<Contest>(path(slug, "contests"), sent),
    onSuccess: () => client.invalidateQueries({ queryKey: ["quality", slug] }),
  });
}

export function useDecide(slug: string, contest: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ decision, answer }: { decision: "uphold" | "revise"; answer: string }) => api.post<Contest>(path(slug, `contests/${contest}/${decision}`), { answer }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["quality", slug] }),
  });
}

/** Where a judgement sees the first error: "step 3", "no error", "open". */
export function firstErrorText({ first_error: step, no_error: none }: Pick<Judged, "first_error" | "no_error">): string {
  if (none) return "no error";
  return step === null ? "open" : `step ${step}`;
}

export function proposalText({ first_error: step, no_error: none, step_index: place, label }: Proposal): string {
  if (none) return "no error";
  if (step !== null && step !== undefined) return `first error at step ${step}`;
  return `step ${place ?? "?"} is ${label === 1 ? "+1" : label === -1 ? "−1" : "0"}`;
}
