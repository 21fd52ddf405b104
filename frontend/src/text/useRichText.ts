/** Loads the heavy half once and hands it out synchronously from then on: a second page of text never flickers. */
import { useEffect, useSyncExternalStore } from "react";

import type * as RichTextModule from "./richText";

type RichText = typeof RichTextModule;

let loaded: RichText | null = null;
let loading: Promise<void> | null = null;
const readers = new Set<() => void>();

/** Start early (in a route's loader), so that code and data travel at the same time. */
export function preloadText(): Promise<void> {
  loading ??= import("./richText").then(
    (module) => {
      loaded = module;
      for (const reader of readers) reader();
    },
    () => {
      loading = null; // the text stays readable as written; the next page tries again
    },
  );
  return loading;
}

/** Null until it is there: show the text as written so long. */
export function useRichText(): RichText | null {
  useEffect(() => void preloadText(), []);
  return useSyncExternalStore(subscribe, () => loaded);
}

function subscribe(reader: () => void): () => void {
  readers.add(reader);
  return () => readers.delete(reader);
}
