/** What is being written, kept in the browser: a closed tab or a lost session costs nothing. */
import { useState } from "react";

import type { Writing } from "./writing";

const nameOf = (slug: string, from: string) => `taxonomy-being-written:${slug}:${from}`;

/** `from` is what the writing was begun from: each has a place of its own. */
export function useKept(slug: string, from: string, start: () => Writing) {
  const [writing, setWriting] = useState(() => read(slug, from) ?? start());
  const keep = (next: Writing) => {
    setWriting(next);
    localStorage.setItem(nameOf(slug, from), JSON.stringify(next));
  };
  const forget = () => localStorage.removeItem(nameOf(slug, from));
  const startAnew = () => {
    forget();
    setWriting(start());
  };
  return { writing, keep, forget, startAnew };
}

/** Only we write it; what an older page left behind in another shape is dropped. */
function read(slug: string, from: string): Writing | null {
  try {
    const found = JSON.parse(localStorage.getItem(nameOf(slug, from)) ?? "null") as Writing | null;
    return found !== null && typeof found.name === "string" && Array.isArray(found.types) && Array.isArray(found.severities) ? found : null;
  } catch {
    return null;
  }
}
