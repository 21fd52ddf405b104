/** Which lines of a JSON tree are in view, as one list: what is closed is not there. Pure. */
import { type JsonDocument, type JsonNode } from "./jsonNodes";

/** By path of a node: how many of its children are in view. What is not named is closed. */
export type Opened = ReadonlyMap<string, number>;

export interface NodeRow {
  readonly kind: "node";
  /** Places from the root: "" is the root itself, "2.0" the first child of its third. */
  readonly path: string;
  readonly node: JsonNode;
  readonly level: number;
  /** From 1, among `size` brothers and sisters. */
  readonly position: number;
  readonly size: number;
  /** Null where there is nothing to open. */
  readonly isOpen: boolean | null;
}

/** The way to children of a long list that are not in view yet. */
export interface MoreRow {
  readonly kind: "more";
  readonly path: string;
  /** Whose children. */
  readonly of: string;
  readonly level: number;
  readonly position: number;
  readonly size: number;
  readonly left: number;
}

export type JsonRow = NodeRow | MoreRow;

/** So many children at a time. */
export const ROWS_AT_ONCE = 100;
/** A string that is longer, or has lines, is folded: one line of it, and all of it where it is opened. */
export const LONGEST_STRING = 120;

export function rowsOf(document: JsonDocument, opened: Opened): JsonRow[] {
  return rowsIn(document, document.root, { path: "", level: 1, opened });
}

interface Place {
  readonly path: string;
  readonly level: number;
  readonly opened: Opened;
}

/** Recursion is bounded by what a person opened. */
function rowsIn(document: JsonDocument, parent: JsonNode, { path, level, opened }: Place): JsonRow[] {
  const shown = opened.get(path) ?? 0;
  const children = shown === 0 ? [] : document.childrenOf(parent);
  const size = children.length;
  const rows = children.slice(0, shown).flatMap((node, index): JsonRow[] => {
    const own = childPath(path, index);
    const isOpen = isFoldable(document, node) ? opened.has(own) : null;
    const row: NodeRow = { kind: "node", path: own, node, level, position: index + 1, size, isOpen };
    return isOpen === true && node.kind !== "string" ? [row, ...rowsIn(document, node, { path: own, level: level + 1, opened })] : [row];
  });
  return size > shown ? [...rows, { kind: "more", path: `${path}+`, of: path, level, position: shown + 1, size, left: size - shown }] : rows;
}

export function isFoldable(document: JsonDocument, node: JsonNode): boolean {
  if (node.kind === "string") return node.end - node.start - 2 > LONGEST_STRING || document.textOf(node).includes("\\n");
  return node.count > 0;
}

/** What is open at first: level by level, as long as so many lines suffice. */
export function openedAtFirst(document: JsonDocument, lines: number): Opened {
  const { root } = document;
  const opened = new Map([["", Math.min(root.count, Math.max(1, lines), ROWS_AT_ONCE)]]);
  let left = lines - root.count;
  let level = left > 0 ? childPlaces(document, { path: "", node: root }) : [];
  while (level.length > 0 && left > 0) {
    const fitting: Located[] = [];
    for (const place of level) {
      const cost = linesOf(document, place.node);
      if (cost === 0 || cost > left) continue;
      left -= cost;
      opened.set(place.path, Math.max(1, place.node.count));
      fitting.push(place);
    }
    level = fitting.flatMap((place) => childPlaces(document, place));
  }
  return opened;
}

/** Opens or closes one place. */
export function toggled(opened: Opened, { path, node, isOpen }: NodeRow): Opened {
  const after = new Map(opened);
  if (isOpen === true) after.delete(path);
  else if (isOpen === false) after.set(path, Math.min(Math.max(1, node.count), ROWS_AT_ONCE));
  return after;
}

export function withMore(opened: Opened, { of, left }: MoreRow): Opened {
  return new Map(opened).set(of, (opened.get(of) ?? 0) + Math.min(left, ROWS_AT_ONCE));
}

/** Opens everything beside a row, as the asterisk does in trees. */
export function withSiblings(opened: Opened, rows: readonly JsonRow[], row: NodeRow): Opened {
  const parent = parentPath(row.path);
  const closed = rows.filter((one): one is NodeRow => one.kind === "node" && one.isOpen === false && parentPath(one.path) === parent);
  return closed.reduce(toggled, opened);
}

export function parentPath(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf(".")));
}

interface Located {
  readonly path: string;
  readonly node: JsonNode;
}

function childPlaces(document: JsonDocument, { path, node }: Located): Located[] {
  return document.childrenOf(node).map((child, index) => ({ path: childPath(path, index), node: child }));
}

function childPath(path: string, index: number): string {
  return path === "" ? String(index) : `${path}.${index}`;
}

/** How many lines opening costs; 0 where there is nothing to open. */
function linesOf(document: JsonDocument, node: JsonNode): number {
  if (!isFoldable(document, node)) return 0;
  if (node.kind !== "string") return node.count;
  const text = document.textOf(node);
  return Math.ceil(text.length / 80) + text.split("\\n").length;
}
