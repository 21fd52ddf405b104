/** The steps in one narrow column: number, glyph, flag; a click away from each. */
import { memo, useCallback, useLayoutEffect, useMemo, useRef } from "react";

import { cx } from "../../ui/cx";
import { ContextGlyph, Flag, LabelGlyph } from "../../ui/Labels";
import type { Desk } from "./desk";
import { useDesk, useWork } from "./DeskContext";
import { nameOf } from "./labelName";
import { proposalWords } from "./propagation";
import { ProposedGlyph } from "./ProposedGlyph";
import styles from "./Rail.module.css";

export function Rail() {
  const { steps, scorable } = useWork().session.assignment.trajectory;
  const isScorable = useMemo(() => new Set(scorable), [scorable]);
  return (
    <nav className={styles.rail} aria-label="Steps">
      {steps.map((_, index) => (
        <RailStep key={index} index={index} scorable={isScorable.has(index)} />
      ))}
    </nav>
  );
}

const RailStep = memo(function RailStep({ index, scorable }: { index: number; scorable: boolean }) {
  const { session, hands } = useWork();
  const select = useCallback((desk: Desk) => {
    const isFirst = session.firstErrorIn(desk.draft) === index;
    return { label: desk.draft.labels[index] ?? (isFirst ? -1 : null), isFirst, isProposed: session.proposedIn(desk.draft).has(index), isFocused: desk.focus === index };
  }, [index, session]);
  const { label, isFirst, isProposed, isFocused } = useDesk(select);
  const button = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => {
    if (isFocused) button.current?.scrollIntoView({ block: "nearest" });
  }, [isFocused]);
  return (
    <button
      ref={button}
      type="button"
      tabIndex={-1}
      className={cx(styles.step, isFocused && styles.focused)}
      aria-label={`Step ${index}, ${scorable ? (isProposed ? proposalWords(session.task) : nameOf(session.task.protocol, label)) : "context"}${isFirst ? ", first error" : ""}`}
      aria-current={isFocused ? "step" : undefined}
      onClick={() => hands.goTo(index)}
    >
      <span>{index}</span>
      {!scorable ? <ContextGlyph /> : isProposed ? <ProposedGlyph /> : <LabelGlyph label={label} title="" />}
      {isFirst && (
        <span className={styles.flag}>
          <Flag size={11} />
        </span>
      )}
    </button>
  );
});
