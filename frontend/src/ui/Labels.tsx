/** What people said about a step: round, always colour and shape together. Gold is square with a second edge. */
import { cx } from "./cx";
import { Icon, type IconName } from "./Icon";
import styles from "./Labels.module.css";

/** A step label; null is unlabelled, which is not neutral. */
export type StepLabel = 1 | 0 | -1 | null;

const LOOK = {
  "1": { icon: "check", word: "correct", className: styles.pos },
  "0": { icon: "ring", word: "neutral", className: styles.neu },
  "-1": { icon: "cross", word: "incorrect", className: styles.neg },
} as const satisfies Record<string, { icon: IconName; word: string; className: string | undefined }>;

export interface LabelGlyphProps {
  readonly label: StepLabel;
  readonly gold?: boolean;
  readonly size?: "normal" | "small";
  /** Other words than "correct", "neutral", "incorrect", "unlabelled"; empty where the words stand beside it. */
  readonly title?: string;
}

export function LabelGlyph({ label, gold = false, size = "normal", title }: LabelGlyphProps) {
  const name = title ?? `${labelWord(label)}${gold ? ", gold" : ""}`;
  const look = label === null ? null : LOOK[`${label}`];
  const said = name === "" ? { "aria-hidden": true } : { role: "img", "aria-label": name };
  return (
    <span {...said} className={cx(styles.glyph, look ? look.className : styles.open, gold && styles.gold, size === "small" && styles.small)}>
      {look && <Icon name={look.icon} size={size === "small" ? 10 : 12} strokeWidth={2.2} />}
    </span>
  );
}

/** A step that is shown and never labelled: system, user and tool turns. */
export function ContextGlyph({ size = "normal" }: { size?: "normal" | "small" }) {
  return (
    <span role="img" aria-label="context, not labelled" className={cx(styles.glyph, styles.context, size === "small" && styles.small)}>
      <Icon name="dot" size={size === "small" ? 10 : 12} />
    </span>
  );
}

export function labelWord(label: StepLabel): string {
  return label === null ? "unlabelled" : LOOK[`${label}`].word;
}

/** +1, 0 and −1 as people write them; an en dash where there is none. */
export function labelSign(label: StepLabel): string {
  return label === null ? "–" : label === 1 ? "+1" : label === 0 ? "0" : "−1";
}

/** The drawing of a label, for buttons that give one. */
export function labelIcon(label: 1 | 0 | -1): IconName {
  return LOOK[`${label}`].icon;
}

/** Marks the first error. */
export function Flag({ size = 12, title = "first error" }: { size?: number; title?: string }) {
  return (
    <span className={styles.flag} role="img" aria-label={title}>
      <Icon name="flag" size={size} strokeWidth={2} />
    </span>
  );
}
