/**
 * Which rows of a long trajectory are drawn. After a jump the focused one and its neighbours come first, then what else is
 * in view, then what lies around that: all of them in one frame are felt as a pause behind the key. What was drawn before
 * stays until then, out of sight: to take it away costs as much, and the browser's own focus is still in it.
 */
import { defaultRangeExtractor, type Range } from "@tanstack/react-virtual";
import { useCallback, useEffect, useRef, useState } from "react";

import { afterPaint } from "./afterPaint";

type Span = Pick<Range, "startIndex" | "endIndex">;

/** Rows on either side of those in view, there before one scrolls to them. */
export const OVERSCAN = 4;
const NEAR = 1;

export const FOCUSED = 0;
export const IN_VIEW = 1;
export const ALL = 2;
export type Stage = typeof FOCUSED | typeof IN_VIEW | typeof ALL;

/** Where drawing begins when the view goes from one span of rows to another: at the end of it, where they meet. */
export function stageFor(before: Span | null, now: Span, focus: number): Stage | null {
  if (before === null || (now.startIndex <= before.endIndex && now.endIndex >= before.startIndex)) return null;
  return focus >= now.startIndex && focus <= now.endIndex ? FOCUSED : IN_VIEW;
}

/** `left`: the rows that were drawn when the jump began. */
export function rowsAt(stage: Stage, range: Range, { focus, left }: { focus: number; left: readonly number[] }): number[] {
  if (stage === ALL) return defaultRangeExtractor(range);
  const [from, to] = stage === FOCUSED ? [focus - NEAR, focus + NEAR] : [0, range.count];
  const rows = defaultRangeExtractor({ ...range, overscan: 0 }).filter((row) => row >= from && row <= to);
  return [...new Set([...left.filter((row) => row < range.count), ...rows])].sort((one, other) => one - other);
}

/** For the virtualizer's `rangeExtractor`; `focusedRow` says which row has the focus now. */
export function useRowsInTurn(focusedRow: () => number): (range: Range) => number[] {
  const drawn = useRef<Span | null>(null);
  const rows = useRef<number[]>([]);
  const left = useRef<readonly number[]>([]);
  const stage = useRef<Stage>(ALL);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    if (stage.current === ALL) return undefined;
    return afterPaint(() => {
      stage.current = stage.current === FOCUSED ? IN_VIEW : ALL;
      setTurn((before) => before + 1);
    });
  });
  return useCallback(
    (range) => {
      const focus = focusedRow();
      const jumped = stageFor(drawn.current, range, focus);
      if (jumped !== null && stage.current === ALL) left.current = rows.current;
      stage.current = jumped ?? stage.current;
      drawn.current = range;
      return (rows.current = rowsAt(stage.current, range, { focus, left: left.current }));
    },
    // Another function has the virtualizer ask anew.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [focusedRow, turn],
  );
}
