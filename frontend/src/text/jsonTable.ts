/** An array of flat objects as a table: where a trace holds one, columns say more than a tree. Pure. */
import { decoded, type JsonDocument, type JsonNode } from "./jsonNodes";

export interface JsonTableData {
  /** The key of the one entry that the table is; null where the whole text is the array. */
  readonly name: string | null;
  /** As the keys read, in the order in which they first come. */
  readonly columns: readonly string[];
  /** By place of the column; null where a row has no such key. */
  readonly rows: readonly (readonly (string | null)[])[];
}

/** More columns than this are no table that anybody reads. */
const MOST_COLUMNS = 30;

/** Null for anything but objects of single values, two or more; also as the only entry of an object. */
export function tableOf(document: JsonDocument): JsonTableData | null {
  const array = arrayIn(document);
  if (!array || array.count < 2) return null;
  const places = new Map<string, number>();
  const rows = allRows(document, array, places);
  if (rows === null || places.size === 0) return null;
  const name = array.key === null ? null : decoded(array.key);
  return { name, columns: [...places.keys()], rows: rows.map((row) => filled(row, places.size)) };
}

function allRows(document: JsonDocument, array: JsonNode, places: Map<string, number>): (string | null)[][] | null {
  const rows: (string | null)[][] = [];
  for (const item of document.childrenOf(array)) {
    const row = item.kind === "object" ? rowOf(document, item, places) : null;
    if (row === null || places.size > MOST_COLUMNS) return null;
    rows.push(row);
  }
  return rows;
}

function arrayIn(document: JsonDocument): JsonNode | undefined {
  const { root } = document;
  if (root.kind === "array") return root;
  const [only, other] = root.count === 1 ? document.childrenOf(root) : [];
  return only?.kind === "array" && other === undefined ? only : undefined;
}

function rowOf(document: JsonDocument, item: JsonNode, places: Map<string, number>): (string | null)[] | null {
  const row: (string | null)[] = [];
  for (const value of document.childrenOf(item)) {
    if (value.kind === "object" || value.kind === "array") return null;
    const key = decoded(value.key ?? '""');
    const place = places.get(key) ?? places.size;
    places.set(key, place);
    row[place] = cellOf(document.textOf(value));
  }
  return row;
}

/** A string without its quotes, unless it would then read as something else. */
function cellOf(text: string): string {
  if (!text.startsWith('"')) return text;
  const words = decoded(text);
  return /^(?:[-\d].*|true|false|null|\s*)$/s.test(words) ? text : words;
}

function filled(row: readonly (string | null)[], length: number): (string | null)[] {
  return Array.from({ length }, (_, place) => row[place] ?? null);
}
