/** What is being written, kept in the browser: a closed tab or a lost session costs nothing. */
import { useState } from "react";

import type { Writing } from "./writing";

const nameOf = (slug: string) => `guideline-being-written:${slug}`;

export function useKept(slug: string, start: () => Writing): [Writing, (writing: Writing) => void] {
  const [writing, setWriting] = useState(() => read(slug) ?? start());
  const keep = (next: Writing) => {
    setWriting(next);
    localStorage.setItem(nameOf(slug), JSON.stringify(next));
  };
  return [writing, keep];
}

export function forget(slug: string): void {
  localStorage.removeItem(nameOf(slug));
}

/** Only we write it; what an older page left behind in another shape is dropped. */
function read(slug: string): Writing | null {
  try {
    const found = JSON.parse(localStorage.getItem(nameOf(slug)) ?? "null") as Writing | null;
    return found !== null && typeof found.body === "string" && Array.isArray(found.examples) && Array.isArray(found.toggledRules) ? found : null;
  } catch {
    return null;
  }
}
