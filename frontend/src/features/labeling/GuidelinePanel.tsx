/** The guideline, with the rule that applies now lifted out; and all of it, large, for those who want to read it. */
import { useCallback } from "react";

import { applies, RuleList } from "../../text";
import { CommandKbd } from "../../ui/Kbd";
import type { Desk } from "./desk";
import { useDesk, useWork } from "./DeskContext";
import type { Task } from "./judge";
import { openSteps } from "./protocol";
import styles from "./Side.module.css";
import { SideSheet } from "./SideSheet";

export function GuidelinePanel() {
  const { guideline } = useWork().session.assignment;
  return (
    <section className={styles.guideline} aria-label="Guideline">
      <h2 className={styles.title}>
        Guideline {guideline && <span className={styles.version}>v{guideline.version}</span>}
        <span className={styles.grow} />
        <CommandKbd id="read.guideline" />
      </h2>
      <div className={styles.guidelineBody} tabIndex={0} role="region" aria-label="Rules">
        {guideline ? <Rules body={guideline.body} /> : <p className={styles.soft}>This project has no guideline yet.</p>}
      </div>
    </section>
  );
}

export function GuidelineSheet({ onClose }: { onClose: () => void }) {
  const { guideline } = useWork().session.assignment;
  return (
    <SideSheet title={guideline ? `Guideline v${guideline.version}` : "Guideline"} onClose={onClose} closeKeys={["p"]} isTall>
      {guideline ? <Rules body={guideline.body} isLarge /> : <p>This project has no guideline yet.</p>}
    </SideSheet>
  );
}

function Rules({ body, isLarge = false }: { body: string; isLarge?: boolean }) {
  const { session } = useWork();
  const select = useCallback((desk: Desk) => situation(desk, session.task, session.firstErrorIn(desk.draft)), [session]);
  const now = useDesk(select);
  return <RuleList body={body} isLarge={isLarge} isLifted={isLarge ? undefined : ({ kind }) => applies(kind, now)} />;
}

function situation({ draft, focus }: Desk, { protocol, scorable }: Task, first: number | null) {
  const isDone = openSteps(draft, protocol, scorable).length === 0;
  return { onlyOutcomeLeft: protocol.asks_for_outcome && isDone && draft.outcome === null, isAfter: protocol.asks_for_labels && first !== null && focus >= first };
}
