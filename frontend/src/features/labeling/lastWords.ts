/** The last changes of a page that is left: the browser's database may not come to writing them any more. */
import type { Kept } from "./kept";

const lastKey = (owner: string) => `assay-last:${owner}`;

/** Written before this returns: a page that is being left waits for nothing. */
export function noteLast(rows: readonly Kept[]): void {
  const [first] = rows;
  if (!first) return;
  try {
    localStorage.setItem(lastKey(first.owner), JSON.stringify(rows));
  } catch {
    // full or forbidden: the database has to be quick enough
  }
}

/** What the page before noted when it was left. */
export function lastOf(owner: string): Kept[] {
  try {
    return JSON.parse(localStorage.getItem(lastKey(owner)) ?? "[]") as Kept[];
  } catch {
    return [];
  }
}

/** The server has these: what was noted of them when a page was left is worth nothing any more. */
export function forgetLast(rows: readonly Kept[]): void {
  const [first] = rows;
  if (!first) return;
  const gone = new Set(rows.map(({ operation }) => operation.id));
  const left = lastOf(first.owner).filter(({ operation }) => !gone.has(operation.id));
  try {
    if (left.length === 0) localStorage.removeItem(lastKey(first.owner));
    else localStorage.setItem(lastKey(first.owner), JSON.stringify(left));
  } catch {
    // then it is sent once more, and the server passes it over
  }
}
