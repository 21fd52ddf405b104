/** One step has the focus. Keys move it and bring it into view; the address follows once it rests. */
import { useCallback, useEffect, useRef, useState } from "react";

/** A browser refuses more than some hundred changes of the address in a minute, and a held key makes thirty in a second. */
const REST = 250;

export type Scroller = (index: number) => void;

export interface StepFocus {
  readonly at: number;
  /** Moves the focus and brings the step into view. */
  readonly go: (index: number) => void;
  /** Moves the focus and nothing else: the step is where the pointer is. */
  readonly look: (index: number) => void;
  /** The list of steps says here how it scrolls. */
  readonly setScroller: (scroller: Scroller) => void;
}

export interface StepFocusOptions {
  readonly count: number;
  /** The step in the address, if any. */
  readonly step: number | undefined;
  readonly onRest: (step: number) => void;
}

export function useStepFocus({ count, step, onRest }: StepFocusOptions): StepFocus {
  const clamp = useCallback((index: number) => Math.max(0, Math.min(count - 1, index)), [count]);
  const [at, setAt] = useState(() => clamp(step ?? 0));
  const [aim, setAim] = useState<{ readonly step: number } | null>(null);
  const scroller = useRef<Scroller>(() => undefined);
  const setScroller = useCallback((next: Scroller) => void (scroller.current = next), []);
  const go = useCallback(
    (index: number) => {
      setAt(clamp(index));
      setAim({ step: clamp(index) });
    },
    [clamp],
  );
  // Once it is drawn: a step may come out of a folded branch to be gone to.
  useEffect(() => {
    if (aim) scroller.current(aim.step);
  }, [aim]);
  const look = useCallback((index: number) => setAt(clamp(index)), [clamp]);
  useAddress({ at, step, go, onRest });
  return { at, go, look, setScroller };
}

function useAddress({ at, step, go, onRest }: { at: number; step: number | undefined; go: (index: number) => void; onRest: (step: number) => void }): void {
  const written = useRef(step);
  const rest = useRef(onRest);
  useEffect(() => void (rest.current = onRest));
  useEffect(() => {
    if (at === (written.current ?? 0)) return;
    const timer = setTimeout(() => {
      written.current = at;
      rest.current(at);
    }, REST);
    return () => clearTimeout(timer);
  }, [at]);
  useEffect(() => {
    // Somebody else wrote the address: a link, the jump dialog, the way back.
    if (step === undefined || step === written.current) return;
    written.current = step;
    go(step);
  }, [step, go]);
}
