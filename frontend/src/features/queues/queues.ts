/** Queues as managers and reviewers see them: what the server is asked, and what is asked of it. */
import { infiniteQueryOptions, keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { api } from "../../api/client";
import type { Results, Schemas } from "../../api/types";

export type ManagedQueue = Schemas["ManagedQueue"];
export type QueueBoard = Schemas["QueueBoard"];
export type QueueCounts = Schemas["QueueCounts"];
export type QueueChoices = Schemas["QueueChoices"];
export type Slot = Schemas["Slot"];
export type SlotPage = Schemas["SlotPage"];
export type Pace = Schemas["Pace"];
export type Exclusion = Schemas["Exclusion"];
export type Reveal = Schemas["Reveal"];
export type RevealCounts = Schemas["RevealCounts"];
export type ChangedQueue = Schemas["ChangedQueue"];
export type Settings = Required<Schemas["NewQueueRequest"]>;

/** How often the board asks, in milliseconds. */
const LIVE = 5_000;

const below = (slug: string, rest: string) => `projects/${encodeURIComponent(slug)}/${rest}`;

export const boardsQuery = (slug: string) =>
  queryOptions({
    queryKey: ["queues", slug, "all"],
    queryFn: ({ signal }) => api.get<Results<ManagedQueue>>(below(slug, "queues/board"), { signal }),
    refetchInterval: LIVE,
  });

export const boardQuery = (slug: string, id: number) =>
  queryOptions({
    queryKey: ["queues", slug, id],
    queryFn: ({ signal }) => api.get<QueueBoard>(below(slug, `queues/${id}`), { signal }),
    refetchInterval: LIVE,
    placeholderData: keepPreviousData,
  });

export const choicesQuery = (slug: string) =>
  queryOptions({
    queryKey: ["queues", slug, "choices"],
    queryFn: ({ signal }) => api.get<QueueChoices>(below(slug, "queues/choices"), { signal }),
    staleTime: 60_000,
  });

/** How many trajectories fit a filter now: counted while it is typed. */
export const fittingQuery = (slug: string, filter: string) =>
  queryOptions({
    queryKey: ["queues", slug, "fitting", filter],
    queryFn: ({ signal }) => api.get<{ count: number }>(below(slug, "trajectories/count"), { query: { filter }, signal }),
    placeholderData: keepPreviousData,
    retry: false,
  });

export const openSlotsQuery = (slug: string, id: number, filter: string) =>
  queryOptions({
    queryKey: ["queues", slug, id, "open", filter],
    queryFn: ({ signal }) => api.get<SlotPage>(below(slug, `queues/${id}/slots`), { query: { status: "OPEN", filter }, signal }),
    placeholderData: keepPreviousData,
    retry: false,
  });

/** Asked for again with the rest after an act, and no more often: what is revealed is no hurry. */
export const revealsQuery = (slug: string, id: number) =>
  infiniteQueryOptions({
    queryKey: ["queues", slug, id, "reveals"],
    queryFn: ({ signal, pageParam: cursor }) => api.get<Schemas["RevealPage"]>(below(slug, `queues/${id}/reveals`), { query: { cursor }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next_cursor }) => next_cursor,
  });

/** Everything that a manager does with queues; what is shown is asked for again afterwards, also after a refusal. */
function useAct<Variables, Answer>(slug: string, act: (variables: Variables) => Promise<Answer>) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSettled: () =>
      Promise.all([
        queryClient.invalidateQueries({ queryKey: ["queues", slug] }),
        // The labelling desk lists queues too.
        queryClient.invalidateQueries({ queryKey: ["projects", slug, "queues"] }),
      ]),
  });
}

export const useMakeQueue = (slug: string) => useAct(slug, (settings: Schemas["NewQueueRequest"]) => api.post<ChangedQueue>(below(slug, "queues"), settings));

export const useChangeQueue = (slug: string) =>
  useAct(slug, ({ id, settings }: { id: number; settings: Partial<Settings> }) => api.patch<ChangedQueue>(below(slug, `queues/${id}`), settings));

export const useRefill = (slug: string) => useAct(slug, (id: number) => api.post<ChangedQueue>(below(slug, `queues/${id}/refill`)));

export const useRequeue = (slug: string, id: number) => useAct(slug, (wanted: Schemas["RequeueRequest"]) => api.post<Schemas["Requeued"]>(below(slug, `queues/${id}/requeue`), wanted));

export const useReassign = (slug: string) =>
  useAct(slug, ({ slot, ...wanted }: { slot: number } & Schemas["ReassignRequest"]) => api.post<Slot>(below(slug, `slots/${slot}/reassign`), wanted));

export const useTakeBack = (slug: string) => useAct(slug, (slot: number) => api.post<Slot>(below(slug, `slots/${slot}/take-back`)));

export const useCloseSlots = (slug: string, id: number) => useAct(slug, (slots: readonly number[]) => api.post<Schemas["ClosedSlots"]>(below(slug, `queues/${id}/slots/close`), { slots }));

export const useExclude = (slug: string) => useAct(slug, (wanted: Schemas["NewExclusionRequest"]) => api.post<Schemas["AddedExclusions"]>(below(slug, "exclusions"), wanted));

export const useReadmit = (slug: string) => useAct(slug, (id: number) => api.delete(below(slug, `exclusions/${id}`)));

/** A screening is filled by its qualification alone: a refill adds nothing to it, and queueing again is refused there. */
export function takesMore({ screens_for: behind }: Pick<ManagedQueue, "screens_for">): boolean {
  return behind === null;
}

/** How many judgements the queue asks for in all. */
export function wanted({ open, held, ahead, lapsed, submitted }: QueueCounts): number {
  return open + held + ahead + lapsed + submitted;
}
