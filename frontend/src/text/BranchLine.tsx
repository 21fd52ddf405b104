/** Over the steps of a sub-agent: its name, and what there is in them. Folded, it stands for them. */
import type { ReactNode } from "react";

import { VisuallyHidden } from "../ui/Announcer";
import { Badge } from "../ui/Badge";
import { cx } from "../ui/cx";
import { Icon } from "../ui/Icon";
import { CommandKbd } from "../ui/Kbd";
import { LabelGlyph } from "../ui/Labels";
import type { Branch } from "./branches";
import styles from "./BranchLine.module.css";

export interface BranchLineProps {
  readonly branch: Branch;
  readonly isFolded: boolean;
  readonly onToggle: (branch: Branch) => void;
  /** What was said of its steps, so that folding hides no judgement: shown while they are folded. */
  readonly children?: ReactNode;
  readonly className?: string | undefined;
}

export function BranchLine({ branch, isFolded, onToggle, children, className }: BranchLineProps) {
  const { agent, start, end } = branch;
  const steps = end - start === 1 ? `step ${start}` : `steps ${start} to ${end - 1}`;
  return (
    <div id={`branch-${start}`} className={cx(styles.line, className)} data-folded={isFolded}>
      <button type="button" className={styles.toggle} aria-expanded={!isFolded} onClick={() => onToggle(branch)}>
        <span className={styles.chevron} data-open={!isFolded}>
          <Icon name="chevron-right" size={13} />
        </span>
        <VisuallyHidden>Sub-agent</VisuallyHidden>
        <b>{agent}</b>
        <span className={styles.note}>{steps}</span>
      </button>
      {isFolded && <span className={styles.summary}>{children}</span>}
      {isFolded && <CommandKbd id="read.branch" />}
    </div>
  );
}

/** How many steps of a branch have a label, by its glyph; nothing where none has. */
export function BranchCount({ label, count, gold = false }: { label: 1 | 0 | -1; count: number; gold?: boolean }) {
  if (count === 0) return null;
  return (
    <span className={styles.counted}>
      <LabelGlyph label={label} size="small" gold={gold} />
      {count}
    </span>
  );
}

export function BranchFirstError({ children = "first error" }: { children?: string }) {
  return (
    <Badge tone="neg" icon="flag">
      {children}
    </Badge>
  );
}
