/**
 * JSON as a tree that is read only where it is opened, from its own characters.
 *
 * `JSON.parse` rounds 12345678901234567890, keeps one of two equal keys, and gives the key `__proto__` a meaning. A
 * reader who judges a tool call must see what stands there, so values stay pieces of the source and are never objects.
 */

export interface JsonNode {
  readonly kind: "object" | "array" | "string" | "other";
  /** As written, with its quotes; null in an array and at the root. */
  readonly key: string | null;
  /** Where the value stands in the source, the end not included. */
  readonly start: number;
  readonly end: number;
  /** Entries of an object, items of an array; 0 for anything else. */
  readonly count: number;
}

/** Longer texts, and deeper ones, are for reading as written. */
export const LONGEST_JSON = 1_000_000;
const DEEPEST = 400;

export class JsonDocument {
  private readonly known = new WeakMap<JsonNode, readonly JsonNode[]>();

  constructor(
    readonly source: string,
    readonly root: JsonNode,
  ) {}

  /** What lies directly in an object or array, in the order of the source; read once. */
  childrenOf(node: JsonNode): readonly JsonNode[] {
    const found = this.known.get(node) ?? readChildren(this.source, node);
    this.known.set(node, found);
    return found;
  }

  textOf({ start, end }: JsonNode): string {
    return this.source.slice(start, end);
  }
}

/** Null for what is no JSON object or array, or could not be shown as one without a loss: equal keys, endless depth. */
export function documentOf(source: string): JsonDocument | null {
  if (source.length > LONGEST_JSON || !looksLikeJson(source) || !isValid(source) || !isFaithful(source)) return null;
  const tokens = new Tokens(source, 0);
  return new JsonDocument(source, readValue(tokens, tokens.next(), null));
}

/** Whether it could be an object or array, by its first character. */
export function looksLikeJson(source: string): boolean {
  return /^\s*[[{]/.test(source);
}

/** A key or string as the words that it stands for. */
export function decoded(text: string): string {
  return text.includes("\\") ? (JSON.parse(text) as string) : text.slice(1, -1);
}

function isValid(source: string): boolean {
  try {
    JSON.parse(source);
    return true;
  } catch {
    return false;
  }
}

/** No key twice in one object, and no deeper than a person could open. Without recursion: the depth is a stranger's. */
function isFaithful(source: string): boolean {
  const tokens = new Tokens(source, 0);
  const open: Set<string>[] = [];
  let before = "";
  for (let sign = tokens.next(); sign !== ""; sign = tokens.next()) {
    if (OPENING.has(sign)) open.push(new Set());
    else if (CLOSING.has(sign)) open.pop();
    else if (sign === ":" && !isNew(before, open.at(-1))) return false;
    if (open.length > DEEPEST) return false;
    before = tokens.text;
  }
  return true;
}

/** Whether a key comes for the first time. Keys that are written differently may say the same. */
function isNew(key: string, keys: Set<string> | undefined): boolean {
  const before = keys?.size;
  return keys?.add(decoded(key)).size !== before;
}

function readChildren(source: string, { kind, count, start }: JsonNode): JsonNode[] {
  const tokens = new Tokens(source, start + 1);
  return Array.from({ length: count }, (_, index) => {
    if (index > 0) tokens.next(); // the comma
    const sign = tokens.next();
    if (kind === "array") return readValue(tokens, sign, null);
    const key = tokens.text;
    tokens.next(); // the colon
    return readValue(tokens, tokens.next(), key);
  });
}

function readValue(tokens: Tokens, sign: string, key: string | null): JsonNode {
  const { start } = tokens;
  if (!OPENING.has(sign)) return { kind: sign === '"' ? "string" : "other", key, start, end: tokens.end, count: 0 };
  const count = skipToEnd(tokens);
  return { kind: sign === "{" ? "object" : "array", key, start, end: tokens.end, count };
}

/** Goes behind the end of what was just opened, and says how much lay directly in it. */
function skipToEnd(tokens: Tokens): number {
  let [depth, commas, others] = [1, 0, 0];
  while (depth > 0) {
    const sign = tokens.next();
    if (CLOSING.has(sign)) depth -= 1;
    else if (sign === "," && depth === 1) commas += 1;
    else others += 1;
    if (OPENING.has(sign)) depth += 1;
  }
  return others === 0 ? 0 : commas + 1;
}

/** The tokens of a text that is known to be JSON. */
class Tokens {
  start = 0;
  end: number;

  constructor(
    private readonly source: string,
    at: number,
  ) {
    this.end = at;
  }

  get text(): string {
    return this.source.slice(this.start, this.end);
  }

  /** The first character of the next token; empty behind the last. */
  next(): string {
    const { source } = this;
    let at = this.end;
    while (isSpace(source.charCodeAt(at))) at += 1;
    this.start = at;
    const sign = source.charAt(at);
    this.end = sign === '"' ? endOfString(source, at) : SIGNS.has(sign) ? at + 1 : endOfWord(source, at);
    return sign;
  }
}

const OPENING: ReadonlySet<string> = new Set(["{", "["]);
const CLOSING: ReadonlySet<string> = new Set(["}", "]"]);
const SIGNS: ReadonlySet<string> = new Set([...OPENING, ...CLOSING, ",", ":"]);

/** By steps rather than by an expression: a string of a megabyte is one token. */
function endOfString(source: string, start: number): number {
  for (let at = source.indexOf('"', start + 1); at !== -1; at = source.indexOf('"', at + 1)) {
    let slashes = 0;
    while (source[at - 1 - slashes] === "\\") slashes += 1;
    if (slashes % 2 === 0) return at + 1;
  }
  return source.length;
}

function endOfWord(source: string, start: number): number {
  let at = start;
  while (at < source.length && !SIGNS.has(source.charAt(at)) && !isSpace(source.charCodeAt(at))) at += 1;
  return at;
}

function isSpace(code: number): boolean {
  return code === 32 || code === 10 || code === 13 || code === 9;
}
