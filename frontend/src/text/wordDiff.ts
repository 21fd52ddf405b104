/** What changed between two texts, word by word. Pure. */

export interface Change {
  readonly kind: "same" | "gone" | "new";
  readonly text: string;
}

/** From here on the middle is shown as gone and new as a whole: nobody reads such a diff, and the page must not wait. */
const MOST_CELLS = 1_000_000;

/** Words, blanks between them, and every other character on its own. */
export function wordsOf(text: string): string[] {
  return text.match(/\s+|[\p{L}\p{N}_]+|./gsu) ?? [];
}

export function wordDiff(before: string, after: string): Change[] {
  const [old, now] = [wordsOf(before), wordsOf(after)];
  const head = sharedLength(old, now);
  const tail = sharedLength(old.slice(head).reverse(), now.slice(head).reverse());
  const middle = changed(old.slice(head, old.length - tail), now.slice(head, now.length - tail));
  return joined([
    { kind: "same", text: old.slice(0, head).join("") },
    ...middle,
    { kind: "same", text: old.slice(old.length - tail).join("") },
  ]);
}

function sharedLength(one: readonly string[], other: readonly string[]): number {
  const differs = one.findIndex((word, place) => word !== other[place]);
  return differs === -1 ? one.length : differs;
}

function changed(old: readonly string[], now: readonly string[]): Change[] {
  if (old.length * now.length > MOST_CELLS) return [{ kind: "gone", text: old.join("") }, { kind: "new", text: now.join("") }];
  const shared = sharedFrom(old, now);
  const found: Change[] = [];
  let [at, to] = [0, 0];
  while (at < old.length && to < now.length) {
    const kind = old[at] === now[to] ? "same" : shared(at + 1, to) >= shared(at, to + 1) ? "gone" : "new";
    const [text = ""] = kind === "new" ? now.slice(to, to + 1) : old.slice(at, at + 1);
    found.push({ kind, text });
    at += Number(kind !== "new");
    to += Number(kind !== "gone");
  }
  return [...found, { kind: "gone", text: old.slice(at).join("") }, { kind: "new", text: now.slice(to).join("") }];
}

/** How many words the rests from `at` and from `to` share in their order. */
function sharedFrom(old: readonly string[], now: readonly string[]): (at: number, to: number) => number {
  const width = now.length + 1;
  const counts = new Uint16Array((old.length + 1) * width);
  const count = (at: number, to: number) => counts[at * width + to] ?? 0;
  for (let at = old.length - 1; at >= 0; at -= 1) {
    for (let to = now.length - 1; to >= 0; to -= 1) {
      counts[at * width + to] = old[at] === now[to] ? count(at + 1, to + 1) + 1 : Math.max(count(at + 1, to), count(at, to + 1));
    }
  }
  return count;
}

/** Neighbours of one kind together, what is gone before what is new, empty ones left out. */
function joined(changes: readonly Change[]): Change[] {
  const found: { kind: Change["kind"]; text: string }[] = [];
  for (const { kind, text } of changes) {
    if (text === "") continue;
    const last = found.at(-1);
    if (last?.kind === kind) last.text += text;
    else found.push({ kind, text });
  }
  return found;
}
