/** All steps of a trajectory. A long one draws only what is in view; a short one is plain, so that the browser's own search finds everything. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useEffect, type ReactNode } from "react";

import { preloadText, rowAt } from "../../../text";
import styles from "./TrajectoryPage.module.css";
import { stepId } from "./StepRow";
import type { Scroller } from "./useStepFocus";

/** Beyond so many steps only those in view are drawn. */
const PLAIN = 60;

export interface StepListProps {
  /** Of all steps, in view or folded away. */
  readonly count: number;
  /** Those in view, in order. */
  readonly rows: readonly number[];
  /** What scrolls; it has to be there before the steps are. */
  readonly box: HTMLElement;
  /** Length of a step's text: a first guess at its height. */
  readonly lengthOf: (index: number) => number;
  readonly render: (index: number) => ReactNode;
  readonly setScroller: (scroller: Scroller) => void;
  /** Brought into view on arrival; undefined stays at the beginning. */
  readonly start: number | undefined;
}

export function StepList(props: StepListProps) {
  return props.count <= PLAIN ? <PlainSteps {...props} /> : <VirtualSteps {...props} />;
}

/** The focused step rests here, as a share of the height: what came before stays in view. */
const REST = 0.3;

function PlainSteps({ rows, box, render, setScroller, start }: StepListProps) {
  useEffect(() => {
    const scrollTo = (index: number, behavior: ScrollBehavior) => {
      const step = document.getElementById(stepId(index));
      if (!step) return;
      const top = step.getBoundingClientRect().top - box.getBoundingClientRect().top + box.scrollTop;
      box.scrollTo({ top: top - box.clientHeight * REST, behavior });
    };
    setScroller((index) => scrollTo(index, gliding()));
    return arrive(box, start, (index) => scrollTo(index, "instant"));
    // The step of arrival is the one that was asked for first.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [box, setScroller]);
  return <div className={styles.steps}>{rows.map(render)}</div>;
}

function VirtualSteps({ rows, box, lengthOf, render, setScroller, start }: StepListProps) {
  // Sizes stay with their steps when something is folded away before them.
  const keyOf = useCallback((row: number) => rows[row] ?? row, [rows]);
  // eslint-disable-next-line react-hooks/incompatible-library -- it is read in this component only, which is drawn on every scroll
  const virtualizer = useVirtualizer({
    count: rows.length,
    getItemKey: keyOf,
    getScrollElement: () => box,
    estimateSize: (row) => 60 + Math.ceil(Math.min(lengthOf(keyOf(row)), 3_000) / 70) * 24,
    overscan: 4,
    scrollMargin: HEADS,
  });
  const settled = useCallback(
    (index: number) => {
      const scrollTo = () => {
        const place = virtualizer.measurementsCache[rowAt(rows, index)]?.start ?? 0;
        box.scrollTo({ top: place - box.clientHeight * REST, behavior: "instant" });
      };
      scrollTo();
      // What comes into view is measured and moves what lies below it: once more, when the sizes are known.
      requestAnimationFrame(() => requestAnimationFrame(scrollTo));
    },
    [box, rows, virtualizer],
  );
  useEffect(() => setScroller(settled), [setScroller, settled]);
  // The step of arrival is the one that was asked for first; nothing is folded then.
  // eslint-disable-next-line react-hooks/exhaustive-deps
  useEffect(() => arrive(box, start, settled), [box]);
  return (
    <div className={styles.virtual} style={{ height: virtualizer.getTotalSize() }}>
      {virtualizer.getVirtualItems().map(({ index: row, start: top }) => (
        <div key={keyOf(row)} ref={virtualizer.measureElement} data-index={row} className={styles.placed} style={{ transform: `translateY(${top - HEADS}px)` }}>
          {render(keyOf(row))}
        </div>
      ))}
    </div>
  );
}

/** Height of the names over the lanes, which scroll with the steps. */
const HEADS = 44;

/** Goes to the first step that was asked for, and again when formulas have changed the heights, unless the person has scrolled. */
function arrive(box: HTMLElement, start: number | undefined, go: (index: number) => void): () => void {
  if (start === undefined) return () => undefined;
  let mayMove = true;
  const stop = () => void (mayMove = false);
  box.addEventListener("wheel", stop, { once: true, passive: true });
  window.addEventListener("keydown", stop, { once: true });
  go(start);
  void preloadText().then(() => requestAnimationFrame(() => mayMove && go(start)));
  return () => {
    stop();
    box.removeEventListener("wheel", stop);
    window.removeEventListener("keydown", stop);
  };
}

function gliding(): ScrollBehavior {
  return window.matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth";
}
