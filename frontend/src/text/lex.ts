/**
 * First reading of trace text: tells maths, code and money apart, once, from left to right.
 *
 * What is maths is decided here and nowhere else, so that Markdown can neither eat a factor ("2*3*4") nor see a list
 * inside a formula. Every decided piece (an atom) is replaced by a mark that Markdown takes for a letter.
 */
import { imageMarkAt, type ImageMark } from "./imageMarks";

export interface MathAtom {
  readonly kind: "math";
  readonly tex: string;
  readonly display: boolean;
  /** As written, delimiters included: what "copy" gives back. */
  readonly source: string;
}

export interface LiteralAtom {
  readonly kind: "literal";
  readonly text: string;
  readonly source: string;
}

/** Where an image stood. */
export interface ImageAtom extends ImageMark {
  readonly kind: "image";
}

export type Atom = MathAtom | LiteralAtom | ImageAtom;

export interface Lexed {
  /** The text with a mark for every atom. */
  readonly prose: string;
  readonly atoms: readonly Atom[];
}

/** The longest formula that is looked for: beyond it an opening delimiter is just text. */
export const MAX_FORMULA = 4_000;

const OPEN = "\uE000";
const CLOSE = "\uE001";
const MARK = /\uE000(\d+)\uE001/g;
const ENVIRONMENTS = /^\\begin\{((?:align|alignat|equation|gather|multline|eqnarray|cases|array|[bpvBV]?matrix)\*?)\}/;
const ESCAPED = "$*_#%&";

interface Cursor {
  readonly text: string;
  at: number;
  readonly out: string[];
  readonly atoms: Atom[];
}

export function lex(text: string): Lexed {
  const cursor: Cursor = { text, at: 0, out: [], atoms: [] };
  while (cursor.at < text.length) step(cursor);
  return { prose: cursor.out.join(""), atoms: cursor.atoms };
}

/** Cuts prose at its marks: strings and atoms in turn. */
export function splitMarks(prose: string, atoms: readonly Atom[]): (string | Atom)[] {
  return prose.split(MARK).flatMap((part, index): (string | Atom)[] => {
    if (index % 2 === 0) return part === "" ? [] : [part];
    const atom = atoms[Number(part)];
    return atom ? [atom] : [];
  });
}

/** The prose as it was written, marks undone: what code keeps. */
export function restore(prose: string, atoms: readonly Atom[]): string {
  return prose.replace(MARK, (_, index: string) => atoms[Number(index)]?.source ?? "");
}

/** What a character may begin. */
const READERS: Readonly<Record<string, ((cursor: Cursor) => void) | undefined>> = {
  "`": code,
  "~": code,
  "\\": backslash,
  $: dollar,
  "*": stars,
  "[": image,
  [OPEN]: itself,
  [CLOSE]: itself,
};

function step(cursor: Cursor): void {
  (READERS[cursor.text[cursor.at] ?? ""] ?? plain)(cursor);
}

/** A character that is a sign of ours here: never taken for one. */
function itself(cursor: Cursor): void {
  const char = cursor.text[cursor.at] ?? "";
  literal(cursor, { text: char, source: char });
}

