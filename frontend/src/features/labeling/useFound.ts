/** Brings what was found into view and marks it, in steps that may not be drawn yet and texts that are about to unfold. */
import { useEffect, type RefObject } from "react";

import "./found.css";
import { foundRanges } from "./foundRanges";
import type { Found } from "./search";
import { pattern } from "./search";
import type { Session } from "./session";
import { restingPlace, type Extent } from "./useKeepInPlace";

const ALL = "assay-found";
const HERE = "assay-found-here";
/** How long a step may take to be drawn, unfolded and typeset before its place is given up for the step's own. */
const PATIENCE_FRAMES = 90;
/** Marks are drawn around the place that is meant: thousands of them cost more than they tell. */
const AROUND = 300;
const PLACE_SHARE = 0.35;

export function useFound(session: Session, content: RefObject<HTMLElement | null>, extentOf: (step: number) => Extent | null): void {
  useEffect(() => {
    const inner = content.current;
    const box = inner?.parentElement;
    return inner && box ? followFinder({ session, inner, box, extentOf }) : undefined;
  }, [session, content, extentOf]);
}

interface Place {
  readonly session: Session;
  readonly inner: HTMLElement;
  readonly box: HTMLElement;
  readonly extentOf: (step: number) => Extent | null;
}

function followFinder({ session: { finder }, inner, box, extentOf }: Place): () => void {
  let frame = 0;
  let turn = -1;
  let painting = 0;

  /** Marks everything that is drawn; gives back the place that is meant, once it is there. */
  const paint = (): Range | undefined => {
    const { query } = finder.store.get();
    const target = finder.current;
    const wanted = target ? pattern(query) : null;
    if (!target || !wanted) {
      unmark();
      return undefined;
    }
    const cards = [...inner.querySelectorAll(`[data-trace]`)];
    const isOwn = (card: Element) => card.getAttribute("data-trace") === String(target.step);
    const own = cards.filter(isOwn).flatMap((card) => foundRanges(card, wanted, target.nth + AROUND));
    const others = cards.filter((card) => !isOwn(card)).flatMap((card) => foundRanges(card, wanted, AROUND));
    const here = own[Math.min(target.nth, own.length - 1)];
    mark(ALL, [...others, ...own.slice(-2 * AROUND)].filter((range) => range !== here));
    mark(HERE, here ? [here] : []);
    return here;
  };
  const bring = (target: Found, left: number) => {
    const here = paint();
    const isThere = here !== undefined && reach(box, here);
    if (!isThere && left > 0) frame = requestAnimationFrame(() => bring(target, left - 1));
  };
  const follow = () => {
    const now = finder.store.get();
    const target = finder.current;
    if (!target) unmark();
    if (now.turn === turn || !target) return;
    turn = now.turn;
    cancelAnimationFrame(frame);
    const extent = extentOf(target.step);
    if (extent && !isInView(box, extent)) box.scrollTop = restingPlace(extent, box.clientHeight);
    bring(target, PATIENCE_FRAMES);
  };
  // What is drawn changes as one scrolls, and as formulas are set.
  const changes = new MutationObserver(() => {
    if (!finder.current) return;
    cancelAnimationFrame(painting);
    painting = requestAnimationFrame(() => void paint());
  });
  changes.observe(inner, { childList: true, subtree: true });
  const stop = finder.store.subscribe(follow);
  return () => {
    stop();
    changes.disconnect();
    cancelAnimationFrame(frame);
    cancelAnimationFrame(painting);
    unmark();
  };
}

/** Scrolls so that the place lies in the upper part of the box. True once it does. */
function reach(box: HTMLElement, here: Range): boolean {
  const { top, height } = here.getBoundingClientRect();
  if (height === 0 && top === 0) return false; // in a part that the browser has not laid out yet
  const frame = box.getBoundingClientRect();
  if (top >= frame.top + 56 && top + height <= frame.bottom - 24) return true;
  const before = box.scrollTop;
  box.scrollTop += top - (frame.top + frame.height * PLACE_SHARE);
  return Math.abs(box.scrollTop - before) < 1;
}

function isInView(box: HTMLElement, { top, height }: Extent): boolean {
  return top < box.scrollTop + box.clientHeight && top + height > box.scrollTop;
}

function mark(name: string, ranges: readonly Range[]): void {
  if ("highlights" in CSS) CSS.highlights.set(name, new Highlight(...ranges));
}

function unmark(): void {
  if (!("highlights" in CSS)) return;
  CSS.highlights.delete(ALL);
  CSS.highlights.delete(HERE);
}
