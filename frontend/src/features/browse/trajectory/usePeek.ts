/** Which reward is being explained: by resting on it, by a press, or by a key. What was pressed stays until it is let go. */
import { useEffect, useRef, useState, type PointerEvent } from "react";

const OPEN = 90;
const CLOSE = 140;

export interface Peeked {
  readonly lane: number;
  readonly step: number;
  readonly pinned: boolean;
}

export type Peek = ReturnType<typeof usePeek>;

export function usePeek() {
  const [peeked, setPeeked] = useState<Peeked | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const later = (wait: number, next: (before: Peeked | null) => Peeked | null) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setPeeked(next), wait);
  };
  const show = (next: Peeked | null) => {
    clearTimeout(timer.current);
    setPeeked(next);
  };
  return {
    peeked,
    show,
    close: () => show(null),
    /** The focus has moved on: what was pressed goes along, what was only looked at closes. */
    follow: (step: number) => setPeeked((before) => (before?.pinned === true ? { ...before, step } : null)),
    toggle: (lane: number, step: number) => show(peeked?.pinned === true && peeked.lane === lane && peeked.step === step ? null : { lane, step, pinned: true }),
    /** The pointer is over the explanation itself: it stays. */
    keep: () => clearTimeout(timer.current),
    leave: () => later(CLOSE, (before) => (before?.pinned === true ? before : null)),
    onPointerOver: (event: PointerEvent) => {
      const cell = event.pointerType === "mouse" ? cellAt(event.target) : null;
      if (cell) later(OPEN, (before) => (before?.pinned === true ? before : { ...cell, pinned: false }));
    },
    onPointerOut: (event: PointerEvent) => {
      if (event.pointerType === "mouse" && cellAt(event.target)) later(CLOSE, (before) => (before?.pinned === true ? before : null));
    },
  };
}

/** The cell of a lane under an event: `data-cell` holds lane and step. */
export function cellAt(target: EventTarget | null): { lane: number; step: number } | null {
  const found = target instanceof Element ? target.closest<HTMLElement>("[data-cell]")?.dataset.cell : undefined;
  if (found === undefined) return null;
  const [lane, step] = found.split(":").map(Number);
  return lane === undefined || step === undefined ? null : { lane, step };
}

export function cellName(lane: number, step: number): string {
  return `${lane}:${step}`;
}
