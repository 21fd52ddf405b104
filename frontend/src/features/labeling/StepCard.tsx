/** One step on the desk. It watches its own part of the draft, so that a key press draws no other step anew. */
import { memo, useCallback, useEffect, useLayoutEffect, useRef } from "react";

import { branchAt } from "../../text";
import { Badge } from "../../ui/Badge";
import { cx } from "../../ui/cx";
import { Icon } from "../../ui/Icon";
import { afterPaint } from "./afterPaint";
import type { Desk } from "./desk";
import { useDesk, useWork } from "./DeskContext";
import type { Label } from "./draft";
import { proposalWords } from "./propagation";
import { withMinus, type Protocol } from "./protocol";
import { CitedPlaces, StepNotes } from "./StepNotes";
import { StepControls } from "./StepControls";
import { StepEvidence } from "./StepEvidence";
import styles from "./Steps.module.css";
import { StepText } from "./StepText";
import { viewOf, type StepView } from "./stepView";
import type { Step } from "./types";

export const StepCard = memo(function StepCard({ index, step, scorable }: { index: number; step: Step; scorable: boolean }) {
  const { session, hands } = useWork();
  const view = useDesk(useCallback((desk: Desk) => viewOf(desk, index, session), [index, session]));
  const card = useRef<HTMLElement>(null);
  const text = useRef<HTMLDivElement>(null);
  useReadAloud(card, view.isFocused);
  useDimmed(text, view.isAfterError && !view.isFocused);
  usePulse(card, view.label);
  return (
    <article
      ref={card}
      id={`step-${index}`}
      data-step={index}
      tabIndex={-1}
      aria-label={`Step ${index}${scorable ? "" : ", context"}`}
      aria-current={view.isFocused ? "step" : undefined}
      className={cx(styles.step, view.isFocused && styles.focused, view.isFocused && !view.isNextToError && styles.alone, view.isFirstError && styles.first, branchAt(session.branches, index) && styles.branch)}
      onClick={() => hands.point(index)}
    >
      <div className={styles.main}>
        <StepHead index={index} step={step} scorable={scorable} view={view} />
        <div ref={text} className={styles.text} data-trace={index}>
          <StepText index={index} step={step} isOpen={view.isOpen} isRaw={view.isRaw} />
        </div>
        <CitedPlaces index={index} step={step} box={card} />
        {scorable && <StepNotes index={index} />}
      </div>
      {scorable && <StepEvidence index={index} />}
      {view.isFirstError && <AfterRule protocol={session.task.protocol} />}
    </article>
  );
});

/** What the protocol asks of the steps behind the first error, written where they begin. */
function AfterRule({ protocol }: { protocol: Protocol }) {
  const rule = protocol.asks_for_labels ? AFTER_RULES[protocol.after_first_error] : "";
  return rule === "" ? null : <p className={styles.afterRule}>{rule}</p>;
}

const AFTER_RULES = {
  judge: "From here on judge each step on its own: right given a wrong input is still +1.",
  stop: "It ends here: steps behind the first error take no label.",
  optional: "",
} as const;

function StepHead({ index, step, scorable, view }: { index: number; step: Step; scorable: boolean; view: StepView }) {
  const { session } = useWork();
  return (
    <header className={styles.head}>
      <span className={styles.number}>{index}</span>
      <StepKind step={step} />
      {view.isFirstError && (
        <Badge tone="neg" icon="flag">
          first error
        </Badge>
      )}
      {view.isFirstError && view.reason !== "" && <span className={styles.why}>{withMinus(session.assignment.protocol.first_error_reasons[view.reason] ?? "")}</span>}
      {view.isProposed && <span className={styles.proposedNote}>{proposalWords(session.task)}</span>}
      {view.isAccepted && <span className={styles.contextNote}>accepted proposal</span>}
      {view.isUnsure && (
        <span className={styles.unsure}>
          <Badge tone="warn">unsure</Badge>
        </span>
      )}
      {view.comment !== "" && <CommentMark text={view.comment} />}
      <span className={styles.grow} />
      {scorable ? <StepControls index={index} view={view} /> : <span className={styles.contextNote}>context, not labelled</span>}
    </header>
  );
}

function StepKind({ step }: { step: Step }) {
  const calls = step.tool_calls?.length ?? 0;
  if (step.role === "tool") {
    return (
      <span className={styles.kind}>
        <Icon name="tool" size={13} />
        {step.tool_name ?? "tool"}
      </span>
    );
  }
  if (step.role !== "assistant") return <span className={styles.kind}>{step.role}</span>;
  return calls === 0 ? null : <span className={styles.kind}>{calls === 1 ? "1 call" : `${calls} calls`}</span>;
}

function CommentMark({ text }: { text: string }) {
  return (
    <span className={styles.commentMark} title={text}>
      <Icon name="comment" size={13} />
      <span className={styles.commentWords}>{text}</span>
    </span>
  );
}

/**
 * The browser's own focus follows the desk's, so that a screen reader reads the step; never out of a text field. For it the
 * browser lays the whole page out at once, which was half of what a key cost: what the key did is painted first.
 */
function useReadAloud(card: React.RefObject<HTMLElement | null>, isFocused: boolean): void {
  useEffect(() => {
    if (!isFocused) return undefined;
    return afterPaint(() => {
      const typing = document.activeElement?.matches("textarea, input, [role=dialog], [role=dialog] *") === true;
      if (!typing) card.current?.focus({ preventScroll: true });
    });
  }, [card, isFocused]);
}

/**
 * Grey behind the first error, where one does not read. Another colour has the browser look at every span of the formulas
 * anew, of all steps at once where a first error is given: what the key did is painted first.
 */
function useDimmed(text: React.RefObject<HTMLElement | null>, isDimmed: boolean): void {
  const isDrawn = useRef(false);
  useLayoutEffect(() => {
    const dim = () => text.current?.toggleAttribute("data-dimmed", isDimmed);
    if (isDrawn.current) return afterPaint(dim);
    isDrawn.current = true;
    dim();
    return undefined;
  }, [text, isDimmed]);
}

/** A short pulse where a label was given: one sees what one did before the focus goes on. */
function usePulse(card: React.RefObject<HTMLElement | null>, label: Label | null): void {
  const before = useRef(label);
  useEffect(() => {
    const isNew = label !== null && label !== before.current;
    before.current = label;
    if (!isNew || window.matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    card.current?.animate([{}, { boxShadow: "0 0 0 2px var(--focus), 0 0 0 9px var(--focus-halo)", offset: 0.3 }, {}], 240);
  }, [card, label]);
}
