/** How far something has come. Without a value it is under way and nobody knows how far. */
import { cx } from "./cx";
import styles from "./Progress.module.css";

export interface ProgressProps {
  /** Said to screen readers: "Labelled", "Uploading". */
  readonly label: string;
  /** Share done, 0 to 1. */
  readonly value?: number;
  /** Any CSS width; the full width otherwise. */
  readonly width?: string;
}

export function Progress({ label, value, width }: ProgressProps) {
  const share = value === undefined ? undefined : Math.min(1, Math.max(0, value));
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={share === undefined ? undefined : Math.round(share * 100)}
      className={cx(styles.track, share === undefined && styles.unknown)}
      style={{ width }}
    >
      <i style={share === undefined ? undefined : { width: `${share * 100}%` }} />
    </div>
  );
}
