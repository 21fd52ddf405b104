/** The focused step rests at 30 % of the height. It glides there and never jumps; what unfolds elsewhere moves nothing. */
import { useLayoutEffect, type RefObject } from "react";

import type { Session } from "./session";

/** Where a step lies in the scrolled content, in pixels. */
export interface Extent {
  readonly top: number;
  readonly height: number;
}

const REST_SHARE = 0.3;
const LEAST_REST = 14;
const ROOM_BELOW = 24;
const GLIDE_MS = 180;

/** Where the scrolled box has to stand for a step; a tall one rests higher, so that it fits. */
export function restingPlace({ top, height }: Extent, room: number): number {
  const rest = Math.max(LEAST_REST, Math.min(room * REST_SHARE, room - height - ROOM_BELOW));
  return Math.max(0, top - rest);
}

/**
 * Keeps `content` in place in the box that holds it. `extentOf` may be an estimate for steps that are not drawn yet: the
 * place is corrected as they are.
 */
export function useKeepInPlace(session: Session, content: RefObject<HTMLElement | null>, extentOf: (step: number) => Extent | null): void {
  useLayoutEffect(() => {
    const box = content.current?.parentElement;
    return box ? keepInPlace(session, box, extentOf) : undefined;
  }, [session, content, extentOf]);
}

function keepInPlace(session: Session, box: HTMLElement, extentOf: (step: number) => Extent | null): () => void {
  let focus = session.desk.get().focus;
  let frame = 0;
  // Until the person scrolls by hand, text that is typeset late must not push the focused step away.
  let isOurs = true;

  const place = () => {
    const extent = extentOf(focus);
    return extent ? restingPlace(extent, box.clientHeight) : box.scrollTop;
  };
  const jump = () => {
    cancelAnimationFrame(frame);
    box.scrollTop = place();
  };
  const glide = () => {
    const from = box.scrollTop;
    const start = performance.now();
    const turn = (now: number) => {
      const share = Math.min(1, (now - start) / GLIDE_MS);
      box.scrollTop = from + (place() - from) * (1 - (1 - share) ** 3);
      if (share < 1) frame = requestAnimationFrame(turn);
    };
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(turn);
  };
  const follow = () => {
    const desk = session.desk.get();
    if (desk.focus === focus) return;
    focus = desk.focus;
    isOurs = !desk.isStill;
    if (desk.isStill) return;
    const isFar = Math.abs(place() - box.scrollTop) > 2 * box.clientHeight;
    if (isFar || wantsNoMotion()) jump();
    else glide();
  };
  const letGo = () => {
    isOurs = false;
    cancelAnimationFrame(frame);
  };

  const resizes = new ResizeObserver(() => {
    if (isOurs) jump();
  });
  resizes.observe(box);
  for (const child of box.children) resizes.observe(child);
  const hands = ["wheel", "touchmove", "pointerdown"] as const;
  for (const name of hands) box.addEventListener(name, letGo, { passive: true });
  const stopFollowing = session.desk.subscribe(follow);
  jump();
  return () => {
    cancelAnimationFrame(frame);
    resizes.disconnect();
    for (const name of hands) box.removeEventListener(name, letGo);
    stopFollowing();
  };
}

function wantsNoMotion(): boolean {
  return window.matchMedia("(prefers-reduced-motion: reduce)").matches;
}
