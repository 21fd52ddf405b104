/**
 * JSON laid out for reading without changing a character of its values.
 *
 * `JSON.parse` would round 12345678901234567890 and drop a doubled key; a reader who judges a tool call must see what
 * the model wrote. So the text is checked by the parser and laid out from its own tokens.
 */

export interface Token {
  readonly kind: "key" | "value" | "sign";
  readonly text: string;
}

export type Line = readonly Token[];

type Node =
  | { readonly kind: "leaf"; readonly text: string }
  | { readonly kind: "list"; readonly open: "[" | "{"; readonly entries: readonly Entry[] };

interface Entry {
  readonly key: string | null;
  readonly value: Node;
}

const MAX_CHARS = 64_000;
const MAX_DEPTH = 60;
const WIDTH = 72;
const LEXEME = /"(?:[^"\\]|\\.)*"|[-+.\w]+|[[\]{},:]/g;

/** The lines of a JSON text, or null where it is no JSON, too long or too deep to lay out. */
export function layOut(text: string): Line[] | null {
  if (text.length > MAX_CHARS || !isJson(text)) return null;
  const lexemes = text.match(LEXEME) ?? [];
  const root = read({ lexemes, at: 0 }, 0);
  return root && lines(root, [], 0);
}

/** The entries of a JSON object by their names, each written on one line from its own tokens; null for anything else. */
export function entriesOf(text: string): Map<string, string> | null {
  if (text.length > MAX_CHARS || !isJson(text)) return null;
  const root = read({ lexemes: text.match(LEXEME) ?? [], at: 0 }, 0);
  if (root?.kind !== "list" || root.open !== "{") return null;
  const written = (node: Node) => oneLine(node).map((token) => token.text).join("");
  return new Map(root.entries.map((entry) => [label(entry)[0]?.text ?? "", written(entry.value)]));
}

export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

interface Reader {
  readonly lexemes: readonly string[];
  at: number;
}

function read(reader: Reader, depth: number): Node | null {
  if (depth > MAX_DEPTH) return null;
  const text = reader.lexemes[reader.at++] ?? "";
  if (text !== "[" && text !== "{") return { kind: "leaf", text };
  const entries: Entry[] = [];
  while (!isClosing(reader.lexemes[reader.at])) {
    const entry = readEntry(reader, text, depth + 1);
    if (!entry) return null;
    entries.push(entry);
  }
  reader.at += 1;
  return { kind: "list", open: text, entries };
}

function readEntry(reader: Reader, open: "[" | "{", depth: number): Entry | null {
  const key = open === "{" ? (reader.lexemes[reader.at] ?? "") : null;
  if (key !== null) reader.at += 2; // the key and its colon
  const value = read(reader, depth);
  if (reader.lexemes[reader.at] === ",") reader.at += 1;
  return value && { key, value };
}

function isClosing(lexeme: string | undefined): boolean {
  return lexeme === undefined || lexeme === "]" || lexeme === "}";
}

function lines(node: Node, before: Token[], indent: number): Line[] {
  if (node.kind === "leaf") return [[...before, value(node.text)]];
  const short = oneLine(node);
  if (indent + width(before) + width(short) <= WIDTH) return [[...before, ...short]];
  const inner = node.entries.flatMap((entry, index) => {
    const pad = sign(" ".repeat(indent + 2));
    const made = lines(entry.value, [pad, ...label(entry)], indent + 2);
    return index < node.entries.length - 1 ? withComma(made) : made;
  });
  return [[...before, sign(node.open)], ...inner, [sign(" ".repeat(indent) + closing(node.open))]];
}

function oneLine(node: Node): Token[] {
  if (node.kind === "leaf") return [value(node.text)];
  if (node.entries.length === 0) return [sign(node.open + closing(node.open))];
  const space = node.open === "{" ? " " : "";
  const inner = node.entries.flatMap((entry, index) => [...(index > 0 ? [sign(", ")] : []), ...label(entry), ...oneLine(entry.value)]);
  return [sign(node.open + space), ...inner, sign(space + closing(node.open))];
}

function label({ key }: Entry): Token[] {
  if (key === null) return [];
  const bare = /^"([A-Za-z_]\w*)"$/.exec(key)?.[1] ?? key;
  return [{ kind: "key", text: bare }, sign(": ")];
}

function withComma(made: Line[]): Line[] {
  const last = made[made.length - 1] ?? [];
  return [...made.slice(0, -1), [...last, sign(",")]];
}

function width(tokens: readonly Token[]): number {
  return tokens.reduce((sum, { text }) => sum + text.length, 0);
}

function closing(open: "[" | "{"): string {
  return open === "[" ? "]" : "}";
}

function value(text: string): Token {
  return { kind: "value", text };
}

function sign(text: string): Token {
  return { kind: "sign", text };
}
