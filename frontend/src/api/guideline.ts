/** The guideline in force, asked for by its own page and by the desk. */
import { queryOptions } from "@tanstack/react-query";

import { api } from "./client";
import type { Schemas } from "./types";

export type GuidelineVersion = Schemas["GuidelineVersion"];
export type Example = Schemas["Example"];

export const guidelinePath = (slug: string, rest = "") => `projects/${encodeURIComponent(slug)}/guideline${rest}`;

/** A version with its worked examples. Its text never changes; what is covered in its examples does. */
export const guidelineVersionQuery = (slug: string, version: number) =>
  queryOptions({
    queryKey: ["guideline", slug, "version", version],
    queryFn: ({ signal }) => api.get<GuidelineVersion>(guidelinePath(slug, `/versions/${version}`), { signal }),
  });

export const currentGuidelineQuery = (slug: string) =>
  queryOptions({
    queryKey: ["guideline", slug, "current"],
    queryFn: ({ signal }) => api.get<Schemas["CurrentGuideline"]>(guidelinePath(slug), { signal }),
  });
