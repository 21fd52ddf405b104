/** Qualifications: what a queue asks of people before it hands anything out, and where they stand. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { api } from "../../api/client";
import { isApiError } from "../../api/errors";
import type { Schemas } from "../../api/types";

export type Gate = Schemas["Gate"];
export type Standing = Schemas["Standing"];
export type NewGate = Schemas["NewGateRequest"];

const path = (slug: string, queue: number) => `projects/${encodeURIComponent(slug)}/queues/${queue}/qualification`;

/** Null where the queue asks for none. */
export const gateQuery = (slug: string, queue: number) =>
  queryOptions({
    queryKey: ["quality", slug, "gate", queue],
    queryFn: async ({ signal }) => {
      try {
        return await api.get<Gate>(path(slug, queue), { signal });
      } catch (error) {
        if (isApiError(error) && error.status === 404) return null;
        throw error;
      }
    },
  });

export function useSetGate(slug: string, queue: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (asked: NewGate) => api.post<Gate>(path(slug, queue), asked),
    onSuccess: () => client.invalidateQueries({ queryKey: ["quality", slug] }),
  });
}

export function useAdmit(slug: string, queue: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (username: string) => api.post<Gate>(`${path(slug, queue)}/admit`, { username }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["quality", slug] }),
  });
}

/** "passed", "7 of 10, attempt 1 of 2", "failed": where somebody stands. */
export function standingText({ passed_at: passed, failed_at: failed, done, attempt }: Standing, { minimum, attempts }: Pick<Gate, "minimum" | "attempts">): string {
  if (passed !== null) return "passed";
  if (failed !== null) return "failed";
  return `${done} of ${minimum}, attempt ${attempt} of ${attempts}`;
}
