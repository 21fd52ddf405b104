/** Other steps that could stand at this place, written or pasted, each rated, best first. */
import { useCallback, useEffect, useRef } from "react";

import { useCommands } from "../../keyboard";
import { Button, IconButton } from "../../ui/Button";
import { Field, TextArea } from "../../ui/Field";
import { Segmented } from "../../ui/Segmented";
import type { Desk } from "./desk";
import { useDesk, useWork } from "./DeskContext";
import { MAX_TEXT, type Alternative, type Label } from "./draft";
import styles from "./NoteSheets.module.css";
import type { NoteSheetProps } from "./noteSheet";
import { SideSheet } from "./SideSheet";

const NONE: readonly Alternative[] = [];

export function AlternativesSheet({ step, onClose }: NoteSheetProps) {
  return (
    <SideSheet title={`What else could stand at step ${step}`} onClose={onClose} isTall>
      <Alternatives step={step} />
    </SideSheet>
  );
}

function Alternatives({ step }: { step: number }) {
  const { session, hands } = useWork();
  const others = useDesk(useCallback(({ draft }: Desk) => draft.alternatives[step] ?? NONE, [step]));
  const ratings = session.assignment.protocol.values.map(({ value, name }) => ({ value: String(value), label: name }));
  const list = useRef<HTMLOListElement>(null);
  const add = () => {
    if (hands.notes.addAlternative(step)) requestAnimationFrame(() => list.current?.querySelector<HTMLElement>("li:last-child textarea")?.focus());
  };
  useCommands([{ id: "alternative.add", title: "Add another", group: "Alternatives", keys: ["Mod+Enter", "b"], run: add }]);
  useEffect(() => {
    if (session.desk.get().draft.alternatives[step] === undefined) add();
    // eslint-disable-next-line react-hooks/exhaustive-deps -- only when the sheet opens: an empty one is what one came for
  }, []);
  return (
    <>
      <ol ref={list} className={styles.alternatives} aria-label="Alternatives, best first">
        {others.map((other, place) => (
          <li key={place}>
            <Field label={`Alternative ${place + 1}${place === 0 && others.length > 1 ? ", the best" : ""}`}>
              <TextArea value={other.text} maxLength={MAX_TEXT} onChange={({ target }) => hands.notes.changeAlternative(step, place, { text: target.value })} />
            </Field>
            <div className={styles.rating}>
              <Segmented
                label={`Rating of alternative ${place + 1}`}
                value={other.rating === null ? "" : String(other.rating)}
                onChange={(rating) => hands.notes.changeAlternative(step, place, { rating: Number(rating) as Label })}
                options={ratings}
              />
              <IconButton icon="arrow-up" label={`Rank alternative ${place + 1} higher`} size="small" disabled={place === 0} onClick={() => hands.notes.rankAlternative(step, place, -1)} />
              <IconButton icon="arrow-down" label={`Rank alternative ${place + 1} lower`} size="small" disabled={place === others.length - 1} onClick={() => hands.notes.rankAlternative(step, place, 1)} />
              <IconButton icon="cross" label={`Take alternative ${place + 1} away`} size="small" onClick={() => hands.notes.dropAlternative(step, place)} />
            </div>
          </li>
        ))}
      </ol>
      <div>
        <Button onClick={add}>Add another</Button> <span className={styles.soft}>ctrl+enter</span>
      </div>
    </>
  );
}
