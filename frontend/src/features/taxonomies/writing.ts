/** A version that is being written. Pure: types stand in a flat list, each as deep as its heading asks; the server checks. */
import type { Body, NewTaxonomy, Taxonomy, TypeNode } from "./taxonomies";

export interface WrittenType {
  /** Tells rows apart while their ids are typed. */
  readonly key: string;
  readonly id: string;
  readonly title: string;
  readonly meaning: string;
  readonly example: string;
  readonly retired: boolean;
  /** 0 on the first level. */
  readonly depth: number;
}

export interface Writing {
  readonly name: string;
  /** The newest version that its writer has seen, 0 for none. */
  readonly basedOn: number;
  readonly title: string;
  readonly description: string;
  readonly severities: readonly string[];
  readonly note: string;
  readonly types: readonly WrittenType[];
}

export const DEEPEST = 3;

/** The next version of one of the project's own, or a new one that begins as the preset is. */
export function startFrom(from: Taxonomy | undefined, newest: number): Writing {
  if (!from) return { name: "", basedOn: 0, title: "", description: "", severities: ["", "", "", ""], note: "", types: [emptyType("new", 0)] };
  const own = !from.is_preset;
  return { name: own ? from.name : `${from.name}-ours`, basedOn: own ? newest : 0, note: "", ...read(from) };
}

/** What a file says takes the place of everything but the note; a name only where none is fixed yet. */
export function withFile(writing: Writing, body: Body, name: string | null): Writing {
  return { ...writing, ...read(body), name: writing.basedOn === 0 && name !== null ? name : writing.name };
}

function read({ title, description, severities, types }: Body) {
  return { title, description, severities, types: flat(types, 0, "") };
}

function flat(types: readonly TypeNode[], depth: number, path: string): WrittenType[] {
  return types.flatMap(({ id, title, meaning, example, retired, children = [] }, place) => {
    const key = `${path}${place + 1}`;
    return [{ key, id, title, meaning, example, retired, depth }, ...flat(children, depth + 1, `${key}.`)];
  });
}

export function emptyType(key: string, depth: number): WrittenType {
  return { key, id: "", title: "", meaning: "", example: "", retired: false, depth };
}

/** What is sent: the tree again. */
export function toSend({ name, basedOn, note, title, description, severities, types }: Writing): NewTaxonomy {
  return { name: name.trim(), based_on: basedOn, note: note.trim(), body: { title, description, severities, types: nested(types) } };
}

export function nested(types: readonly WrittenType[]): TypeNode[] {
  const roots: TypeNode[] = [];
  const open: { children: TypeNode[] }[] = [{ children: roots }];
  for (const { depth, id, title, meaning, example, retired } of types) {
    const node = { id, title, meaning, example, retired, children: [] as TypeNode[] };
    open.length = depth + 1;
    open[depth]?.children.push(node);
    open.push(node);
  }
  return roots;
}

/** Where each type stands, as complaints name it: "2.1" is the first below the second. */
export function placesOf(types: readonly WrittenType[]): string[] {
  const counts: number[] = [];
  return types.map(({ depth }) => {
    counts.length = depth + 1;
    counts[depth] = (counts[depth] ?? 0) + 1;
    return counts.join(".");
  });
}

/** Behind the last type below this one. */
export function endOf(types: readonly WrittenType[], at: number): number {
  const depth = types[at]?.depth ?? 0;
  const next = types.findIndex((type, place) => place > at && type.depth <= depth);
  return next === -1 ? types.length : next;
}

/** The heading above a type, if any. */
export function parentOf(types: readonly WrittenType[], at: number): WrittenType | undefined {
  const depth = types[at]?.depth ?? 0;
  return types.slice(0, at).findLast((type) => type.depth === depth - 1);
}

/** Headings that it could stand under: not itself nor what is below it, and not so deep that something fell off. */
export function possibleParents(types: readonly WrittenType[], at: number): WrittenType[] {
  const end = endOf(types, at);
  const own = types.slice(at, end);
  const height = Math.max(...own.map(({ depth }) => depth)) - (types[at]?.depth ?? 0) + 1;
  return types.filter((type, place) => (place < at || place >= end) && type.depth + 1 + height <= DEEPEST);
}

/** Before or behind its neighbour of the same level, with everything below; null where there is none. */
export function moved(types: readonly WrittenType[], at: number, by: 1 | -1): WrittenType[] | null {
  const depth = types[at]?.depth;
  if (depth === undefined) return null;
  if (by === 1) {
    const next = endOf(types, at);
    return types[next]?.depth === depth ? swapped(types, at, next) : null;
  }
  const before = types.slice(0, at).findLastIndex((type) => type.depth <= depth);
  return types[before]?.depth === depth ? swapped(types, before, at) : null;
}

function swapped(types: readonly WrittenType[], first: number, second: number): WrittenType[] {
  const end = endOf(types, second);
  return [...types.slice(0, first), ...types.slice(second, end), ...types.slice(first, second), ...types.slice(end)];
}

/** Last below another heading, or last on the first level. */
export function underParent(types: readonly WrittenType[], at: number, parent: string | null): WrittenType[] {
  const end = endOf(types, at);
  const rest = [...types.slice(0, at), ...types.slice(end)];
  const above = parent === null ? -1 : rest.findIndex(({ key }) => key === parent);
  const depth = above === -1 ? 0 : (rest[above]?.depth ?? 0) + 1;
  const by = depth - (types[at]?.depth ?? 0);
  const carried = types.slice(at, end).map((type) => ({ ...type, depth: type.depth + by }));
  const place = above === -1 ? rest.length : endOf(rest, above);
  return [...rest.slice(0, place), ...carried, ...rest.slice(place)];
}

/** A new type behind this one, on its level; the first one of an empty list. */
export function added(types: readonly WrittenType[], at: number, key: string): WrittenType[] {
  const place = at < 0 ? types.length : endOf(types, at);
  return [...types.slice(0, place), emptyType(key, types[at]?.depth ?? 0), ...types.slice(place)];
}

/** Without it and what is below. */
export function without(types: readonly WrittenType[], at: number): WrittenType[] {
  return [...types.slice(0, at), ...types.slice(endOf(types, at))];
}

/** Whether it is said by an annotation, or has such a type below it: then it can be retired and not taken away. */
export function isUsed(types: readonly WrittenType[], at: number, used: ReadonlySet<string>): boolean {
  return types.slice(at, endOf(types, at)).some(({ id }) => used.has(id));
}

/** An id from a title, until somebody types one. */
export function idFrom(title: string): string {
  const ascii = title.normalize("NFKD").toLowerCase().replace(/[^a-z0-9]+/g, "-");
  return ascii.slice(0, 64).replace(/^-+|-+$/g, "");
}

/** A sign in the name that no name has, said while it is typed; the server checks the rest. */
export function nameComplaint(name: string): string | undefined {
  return /[^a-z0-9-]/.test(name.trim()) ? "A name has small letters, digits and hyphens, and nothing else." : undefined;
}

/** What is missing before it can be published, in a sentence; the server says the rest. */
export function missing(writing: Writing): string | null {
  if (writing.name.trim() === "") return "It needs a name.";
  if (writing.types.length === 0) return "It needs at least one type.";
  return writing.note.trim() === "" ? "Say in a sentence what changed." : null;
}
