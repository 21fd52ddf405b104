/** The side column: problem and guideline, which one reads; outcome and notes, which one writes. */
import type { ReactNode } from "react";

import { EvidencePanel } from "./EvidencePanel";
import { GuidelinePanel } from "./GuidelinePanel";
import { NotePanel } from "./NotePanel";
import { OutcomePanel } from "./OutcomePanel";
import { ProblemPanel } from "./ProblemPanel";
import styles from "./Side.module.css";
import { ValuesPanel } from "./ValuesPanel";

export function Side({ sheet }: { sheet: ReactNode }) {
  return (
    <aside className={styles.side} aria-label="Problem, guideline, outcome, notes">
      <ProblemPanel />
      <div className={styles.rest}>
        <ValuesPanel />
        <GuidelinePanel />
        <EvidencePanel />
        <OutcomePanel />
        <NotePanel />
        {sheet}
      </div>
    </aside>
  );
}
