/** Exports: what the server is asked, and the same as a command. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";

import { api, apiUrl } from "../../api/client";
import type { Schemas } from "../../api/types";
import type { ExportSearch } from "./search";

export type ExportPreview = Schemas["ExportPreview"];

export const DEFAULT_FORMAT = "processbench";

interface Wanted {
  readonly format: string;
  readonly labels: "gold" | "annotations";
  readonly annotator?: string;
  readonly filter?: string;
  readonly by_hand?: true;
}

export function wantedOf({ format = DEFAULT_FORMAT, labels = "gold", annotator, filter, by_hand: byHand }: ExportSearch): Wanted {
  return { format, labels, annotator, filter, ...(byHand && { by_hand: byHand }) };
}

const path = (slug: string) => `projects/${encodeURIComponent(slug)}/export`;

export const previewQuery = (slug: string, search: ExportSearch) =>
  queryOptions({
    queryKey: ["export", slug, wantedOf(search)],
    queryFn: ({ signal }) => api.get<ExportPreview>(`${path(slug)}/preview`, { query: { ...wantedOf(search) }, signal }),
    placeholderData: keepPreviousData,
    // People label meanwhile, and the numbers are promises about the file.
    staleTime: 0,
  });

export function downloadUrl(slug: string, search: ExportSearch): string {
  return apiUrl(path(slug), { ...wantedOf(search) });
}

/** What to type into a shell on the server for the same file. */
export function shellCommand(slug: string, search: ExportSearch): string {
  const { format, labels, annotator, filter, by_hand: byHand } = wantedOf(search);
  const words = ["python manage.py export", quoted(slug), "--format", quoted(format), "--output", quoted(`${slug}-${labels}-${format}.jsonl`)];
  if (labels === "annotations") words.push("--labels annotations");
  if (annotator !== undefined) words.push("--annotator", quoted(annotator));
  if (filter !== undefined) words.push("--filter", quoted(filter));
  if (byHand) words.push("--by-hand");
  return words.join(" ");
}

/** One word of a POSIX shell, whatever it holds. */
function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
