/** The reads of this feature. Keys begin with "trajectories" or "trajectory" and the project, so that an import can refresh them. */
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";

import { api } from "../../api/client";
import type { ListSearch } from "./search";
import type { FilterChoices, ListPage, Neighbours, TrajectoryData } from "./shapes";

const LONG = 30 * 60_000;

/** Pages of the list, each beginning where the last one ended. They are kept while one reads a trajectory and comes back. */
export const listQuery = (slug: string, { q, sort, lanes }: ListSearch) =>
  infiniteQueryOptions({
    queryKey: ["trajectories", slug, { q, sort, lanes }],
    queryFn: ({ pageParam, signal }) =>
      api.get<ListPage>(below(slug), { query: { filter: q, order: sort, channels: lanes, cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
    placeholderData: keepPreviousData,
    gcTime: LONG,
  });

/** Counted apart: the list itself never waits for it. */
export const countQuery = (slug: string, q: string | undefined) =>
  queryOptions({
    queryKey: ["trajectories", slug, "count", q],
    queryFn: ({ signal }) => api.get<{ count: number }>(`${below(slug)}/count`, { query: { filter: q }, signal }),
    placeholderData: keepPreviousData,
  });

export const filterChoicesQuery = (slug: string) =>
  queryOptions({
    queryKey: ["trajectories", slug, "filters"],
    queryFn: ({ signal }) => api.get<FilterChoices>(`${below(slug)}/filters`, { signal }),
    staleTime: 5 * 60_000,
  });

export const trajectoryQuery = (slug: string, id: string) =>
  queryOptions({
    queryKey: ["trajectory", slug, id],
    queryFn: ({ signal }) => api.get<TrajectoryData>(`${below(slug)}/${encodeURIComponent(id)}`, { signal }),
  });

/** What "next" and "previous" mean in the list that a trajectory was opened from. */
export const neighboursQuery = (slug: string, id: string, { q, sort }: ListSearch) =>
  queryOptions({
    queryKey: ["trajectory", slug, id, "neighbours", { q, sort }],
    queryFn: ({ signal }) =>
      api.get<Neighbours>(`${below(slug)}/${encodeURIComponent(id)}/neighbours`, { query: { filter: q, order: sort }, signal }),
  });

function below(slug: string): string {
  return `projects/${encodeURIComponent(slug)}/trajectories`;
}
