/** The side column: problem and guideline, which one reads; outcome and notes, which one writes. */
import type { ReactNode } from "react";

import { EvidencePanel } from "./EvidencePanel";
import { GuidelinePanel } from "./GuidelinePanel";
import { NotePanel } from "./NotePanel";
import { OutcomePanel } from "./OutcomePanel";
import { ProblemPanel } from "./ProblemPanel";
import styles from "./Side.module.css";
import { ValuesPanel } from "./ValuesPanel";

/** `lesson` takes the place of the guideline, which stays a key away. */
export function Side({ sheet, lesson }: { sheet: ReactNode; lesson?: ReactNode }) {
  return (
    <aside className={styles.side} aria-label="Problem, guideline, outcome, notes">
      <ProblemPanel />
      <div className={styles.rest}>
        {lesson ?? (
          <>
            <ValuesPanel />
            <GuidelinePanel />
          </>
        )}
        <EvidencePanel />
        <OutcomePanel />
        <NotePanel />
        {sheet}
      </div>
    </aside>
  );
}
