/** Imports: what the server is asked, and when it is asked again. */
import { infiniteQueryOptions, queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";

import { api } from "../../api/client";
import type { Schemas } from "../../api/types";

export type FileImport = Schemas["FileImport"];
export type QuarantinedRow = Schemas["QuarantinedRow"];

/** How often a page asks how far an import is, in milliseconds. */
const ASK_AGAIN = 1_000;

export const importsPath = (slug: string, rest = "") => `projects/${encodeURIComponent(slug)}/imports${rest}`;

export function isUnfinished({ status }: FileImport): boolean {
  return status === "QUEUED" || status === "RUNNING";
}

const importQuery = (slug: string, id: number) =>
  queryOptions({
    queryKey: ["imports", slug, id],
    queryFn: ({ signal }) => api.get<FileImport>(importsPath(slug, `/${id}`), { signal }),
    refetchInterval: ({ state: { data } }) => (data && isUnfinished(data) ? ASK_AGAIN : false),
  });

export const importListQuery = (slug: string) =>
  infiniteQueryOptions({
    queryKey: ["imports", slug, "list"],
    queryFn: ({ signal, pageParam: cursor }) => api.get<Schemas["FileImportList"]>(importsPath(slug), { query: { cursor }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next_cursor }) => next_cursor,
    refetchInterval: ({ state: { data } }) => (data?.pages.some(({ results }) => results.some(isUnfinished)) === true ? 2 * ASK_AGAIN : false),
  });

export const quarantineQuery = (slug: string, id: number) =>
  infiniteQueryOptions({
    queryKey: ["imports", slug, id, "quarantine"],
    queryFn: ({ signal, pageParam: cursor }) => api.get<Schemas["Quarantine"]>(importsPath(slug, `/${id}/quarantine`), { query: { cursor }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next_cursor }) => next_cursor,
  });

/** One import, asked for again while it is under way. */
export function useImport(slug: string, id: number) {
  const queryClient = useQueryClient();
  const query = useQuery(importQuery(slug, id));
  const unfinished = query.data && isUnfinished(query.data);
  const before = useRef(unfinished);
  useEffect(() => {
    const hasEnded = before.current === true && unfinished === false;
    before.current = unfinished;
    if (!hasEnded) return;
    // Whatever a page showed of the project may be different now; each asks anew when it is next seen.
    void queryClient.invalidateQueries({ refetchType: "none" });
    void queryClient.invalidateQueries({ queryKey: importListQuery(slug).queryKey });
  }, [queryClient, slug, unfinished]);
  return query;
}

/** Takes back an import that no worker has begun. */
export function useCancelImport(slug: string) {
  const queryClient = useQueryClient();
  const refresh = (queryKey: readonly unknown[]) => void queryClient.invalidateQueries({ queryKey });
  return useMutation({
    mutationFn: (id: number) => api.delete(importsPath(slug, `/${id}`)),
    // The import itself is gone then: whoever shows it goes elsewhere, and must not ask for it again first.
    onSuccess: () => refresh(importListQuery(slug).queryKey),
    onError: (_error, id) => refresh(importQuery(slug, id).queryKey),
  });
}
