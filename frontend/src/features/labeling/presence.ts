/** Whether somebody is there: input, the page in front or behind, the page about to go, the connection back. */

export interface PresenceEvents {
  readonly onInput: () => void;
  readonly onFront: (isInFront: boolean) => void;
  /** The page may be gone after this: mobile browsers tell no more than that it is hidden. */
  readonly onLeave: () => void;
  readonly onOnline: () => void;
  /** Whether closing the tab now would lose something. */
  readonly wouldLose: () => boolean;
}

const INPUT = ["keydown", "pointerdown", "pointermove", "wheel", "touchmove"] as const;

export function watchPresence({ onInput, onFront, onLeave, onOnline, wouldLose }: PresenceEvents): () => void {
  const stop = new AbortController();
  const { signal } = stop;
  for (const name of INPUT) window.addEventListener(name, onInput, { signal, passive: true, capture: true });
  const front = () => onFront(!document.hidden && document.hasFocus());
  window.addEventListener("focus", front, { signal });
  window.addEventListener("blur", front, { signal });
  document.addEventListener(
    "visibilitychange",
    () => {
      front();
      if (document.hidden) onLeave();
    },
    { signal },
  );
  window.addEventListener("pagehide", onLeave, { signal });
  window.addEventListener("online", onOnline, { signal });
  window.addEventListener("beforeunload", (event) => wouldLose() && event.preventDefault(), { signal });
  return () => stop.abort();
}
