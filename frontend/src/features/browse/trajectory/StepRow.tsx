/** One step: its lanes, what is particular about it in one line, its text, and what rules and people remarked. */
import { memo, useMemo, useRef } from "react";

import { Badge } from "../../../ui/Badge";
import { cx } from "../../../ui/cx";
import { Icon } from "../../../ui/Icon";
import { StepBody, useHighlights, type Span } from "../../../text";
import type { TrajectoryData } from "../shapes";
import { doubters } from "./doubts";
import { EvidenceBoxes } from "./EvidenceBoxes";
import { LaneCells } from "./LaneCells";
import { stepNote, type Comment, type Reading, type StepReading } from "./reading";
import { StepNotes } from "./StepNotes";
import styles from "./StepRow.module.css";

export interface StepRowProps {
  readonly content: TrajectoryData["steps"][number];
  readonly step: StepReading;
  readonly reading: Reading;
  /** All of them: notes quote other steps. */
  readonly steps: TrajectoryData["steps"];
  readonly hidden: boolean;
  readonly focused: boolean;
  readonly openLane: number | null;
  readonly raw: boolean;
  readonly unfolded: boolean;
  readonly onFold: (index: number, open: boolean) => void;
  readonly onCopyLink: (index: number) => void;
}

export const StepRow = memo(function StepRow(props: StepRowProps) {
  const { content, step, reading, steps, hidden, focused, openLane, raw, unfolded, onFold, onCopyLink } = props;
  const note = stepNote(step);
  return (
    <article
      id={stepId(step.index)}
      data-step={step.index}
      aria-label={note === "" ? `Step ${step.index}` : `Step ${step.index}, ${note}`}
      aria-current={focused ? "step" : undefined}
      className={cx(styles.row, focused && styles.focused, step.isFirstError && styles.first, !step.isScorable && styles.context, step.agent !== undefined && styles.branch)}
    >
      <LaneCells step={step} lanes={reading.lanes} readers={reading.readers} hasGold={reading.gold !== null} hidden={hidden} focused={focused} openLane={openLane} />
      <div className={styles.body}>
        <div className={styles.head}>
          <span className={styles.number}>{step.index}</span>
          {!step.isScorable && <Badge>{content.role === "tool" ? `output of ${content.tool_name ?? "a tool"}` : content.role}</Badge>}
          <StepBadges step={step} />
          <span className={styles.grow} />
          <button type="button" className={styles.link} tabIndex={focused ? 0 : -1} aria-label={`Copy the link to step ${step.index}`} title="Copy the link to this step" onClick={() => onCopyLink(step.index)}>
            <Icon name="link" />
          </button>
        </div>
        <StepText content={content} step={step} raw={raw} unfolded={unfolded} focused={focused} onFold={onFold} />
        <EvidenceAndComments step={step} />
        <StepNotes notes={step.notes} steps={steps} />
      </div>
    </article>
  );
});

export function stepId(index: number): string {
  return `step-${index}`;
}

function StepBadges({ step: { isFirstError, gold, split, doubts, unsure } }: { step: StepReading }) {
  return (
    <>
      {isFirstError && (
        <Badge tone="neg" icon="flag">
          first error, gold
        </Badge>
      )}
      {!isFirstError && gold.label === -1 && <Badge tone="neg">incorrect, gold</Badge>}
      {unsure.length > 0 && (
        <span title={unsure.join(", ")}>
          <Badge tone="warn" icon="question">
            {unsure.length === 1 ? `${unsure[0] ?? ""} unsure` : `${unsure.length} unsure`}
          </Badge>
        </span>
      )}
      {split && (
        <span className={styles.dispute} title={split.text}>
          <Icon name="unequal" size={12} />
          {split.ratio}
        </span>
      )}
      {doubts.length > 0 && (
        <span className={cx(styles.dispute, styles.strong)} title={doubts.map(({ text }) => text).join("\n")}>
          <Icon name="unequal" size={12} />
          {doubters(doubts)} and gold
        </span>
      )}
    </>
  );
}

function StepText({ content, step, raw, unfolded, focused, onFold }: Pick<StepRowProps, "content" | "step" | "raw" | "unfolded" | "focused" | "onFold">) {
  const box = useRef<HTMLDivElement>(null);
  const spans = useMemo(() => step.evidence.flatMap(({ item }) => spanOf(item)), [step.evidence]);
  useHighlights({ box, source: content.text, spans });
  return (
    <div ref={box}>
      <StepBody step={content} raw={raw} open={unfolded} onOpenChange={(open) => onFold(step.index, open)} foldKey={focused ? " " : undefined} />
    </div>
  );
}

/** What is contradicted is marked in the text; what holds needs no mark. */
function spanOf({ verdict, start, end }: StepReading["evidence"][number]["item"]): Span[] {
  return verdict === "contradicts" && start !== null && end !== null ? [{ start, end }] : [];
}

function EvidenceAndComments({ step: { evidence, comments } }: { step: StepReading }) {
  const judges = comments.filter(({ isJudge }) => isJudge);
  return (
    <>
      <EvidenceBoxes evidence={evidence} />
      <Comments comments={comments.filter(({ isJudge }) => !isJudge)} />
      {judges.length > 0 && (
        <details className={styles.holding}>
          <summary className={cx(styles.evidence, styles.quiet)}>
            <Icon name="comment" size={14} />
            {judges.length === 1 ? "Remark of a model" : `Remarks of ${judges.length} models`}
          </summary>
          <Comments comments={judges} />
        </details>
      )}
    </>
  );
}

function Comments({ comments }: { comments: readonly Comment[] }) {
  return comments.map(({ name, text }, place) => (
    <p key={place} className={styles.comment}>
      <Icon name="comment" size={14} />
      <span>
        <b>{name}</b> {text}
      </span>
    </p>
  ));
}