const SPECIAL = /[`~\\$*[\uE000\uE001]/g;

function plain(cursor: Cursor): void {
  SPECIAL.lastIndex = cursor.at + 1;
  const next = SPECIAL.exec(cursor.text)?.index ?? cursor.text.length;
  copy(cursor, next);
}

function copy(cursor: Cursor, end: number): void {
  cursor.out.push(cursor.text.slice(cursor.at, end));
  cursor.at = end;
}

function atom(cursor: Cursor, value: Atom): void {
  cursor.out.push(`${OPEN}${cursor.atoms.length}${CLOSE}`);
  cursor.atoms.push(value);
  cursor.at += value.source.length;
}

function literal(cursor: Cursor, { text, source }: { text: string; source: string }): void {
  atom(cursor, { kind: "literal", text, source });
}

function math(cursor: Cursor, found: { tex: string; display: boolean; end: number }): void {
  const source = cursor.text.slice(cursor.at, found.end);
  atom(cursor, { kind: "math", tex: found.tex.trim(), display: found.display, source });
}

/** Code is copied as it is; Markdown finds the same fences and spans in it, because no mark stands inside them. */
function code(cursor: Cursor): void {
  const { text, at } = cursor;
  const run = runLength(text, at);
  const end = run >= 3 && opensFence(text, at, run) ? endOfFence(text, at, run) : endOfSpan(text, at, run);
  if (end !== null) return copy(cursor, end);
  // An opening quote of TeX ("``so''") or a lone backtick: text, also for Markdown.
  literal(cursor, { text: text.slice(at, at + run), source: text.slice(at, at + run) });
}

function endOfFence(text: string, at: number, run: number): number {
  const fence = (text[at] ?? "").repeat(run);
  const closing = new RegExp(`\\n[ \\t]*${fence}${fence[0] ?? ""}*[ \\t]*(?=\\n|$)`, "g");
  closing.lastIndex = at + run;
  const found = closing.exec(text);
  return found ? found.index + found[0].length : text.length;
}

function endOfSpan(text: string, at: number, run: number): number | null {
  if (text[at] !== "`") return at + run; // tildes open fences only
  const line = text.slice(at + run, at + run + MAX_FORMULA).split(/\n[ \t]*\n/, 1)[0] ?? "";
  for (const { 0: ticks, index } of line.matchAll(/`+/g)) {
    if (ticks.length === run) return run === 2 && line.slice(0, index).includes("''") ? null : at + run + index + run;
  }
  return null;
}

function backslash(cursor: Cursor): void {
  const { text, at } = cursor;
  const next = text[at + 1] ?? "";
  const found = next === "(" ? bracketed(text, at, ")") : next === "[" ? bracketed(text, at, "]") : environment(text, at);
  if (found) return math(cursor, found);
  if (ESCAPED.includes(next) && next !== "") return literal(cursor, { text: next, source: `\\${next}` });
  // Every other backslash is shown: "\frac" outside a formula is what the model wrote.
  literal(cursor, { text: "\\", source: "\\" });
}

function bracketed(text: string, at: number, closer: ")" | "]") {
  const limit = Math.min(text.length, at + MAX_FORMULA);
  for (let i = at + 2; i < limit; i += 1) {
    if (text[i] !== "\\") continue;
    const next = text[i + 1];
    if (next === closer) return { tex: text.slice(at + 2, i).replace(/\n[ \t]*(?=\n)/g, ""), display: closer === "]", end: i + 2 };
    if (next === text[at + 1]) return null; // opened again before it was closed: neither is trusted
    i += 1; // "\\[2pt]" ends a row of a matrix and opens nothing
  }
  return null;
}

function environment(text: string, at: number) {
  const name = ENVIRONMENTS.exec(text.slice(at, at + 24))?.[1];
  if (name === undefined) return null;
  const closing = `\\end{${name}}`;
  const end = text.slice(at, at + MAX_FORMULA).indexOf(closing);
  if (end < 0) return null;
  return { tex: text.slice(at, at + end + closing.length), display: true, end: at + end + closing.length };
}

function dollar(cursor: Cursor): void {
  const { text, at } = cursor;
  const found = text[at + 1] === "$" ? doubleDollar(text, at) : singleDollar(text, at);
  if (found) return math(cursor, found);
  copy(cursor, at + 1);
}

function doubleDollar(text: string, at: number) {
  const inner = /^\$\$((?:[^$\\\n]|\\[^]|\n(?![ \t]*\n))+)\$\$/.exec(text.slice(at, at + MAX_FORMULA));
  const tex = inner?.[1];
  return inner && tex !== undefined && tex.trim() !== "" ? { tex, display: true, end: at + inner[0].length } : null;
}

/**
 * A single dollar opens maths only where it cannot be money: it stands before a word (or between a number and a
 * command, "5$\pi$"), its partner closes it on the same line without a space before and a digit after, and what is
 * between does not read like "5 bills and 3".
 */
function singleDollar(text: string, at: number) {
  const end = partnerOf(text, at);
  if (end === null) return null;
  const tex = text.slice(at + 1, end);
  const fits = !/[\d$]/.test(text.charAt(end + 1)) && (tex.startsWith("\\") || !/[\w$]/.test(text.charAt(at - 1)));
  return fits && /^\S(?:.*\S)?$/.test(tex) && !readsLikeMoney(tex) ? { tex, display: false, end: end + 1 } : null;
}

const DOLLAR_SIGNS = /\\[^\n]|[{}$\n]/g;

/** The next dollar on the line that stands outside of braces: "$\boxed{$14}$" holds one within. */
function partnerOf(text: string, at: number): number | null {
  let depth = 0;
  for (const { 0: sign, index } of text.slice(at + 1, at + MAX_FORMULA).matchAll(DOLLAR_SIGNS)) {
    if (sign === "{") depth += 1;
    if (sign === "}") depth -= 1;
    if (sign === "\n" || depth < 0) return null;
    if (sign === "$" && depth === 0) return at + 1 + index;
  }
  return null;
}

function readsLikeMoney(tex: string): boolean {
  return /^\d/.test(tex) && /(?:^|[\s(/])[A-Za-z]{3,}/.test(tex.replace(/\\[a-zA-Z]+(?:\{[^}]*\})?/g, ""));
}

/** Stars between operands multiply or raise; Markdown would take them for emphasis and hide them. */
function stars(cursor: Cursor): void {
  const { text, at } = cursor;
  const run = runLength(text, at);
  const before = text[at - 1] ?? "";
  const after = text[at + run] ?? "";
  const source = text.slice(at, at + run);
  if (/[\w)\]}]/.test(before) && /[\w([{\\$]/.test(after)) return literal(cursor, { text: source, source });
  copy(cursor, at + run);
}

function image(cursor: Cursor): void {
  const mark = imageMarkAt(cursor.text, cursor.at);
  if (mark) atom(cursor, { kind: "image", ...mark });
  else copy(cursor, cursor.at + 1);
}

function runLength(text: string, at: number): number {
  let end = at;
  while (text[end] === text[at]) end += 1;
  return end - at;
}

/** A fence stands alone at the start of its line, or of a list item; a backtick after it makes it a code span. */
function opensFence(text: string, at: number, run: number): boolean {
  const before = text.slice(text.lastIndexOf("\n", at - 1) + 1, at);
  const after = /^[^\n]*/.exec(text.slice(at + run, at + run + MAX_FORMULA))?.[0] ?? "";
  return /^[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*$/.test(before) && !(text[at] === "`" && after.includes("`"));
}
