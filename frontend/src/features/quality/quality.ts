/** What the server knows of annotators: what it is asked, and the shapes of its answers. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";

import { api } from "../../api/client";
import type { Schemas } from "../../api/types";

export type AnnotatorQuality = Schemas["AnnotatorQuality"];
export type Share = Schemas["Share"];
export type Drift = Schemas["Drift"];
type QualityList = Schemas["AnnotatorQualityList"];

const path = (slug: string, rest: string) => `projects/${encodeURIComponent(slug)}/${rest}`;

export const qualityQuery = (slug: string, withProposals = false) =>
  queryOptions({
    queryKey: ["quality", slug, "all", withProposals],
    queryFn: ({ signal }) => api.get<QualityList>(path(slug, "quality"), { query: { with_proposals: withProposals || undefined }, signal }),
    placeholderData: keepPreviousData,
  });

export const ownQualityQuery = (slug: string, withProposals = false) =>
  queryOptions({
    queryKey: ["quality", slug, "mine", withProposals],
    queryFn: ({ signal }) => api.get<AnnotatorQuality>(path(slug, "quality/mine"), { query: { with_proposals: withProposals || undefined }, signal }),
    placeholderData: keepPreviousData,
  });
