/** The step as it should have been written, and word by word what that changes. */
import { useCallback } from "react";

import { WordDiff } from "../../text";
import { Button } from "../../ui/Button";
import { Field, FormActions, TextArea } from "../../ui/Field";
import type { Desk } from "./desk";
import { useDesk, useWork } from "./DeskContext";
import { MAX_CORRECTION } from "./draft";
import styles from "./NoteSheets.module.css";
import type { NoteSheetProps } from "./noteSheet";
import { SideSheet } from "./SideSheet";

export function CorrectionSheet({ step, onClose }: NoteSheetProps) {
  const { session, hands } = useWork();
  const original = hands.notes.source(step, "text");
  // Of a very long text the desk has only the beginning at first.
  const isTooLong = original.length > MAX_CORRECTION || session.assignment.trajectory.steps[step]?.cut !== undefined;
  const correction = useDesk(useCallback(({ draft }: Desk) => draft.corrections[step], [step]));
  return (
    <SideSheet title={`Step ${step} as it should be`} onClose={onClose} isTall>
      <div>
        <Field
          label="Corrected text"
          help={isTooLong ? "This step is too long to be written anew as a whole: write the part that changes." : "It starts as the step is. esc leaves the field, esc again closes."}
        >
          <TextArea
            autoFocus
            className={styles.correction}
            value={correction ?? (isTooLong ? "" : original)}
            maxLength={MAX_CORRECTION}
            spellCheck={false}
            onChange={({ target }) => hands.notes.correct(step, target.value)}
          />
        </Field>
      </div>
      {correction !== undefined && (
        <>
          {!isTooLong && (
            <div role="region" aria-label="What changes" className={styles.diff}>
              <WordDiff before={original} after={correction} />
            </div>
          )}
          <div>
            <FormActions>
              <Button onClick={() => hands.notes.correct(step, original)}>Leave the step as it is</Button>
            </FormActions>
          </div>
        </>
      )}
    </SideSheet>
  );
}
