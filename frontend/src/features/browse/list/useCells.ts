/** How many steps a row has room for; the widths are those of the strip's column in List.module.css. */
import { useSyncExternalStore } from "react";

const WIDE = "(min-width: 1500px)";
const NARROW = "(max-width: 1320px)";
const SMALL = "(max-width: 1000px)";

export function useCells(): number {
  return useSyncExternalStore(subscribe, cells);
}

function cells(): number {
  if (window.matchMedia(SMALL).matches) return 12;
  if (window.matchMedia(NARROW).matches) return 15;
  return window.matchMedia(WIDE).matches ? 24 : 18;
}

function subscribe(reader: () => void): () => void {
  const media = [WIDE, NARROW, SMALL].map((query) => window.matchMedia(query));
  for (const one of media) one.addEventListener("change", reader);
  return () => media.forEach((one) => one.removeEventListener("change", reader));
}
