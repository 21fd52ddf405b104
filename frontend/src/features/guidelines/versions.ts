/** Versions of the guideline: what the server is asked. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { api } from "../../api/client";
import { guidelinePath, type GuidelineVersion } from "../../api/guideline";
import type { Results, Schemas } from "../../api/types";

export type Head = Schemas["GuidelineHead"];
export type Difference = Schemas["GuidelineDiff"];
export type NewGuideline = Schemas["NewGuidelineRequest"];
export type NewExample = Schemas["NewExampleRequest"];
export type Touches = Schemas["Touches"];

export const versionsQuery = (slug: string) =>
  queryOptions({
    queryKey: ["guideline", slug, "versions"],
    queryFn: ({ signal }) => api.get<Results<Head>>(guidelinePath(slug, "/versions"), { signal }),
  });

/** A version's text never changes; what is covered in its examples does. */
export const versionQuery = (slug: string, version: number) =>
  queryOptions({
    queryKey: ["guideline", slug, "version", version],
    queryFn: ({ signal }) => api.get<GuidelineVersion>(guidelinePath(slug, `/versions/${version}`), { signal }),
  });

export const differenceQuery = (slug: string, version: number, against: number | undefined) =>
  queryOptions({
    queryKey: ["guideline", slug, "diff", version, against],
    queryFn: ({ signal }) => api.get<Difference>(guidelinePath(slug, `/versions/${version}/diff`), { query: { against }, signal }),
    staleTime: Infinity,
  });

export function usePublish(slug: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (wanted: NewGuideline) => api.post<GuidelineVersion>(guidelinePath(slug, "/versions"), wanted),
    // Also after a refusal: another version is in force then.
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["guideline", slug] }),
  });
}
