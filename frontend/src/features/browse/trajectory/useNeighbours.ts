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
  const question = neighboursQuery(slug, id, list);
  const found = useQuery(question).data;
  const next = found?.next ?? null;
  useEffect(() => {
    if (next !== null) loadTrajectory(queryClient, { slug, id: String(next) });
  }, [queryClient, slug, next]);
  const go = (other: number | null) => {
    // The way back leads to the list, however far one has read on.
    if (other !== null) void navigate({ to: "/p/$slug/trajectories/$id", params: { slug, id: String(other) }, search: list, replace: true });
  };
  const way = (side: "previous" | "next") => {
    if (found) return found[side] === null ? null : () => go(found[side]);
    // A key that comes before the answer waits for it.
    return () => void queryClient.query(question).then((late) => go(late[side]), stay);
  };
  return { previous: way("previous"), next: way("next") };
}

/** Where the list cannot be read there is no way on; the page shows no place in it either. */
function stay(): void {
  // nothing to do here
}
