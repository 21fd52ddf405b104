/** Small facts: a badge says something about a thing, a chip is something that one can change or take away. */
import type { ButtonHTMLAttributes, ReactNode } from "react";

import styles from "./Badge.module.css";
import { cx } from "./cx";
import { Icon, type IconName } from "./Icon";

/** Hues are labels: use pos, neu and neg only where a person (or gold) said so, warn only for doubt. */
export type Tone = "plain" | "pos" | "neu" | "neg" | "warn";

export function Badge({ tone = "plain", icon, children }: { tone?: Tone; icon?: IconName; children: ReactNode }) {
  return (
    <span className={cx(styles.badge, tone !== "plain" && styles[tone])}>
      {icon && <Icon name={icon} size={12} strokeWidth={2} />}
      {children}
    </span>
  );
}

export interface ChipProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** What the value is of: "scorer" before "Qwen2.5-Math-PRM-7B". */
  readonly name?: string;
  readonly icon?: IconName;
  /** Drawn after the value: "chevron-down" opens, "cross" takes away. */
  readonly end?: IconName;
  readonly on?: boolean;
  /** For a chip that adds another one. */
  readonly dashed?: boolean;
}

export function Chip({ name, icon, end, on, dashed = false, className, children, ...rest }: ChipProps) {
  return (
    <button type="button" {...rest} aria-pressed={on} className={cx(styles.chip, dashed && styles.dashed, className)}>
      {icon && <Icon name={icon} size={12} />}
      {name}
      <b>{children}</b>
      {end && <Icon name={end} size={12} />}
    </button>
  );
}
