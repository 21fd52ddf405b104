/** Light or dark: the system's choice until a person makes one. public/theme.js reads the same key before the first paint. */
import { useSyncExternalStore } from "react";

export type Theme = "light" | "dark";

const KEY = "assay-theme";
const readers = new Set<() => void>();

/** The theme in force now. */
export function currentTheme(): Theme {
  const chosen = document.documentElement.dataset.theme;
  if (chosen === "dark" || chosen === "light") return chosen;
  return window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

export function toggleTheme(): void {
  const next: Theme = currentTheme() === "dark" ? "light" : "dark";
  document.documentElement.dataset.theme = next;
  try {
    localStorage.setItem(KEY, next);
  } catch {
    // Storage can be forbidden; the choice then holds until the page is left.
  }
  for (const reader of readers) reader();
}

/** For drawings that need the theme by name (charts). Components take their colours from CSS. */
export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, currentTheme);
}

function subscribe(reader: () => void): () => void {
  const media = window.matchMedia("(prefers-color-scheme: dark)");
  readers.add(reader);
  media.addEventListener("change", reader);
  return () => {
    readers.delete(reader);
    media.removeEventListener("change", reader);
  };
}
