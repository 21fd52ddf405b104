/** JSON as a tree for the keyboard: arrows walk and open, Enter and space toggle, Escape goes back to the step. */
import { useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent, type MouseEvent } from "react";

import { cx } from "../ui/cx";
import { Icon } from "../ui/Icon";
import styles from "./json.module.css";
import { decoded, type JsonDocument, type JsonNode } from "./jsonNodes";
import { LONGEST_STRING, openedAtFirst, parentPath, ROWS_AT_ONCE, rowsOf, toggled, withMore, withSiblings, type JsonRow, type NodeRow, type Opened } from "./jsonRows";
import { Parts } from "./Parts";
import { head, visible } from "./visible";

export interface JsonTreeProps {
  readonly document: JsonDocument;
  readonly label: string;
  /** How many lines may be open at first. */
  readonly lines: number;
  /** Only the beginning: no way to the rest, which is said elsewhere. */
  readonly isFolded?: boolean;
}

/** Deeper levels are indented no further: the text needs the room. */
const MOST_INDENT = 12;
const PREVIEW = 90;

export function JsonTree({ document, label, lines, isFolded = false }: JsonTreeProps) {
  const [opened, setOpened] = useState<Opened>(() => openedAtFirst(document, lines));
  const all = useMemo(() => rowsOf(document, opened), [document, opened]);
  const rows = isFolded ? all.filter(({ kind, level }) => kind === "node" || level > 1) : all;
  const [active, setActive] = useState("0");
  const box = useRef<HTMLDivElement>(null);
  const at = Math.max(0, rows.findIndex(({ path }) => path === active));
  useFollow(box, at, active);

  const go = (to: number) => setActive(rows[Math.max(0, Math.min(rows.length - 1, to))]?.path ?? "0");
  const press = (row: JsonRow) => {
    setActive(row.kind === "more" ? `${row.of === "" ? "" : `${row.of}.`}${row.position - 1}` : row.path);
    setOpened(row.kind === "more" ? withMore(opened, row) : toggled(opened, row));
  };
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const row = rows[at];
    if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "*" && row.kind === "node") setOpened(withSiblings(opened, rows, row));
    else if (!walk({ key: event.key, row, rows, at, go, press, box: event.currentTarget })) return;
    event.preventDefault();
  };
  return (
    <div ref={box} role="tree" aria-label={label} className={styles.tree} onKeyDown={onKeyDown}>
      {rows.map((row, index) => (
        <RowView key={row.path} document={document} row={row} isActive={index === at} onPress={() => press(row)} />
      ))}
    </div>
  );
}

interface Walk {
  readonly key: string;
  readonly row: JsonRow;
  readonly rows: readonly JsonRow[];
  readonly at: number;
  readonly go: (to: number) => void;
  readonly press: (row: JsonRow) => void;
  readonly box: HTMLElement;
}

/** What a key means on a row, by the pattern that screen readers know; false for a key that is the page's. */
function walk(by: Walk): boolean {
  const act = KEYS[by.key];
  act?.(by);
  return act !== undefined;
}

const KEYS: Readonly<Record<string, ((walk: Walk) => void) | undefined>> = {
  ArrowDown: ({ go, at }) => go(at + 1),
  ArrowUp: ({ go, at }) => go(at - 1),
  Home: ({ go }) => go(0),
  End: ({ go, rows }) => go(rows.length - 1),
  ArrowRight: inward,
  ArrowLeft: outward,
  Enter: pressRow,
  " ": pressRow,
  Escape: ({ box }) => leave(box),
};

function openness(row: JsonRow): boolean | null {
  return row.kind === "node" ? row.isOpen : null;
}

function inward({ row, rows, at, go, press }: Walk): void {
  if (openness(row) === false) press(row);
  else if (openness(row) === true && rows[at + 1]?.level === row.level + 1) go(at + 1);
}

function outward({ row, rows, go, press }: Walk): void {
  if (openness(row) === true) press(row);
  else if (row.level > 1) go(rows.findIndex(({ path }) => path === (row.kind === "more" ? row.of : parentPath(row.path))));
}

function pressRow({ row, press }: Walk): void {
  if (row.kind === "more" || row.isOpen !== null) press(row);
}

/** Back to the step, so that its keys are at hand. */
function leave(box: HTMLElement): void {
  const step = box.closest<HTMLElement>("[data-step]");
  if (step?.hasAttribute("tabindex") === true) step.focus({ preventScroll: true });
  else (window.document.activeElement as HTMLElement | null)?.blur();
}

