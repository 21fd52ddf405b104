/** On through the list that a trajectory was opened from; its neighbours are fetched before they are asked for. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";

import { loadTrajectory } from "../loaders";
import { neighboursQuery } from "../queries";
import type { ListSearch } from "../search";

export interface Ways {
  readonly previous: (() => void) | null;
  readonly next: (() => void) | null;
}

export function useNeighbours(slug: string, id: string, list: ListSearch): Ways {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const { previous = null, next = null } = useQuery(neighboursQuery(slug, id, list)).data ?? {};
  useEffect(() => {
    if (next !== null) loadTrajectory(queryClient, { slug, id: String(next) });
  }, [queryClient, slug, next]);
  // The way back leads to the list, however far one has read on.
  const to = (other: number | null) =>
    other === null ? null : () => void navigate({ to: "/p/$slug/trajectories/$id", params: { slug, id: String(other) }, search: list, replace: true });
  return { previous: to(previous), next: to(next) };
}
