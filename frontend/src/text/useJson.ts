/** What a text is as JSON, and the forms in which it can be read. */
import { useMemo } from "react";

import { documentOf, type JsonDocument } from "./jsonNodes";
import { tableOf, type JsonTableData } from "./jsonTable";

export type JsonForm = "tree" | "table" | "raw";

export interface ReadJson {
  readonly document: JsonDocument;
  readonly table: JsonTableData | null;
  readonly forms: readonly { readonly value: JsonForm; readonly label: string }[];
}

const TREE = { value: "tree", label: "tree" } as const;
const TABLE = { value: "table", label: "table" } as const;
const RAW = { value: "raw", label: "raw" } as const;

/** Null where it is for reading as written. */
export function useJson(source: string, isWanted = true): ReadJson | null {
  return useMemo(() => (isWanted ? readJson(source) : null), [source, isWanted]);
}

function readJson(source: string): ReadJson | null {
  const document = documentOf(source);
  if (!document) return null;
  const table = tableOf(document);
  return { document, table, forms: table ? [TREE, TABLE, RAW] : [TREE, RAW] };
}

/** Puts the keyboard into the JSON of the step in focus, wherever that step is shown; false where it shows none. */
export function enterJson(): boolean {
  const place = window.document.querySelector<HTMLElement>("[aria-current=step] :is([role=tree] [tabindex='0'], [data-json])");
  place?.focus();
  return place !== null;
}
