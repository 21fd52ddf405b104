/** A long text in parts: as many as were asked for, laid out only where they are in view, and the way to the rest. */
import { useState, type ReactNode } from "react";

import { Button } from "../ui/Button";
import styles from "./text.module.css";
import { bytes, head, visible } from "./visible";

/** Characters of one part. */
export const PART = 64_000;

/** How much there is of a text of which only the beginning is here. */
export interface Cut {
  readonly bytes: number;
  readonly lines: number;
}

/** What a text that may be cut shows of itself. */
export interface Extent {
  /** Characters to show; may be more than are here. */
  readonly limit: number;
  readonly more: () => void;
  readonly all: () => void;
}

/** `upTo` is a character that has to be in view whatever was asked for: a find that lies far down. */
export function useExtent({ first, upTo = 0, onWhole }: { first: number; upTo?: number; onWhole?: () => void }): Extent {
  const [asked, setAsked] = useState(first);
  const limit = Math.max(asked, upTo <= first ? 0 : first + Math.ceil((upTo - first) / PART) * PART);
  const show = (chars: number) => {
    onWhole?.();
    setAsked(chars);
  };
  return { limit, more: () => show(limit + PART), all: () => show(Infinity) };
}

/** Plain text in boxes that the browser skips while they are out of view: 5 MB lie there at the cost of a screen. */
export function Parts({ source }: { source: string }): ReactNode {
  return partsOf(source).map((part, index) => (
    <div key={index} className={styles.part}>
      {visible(part)}
    </div>
  ));
}

/** Cut behind line ends: the one at the end of a box draws no line of its own, and no character is lost to copying. */
export function partsOf(source: string): string[] {
  const parts: string[] = [];
  for (let at = 0; at < source.length; ) {
    const start = head(source.slice(at, at + PART + 1), PART);
    const part = source[at + start.length] === "\n" ? `${start}\n` : start;
    parts.push(part);
    at += part.length;
  }
  return parts;
}

export interface MoreProps {
  readonly source: string;
  readonly shown: string;
  readonly cut?: Cut | undefined;
  readonly extent: Extent;
  readonly hasFailed?: boolean | undefined;
}

/** Nothing where everything is shown. */
export function More({ source, shown, cut, extent, hasFailed = false }: MoreProps) {
  const total = cut ? Math.max(cut.bytes, source.length) : source.length;
  const rest = total - shown.length;
  if (rest <= 0) return null;
  const isWaiting = cut !== undefined && shown.length === source.length && extent.limit > source.length && !hasFailed;
  return (
    <div className={styles.more}>
      {isWaiting ? (
        <span role="status">The rest is on its way.</span>
      ) : (
        <>
          <Button size="small" onClick={extent.more}>
            Show {bytes(Math.min(rest, PART))} more
          </Button>
          {rest > PART && (
            <Button size="small" variant="ghost" onClick={extent.all}>
              Show all
            </Button>
          )}
        </>
      )}
      <span>
        {hasFailed && "The rest did not arrive. "}
        {bytes(rest)} not shown
      </span>
    </div>
  );
}
