/** Words for the reviewer: on the focused step, or on the whole trajectory. */
import { useCallback } from "react";

import { TextArea } from "../../ui/Field";
import { CommandKbd } from "../../ui/Kbd";
import { Segmented } from "../../ui/Segmented";
import type { Desk } from "./desk";
import { useDesk, useIsWritable, useWork } from "./DeskContext";
import { MAX_TEXT } from "./draft";
import type { Session } from "./session";
import type { NoteSubject } from "./sheetNames";
import styles from "./Side.module.css";
import { useStore } from "./store";

const FIELD = "desk-note";
const WHOLE = { value: "trajectory", label: "all of it" } as const;

/** What the keys c and C do: choose what the words are about, and go there. */
export function startNote(session: Session, subject: NoteSubject): void {
  session.noteSubject.set(subject);
  document.getElementById(FIELD)?.focus();
}

export function NotePanel() {
  const { session, hands } = useWork();
  const chosen = useStore(session.noteSubject, itself);
  const select = useCallback(({ focus, draft }: Desk) => ({ focus, comment: draft.comments[focus] ?? "", note: draft.note }), []);
  const { focus, comment, note } = useDesk(select);
  const isWritable = useIsWritable();
  const canComment = session.task.scorable.includes(focus);
  const isComment = canComment && chosen === "step";
  return (
    <section className={styles.panel} aria-label="Notes for the reviewer">
      <div className={styles.title}>
        <h2>Note</h2>
        <CommandKbd id={isComment ? "label.comment" : "label.note"} />
        <Segmented
          label="What the note is about"
          value={isComment ? "step" : "trajectory"}
          onChange={session.noteSubject.set}
          options={canComment ? [{ value: "step", label: `step ${focus}` }, WHOLE] : [WHOLE]}
          quiet
        />
      </div>
      {/* One field for both: it keeps the keys when its subject changes. */}
      <TextArea
        id={FIELD}
        className={styles.words}
        aria-label={isComment ? `Comment on step ${focus}` : "Note on the trajectory"}
        placeholder={isComment ? "What is wrong here, or right after all?" : "What would a second reader need to know?"}
        value={isComment ? comment : note}
        maxLength={MAX_TEXT}
        readOnly={!isWritable}
        onChange={({ target }) => (isComment ? hands.comment(focus, target.value) : hands.note(target.value))}
      />
    </section>
  );
}

const itself = (subject: NoteSubject) => subject;
