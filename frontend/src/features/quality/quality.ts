/** What the server knows of annotators: what it is asked, and the shapes of its answers. */
import { queryOptions } from "@tanstack/react-query";

import { api } from "../../api/client";
import type { Schemas } from "../../api/types";

export type AnnotatorQuality = Schemas["AnnotatorQuality"];
export type Share = Schemas["Share"];
export type Drift = Schemas["Drift"];
type QualityList = Schemas["AnnotatorQualityList"];

const path = (slug: string, rest: string) => `projects/${encodeURIComponent(slug)}/${rest}`;

export const qualityQuery = (slug: string) =>
  queryOptions({
    queryKey: ["quality", slug],
    queryFn: ({ signal }) => api.get<QualityList>(path(slug, "quality"), { signal }),
  });

export const ownQualityQuery = (slug: string) =>
  queryOptions({
    queryKey: ["quality", slug, "mine"],
    queryFn: ({ signal }) => api.get<AnnotatorQuality>(path(slug, "quality/mine"), { signal }),
  });