/** The browser's focus goes where the tree's went, once the person is in it. */
function useFollow(box: React.RefObject<HTMLDivElement | null>, at: number, active: string): void {
  const before = useRef(active);
  useLayoutEffect(() => {
    if (before.current === active) return;
    before.current = active;
    const row = box.current?.children[at];
    if (row instanceof HTMLElement && box.current?.contains(window.document.activeElement) === true) {
      row.focus({ preventScroll: true });
      row.scrollIntoView({ block: "nearest" });
    }
  }, [box, at, active]);
}

interface RowViewProps {
  readonly document: JsonDocument;
  readonly row: JsonRow;
  readonly isActive: boolean;
  readonly onPress: () => void;
}

function RowView({ document, row, isActive, onPress }: RowViewProps) {
  const { level, position, size } = row;
  const isOpen = openness(row);
  const canPress = isOpen !== null || row.kind === "more";
  const press = (event: MouseEvent) => {
    // Who drags over the text selects it.
    if (canPress && window.document.getSelection()?.isCollapsed !== false) onPress();
    event.stopPropagation();
  };
  return (
    <div
      role="treeitem"
      aria-level={level}
      aria-setsize={size}
      aria-posinset={position}
      aria-expanded={isOpen ?? undefined}
      aria-selected={false}
      tabIndex={isActive ? 0 : -1}
      className={cx(styles.row, canPress && styles.pressable)}
      style={{ paddingLeft: `${Math.min(level - 1, MOST_INDENT) * 2}ch` }}
      onClick={press}
    >
      <span className={styles.chevron} data-open={isOpen === true}>
        {isOpen !== null && <Icon name="chevron-right" size={12} />}
      </span>
      {row.kind === "more" ? <MoreText left={row.left} /> : <NodeText document={document} row={row} />}
    </div>
  );
}

function MoreText({ left }: { left: number }) {
  return (
    <span className={styles.more}>
      Show {Math.min(left, ROWS_AT_ONCE)} more{left > ROWS_AT_ONCE && ` of ${left.toLocaleString("en")}`}
    </span>
  );
}

function NodeText({ document, row: { node, isOpen, position } }: { document: JsonDocument; row: NodeRow }) {
  return (
    <span className={styles.said}>
      <span className={styles.key}>{node.key === null ? position - 1 : visible(keyWord(node.key))}</span>
      <span className={styles.colon}>: </span>
      {node.kind === "string" ? <StringText text={document.textOf(node)} isOpen={isOpen} /> : <ValueText document={document} node={node} isOpen={isOpen} />}
    </span>
  );
}

function ValueText({ document, node, isOpen }: { document: JsonDocument; node: JsonNode; isOpen: boolean | null }) {
  if (isOpen === null) return <span className={styles.value}>{visible(document.textOf(node))}</span>;
  return (
    <>
      {!isOpen && <span className={styles.preview}>{visible(preview(document.source, node))} </span>}
      <span className={styles.count}>{counted(node)}</span>
    </>
  );
}

/** A folded string as written, on one line; an unfolded one as it reads, with its lines. */
function StringText({ text, isOpen }: { text: string; isOpen: boolean | null }) {
  if (isOpen === null) return <span className={styles.value}>{visible(text)}</span>;
  const [first] = text.slice(0, LONGEST_STRING).split("\\n");
  if (!isOpen) return <span className={styles.value}>{visible(first ?? "")}…</span>;
  return (
    <span className={styles.block}>
      <Parts source={decoded(text)} />
    </span>
  );
}

/** The beginning of a value on one line. Line ends stand between values only: inside a string they are escaped. */
function preview(source: string, { start, end }: JsonNode): string {
  const piece = source.slice(start, Math.min(end, start + 4 * PREVIEW)).replace(/\s*[\r\n]\s*/g, " ");
  const short = head(piece, PREVIEW);
  return short.length < piece.length || end - start > 4 * PREVIEW ? `${short}…` : short;
}

function counted({ kind, count }: JsonNode): string {
  const [one, many] = kind === "array" ? ["item", "items"] : ["entry", "entries"];
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}

/** Without its quotes where it is a word. */
function keyWord(key: string): string {
  return /^"([A-Za-z_]\w*)"$/.exec(key)?.[1] ?? key;
}
