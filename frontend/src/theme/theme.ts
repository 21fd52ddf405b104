/**
 * Light or dark: the system's choice until a person makes one, which is kept with their account (src/preferences).
 * public/theme.js shows it before the first paint.
 */
import { useSyncExternalStore } from "react";

export type Theme = "light" | "dark";

/** What this browser showed last: the sign-in page has nobody to ask. */
const SHOWN = "assay-theme-shown";
const readers = new Set<() => void>();

export function isTheme(value: unknown): value is Theme {
  return value === "light" || value === "dark";
}

/** The theme in force now. */
export function currentTheme(): Theme {
  const chosen = document.documentElement.dataset.theme;
  if (isTheme(chosen)) return chosen;
  return window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

/** What a person chose from here on; null: what the system says. */
export function showTheme(chosen: Theme | null): void {
  const { dataset } = document.documentElement;
  if (chosen === null) delete dataset.theme;
  else dataset.theme = chosen;
  try {
    if (chosen === null) localStorage.removeItem(SHOWN);
    else localStorage.setItem(SHOWN, chosen);
  } catch {
    // Storage can be forbidden; the sign-in page goes by the system then.
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
