/** Versions of taxonomies: what the server is asked, and how often their types were said. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { api, apiUrl } from "../../api/client";
import { isApiError } from "../../api/errors";
import type { Results, Schemas } from "../../api/types";
import { sentence } from "../../ui/States";

export type Taxonomy = Schemas["TaxonomyRecord"];
export type Body = Schemas["TaxonomyBody"];
export type Usage = Schemas["TaxonomyUsage"];
export type NewTaxonomy = Schemas["NewTaxonomyRequest"];
export type FileKind = "toml" | "json";

/** One error type or heading, on any level. */
export interface TypeNode {
  readonly id: string;
  readonly title: string;
  readonly meaning: string;
  readonly example: string;
  readonly retired: boolean;
  readonly children?: readonly TypeNode[];
}

const below = (slug: string, rest = "") => `projects/${encodeURIComponent(slug)}/taxonomies${rest}`;

export const taxonomiesQuery = (slug: string) =>
  queryOptions({
    queryKey: ["taxonomies", slug, "all"],
    queryFn: ({ signal }) => api.get<Results<Taxonomy>>(below(slug), { signal }),
  });

export const usageQuery = (slug: string, name: string) =>
  queryOptions({
    queryKey: ["taxonomies", slug, "usage", name],
    queryFn: ({ signal }) => api.get<Usage>(below(slug, `/${encodeURIComponent(name)}/usage`), { signal }),
  });

export function fileUrl(slug: string, { name, version }: Taxonomy, kind: FileKind): string {
  return apiUrl(below(slug, `/${encodeURIComponent(name)}/${version}/file`), { kind });
}

export function usePublish(slug: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (wanted: NewTaxonomy) => api.post<Taxonomy>(below(slug), wanted),
    // Also after a refusal: another version may have come first. Queues offer the new one from now on.
    onSettled: () => Promise.all([queryClient.invalidateQueries({ queryKey: ["taxonomies", slug] }), queryClient.invalidateQueries({ queryKey: ["queues", slug, "choices"] })]),
  });
}

export function useReadFile(slug: string) {
  return useMutation({ mutationFn: (file: { text: string; kind: FileKind }) => api.post<Schemas["ReadTaxonomy"]>(below(slug, "/read"), file) });
}

/** Everything that is wrong with what was sent, each with its place; else the one sentence that the refusal has. */
export function complaintsOf(error: Error): readonly string[] {
  const { complaints } = isApiError(error) ? (error.body as { complaints?: readonly string[] }) : {};
  return complaints ?? [sentence(error)];
}

/** On how many steps, in how many annotations, each type was said: under one version, or under all. */
export function countsByType({ types }: Usage, version?: number): Map<string, { steps: number; annotations: number }> {
  const counts = new Map<string, { steps: number; annotations: number }>();
  for (const { type, version: under, steps, annotations } of types) {
    if (version !== undefined && under !== version) continue;
    const before = counts.get(type) ?? { steps: 0, annotations: 0 };
    counts.set(type, { steps: before.steps + steps, annotations: before.annotations + annotations });
  }
  return counts;
}

/** The newest version of a name; 0 where there is none. */
export function newestOf(all: readonly Taxonomy[], name: string): number {
  return Math.max(0, ...all.filter((one) => one.name === name).map(({ version }) => version));
}
