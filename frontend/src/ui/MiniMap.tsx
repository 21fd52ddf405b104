/** The whole trajectory in one strip: a click away from every step, however long it is. A long one draws what is in view. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef, type CSSProperties, type ReactNode } from "react";

import { cx } from "./cx";
import styles from "./MiniMap.module.css";

export interface MiniMapProps {
  readonly count: number;
  readonly current: number | null;
  /** Draws the cell of a step, a MiniMapCell. */
  readonly children: (index: number) => ReactNode;
  /** Width relative to the others, e.g. the square root of the text's length; where there is room for all. */
  readonly weightOf?: (index: number) => number;
}

/** From here on drawing all steps would be felt, and no screen has room for them. */
const VIRTUAL_FROM = 150;
const GAP = 3;

export function MiniMap(props: MiniMapProps) {
  return props.count > VIRTUAL_FROM ? <LongMap {...props} /> : <ShortMap {...props} />;
}

function ShortMap({ count, current, weightOf, children }: MiniMapProps) {
  const box = useRef<HTMLElement>(null);
  useInView(current, (index) => {
    const map = box.current;
    if (map && map.scrollWidth > map.clientWidth) map.querySelectorAll("li")[index]?.scrollIntoView({ block: "nearest", inline: "nearest" });
  });
  return (
    <nav ref={box} className={styles.map} aria-label="Map of the steps">
      <ol className={styles.steps}>
        {Array.from({ length: count }, (_, index) => (
          <Place key={index} index={index} count={count} style={{ flexGrow: weightOf?.(index) ?? 1 }}>
            {children(index)}
          </Place>
        ))}
      </ol>
    </nav>
  );
}

function LongMap({ count, current, children }: MiniMapProps) {
  const box = useRef<HTMLElement>(null);
  const width = cellWidth(count);
  // eslint-disable-next-line react-hooks/incompatible-library -- it is read in this component only
  const virtual = useVirtualizer({ count, horizontal: true, getScrollElement: () => box.current, estimateSize: () => width, gap: GAP, overscan: 6 });
  useInView(current, (index) => {
    const { scrollOffset, scrollRect } = virtual;
    const start = index * (width + GAP);
    // Nothing is measured: that would lay the page out once more for every key.
    if (start < (scrollOffset ?? 0) || start + width > (scrollOffset ?? 0) + (scrollRect?.width ?? 0)) virtual.scrollToIndex(index, { align: "center" });
  });
  const cells = virtual.getVirtualItems();
  return (
    <nav ref={box} className={styles.map} aria-label="Map of the steps">
      <ol className={styles.steps} style={{ width: virtual.getTotalSize(), paddingLeft: cells[0]?.start ?? 0 }}>
        {cells.map(({ index }) => (
          <Place key={index} index={index} count={count} style={{ flex: `0 0 ${width}px` }}>
            {children(index)}
          </Place>
        ))}
      </ol>
    </nav>
  );
}

/** Room for the number. */
function cellWidth(count: number): number {
  return count > 1_000 ? 30 : 24;
}

/** Once per frame, when the page is laid out for it anyway. */
function useInView(current: number | null, bring: (index: number) => void): void {
  const latest = useRef(bring);
  useEffect(() => void (latest.current = bring));
  useEffect(() => {
    if (current === null) return undefined;
    const frame = requestAnimationFrame(() => latest.current(current));
    return () => cancelAnimationFrame(frame);
  }, [current]);
}

/** Where it stands among all, also where the others are not drawn. */
function Place({ index, count, style, children }: { index: number; count: number; style: CSSProperties; children: ReactNode }) {
  return (
    <li className={styles.place} style={style} aria-setsize={count} aria-posinset={index + 1}>
      {children}
    </li>
  );
}

export interface MiniMapCellProps {
  readonly index: number;
  readonly isCurrent: boolean;
  /** A LabelGlyph or ContextGlyph above the lanes. */
  readonly glyph?: ReactNode;
  /** RewardCells, Hatches or CrossHatches, one per lane; each fills the width. */
  readonly lanes?: readonly ReactNode[];
  readonly firstError?: boolean;
  /** A sub-agent's step. */
  readonly isBranch?: boolean;
  /** Said to screen readers behind "Step n". */
  readonly note?: string | undefined;
  readonly onSelect: (index: number) => void;
}

export function MiniMapCell({ index, isCurrent, glyph, lanes = [], firstError = false, isBranch = false, note, onSelect }: MiniMapCellProps) {
  return (
    <button
      type="button"
      tabIndex={-1}
      aria-label={note === undefined ? `Step ${index}` : `Step ${index}, ${note}`}
      aria-current={isCurrent ? "step" : undefined}
      className={cx(styles.step, isCurrent && styles.current, firstError && styles.first, isBranch && styles.branch)}
      onClick={() => onSelect(index)}
    >
      {glyph}
      {lanes.map((lane, row) => (
        <span key={row} className={styles.lane}>
          {lane}
        </span>
      ))}
      <span className={styles.number}>{index}</span>
    </button>
  );
}
