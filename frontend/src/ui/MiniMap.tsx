/** The whole trajectory in one strip: a click away from every step, however long it is. */
import type { ReactNode } from "react";

import { cx } from "./cx";
import styles from "./MiniMap.module.css";

export interface MiniMapStep {
  readonly index: number;
  /** Width relative to the others, e.g. the square root of the text's length. */
  readonly weight?: number;
  /** A LabelGlyph or ContextGlyph above the lanes. */
  readonly glyph?: ReactNode;
  /** RewardCells, Hatches or CrossHatches, one per lane; each fills the width. */
  readonly lanes?: readonly ReactNode[];
  readonly firstError?: boolean;
  /** Said to screen readers behind "Step n". */
  readonly note?: string;
}

export interface MiniMapProps {
  readonly steps: readonly MiniMapStep[];
  readonly current: number | null;
  readonly onSelect: (index: number) => void;
}

export function MiniMap({ steps, current, onSelect }: MiniMapProps) {
  return (
    <nav className={styles.map} aria-label="Map of the steps">
      {steps.map(({ index, weight = 1, glyph, lanes = [], firstError = false, note }) => (
        <button
          key={index}
          type="button"
          tabIndex={-1}
          aria-label={note === undefined ? `Step ${index}` : `Step ${index}, ${note}`}
          aria-current={current === index ? "step" : undefined}
          className={cx(styles.step, current === index && styles.current, firstError && styles.first)}
          style={{ flexGrow: weight }}
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
      ))}
    </nav>
  );
}
