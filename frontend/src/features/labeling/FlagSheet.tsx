/** What is to be said of a step besides right and wrong: several flags may hold at once. */
import { useCallback } from "react";

import { useCommands, type Command } from "../../keyboard";
import { Kbd } from "../../ui/Kbd";
import type { Desk } from "./desk";
import { useDesk, useWork } from "./DeskContext";
import styles from "./NoteSheets.module.css";
import type { NoteSheetProps } from "./noteSheet";
import { SideSheet } from "./SideSheet";

export function FlagSheet({ step, onClose }: NoteSheetProps) {
  return (
    <SideSheet title={`Flags of step ${step}`} onClose={onClose} closeKeys={["Enter", "l"]}>
      <Flags step={step} />
    </SideSheet>
  );
}

function Flags({ step }: { step: number }) {
  const { session, hands } = useWork();
  const chosen = useDesk(useCallback(({ draft }: Desk) => draft.flags[step], [step]));
  const { flags } = session.assignment;
  useCommands(flags.map(({ id, title }, place): Command => ({ id: `flag.${id}`, title, group: "Flags", keys: [String(place + 1)], run: () => hands.notes.flag(step, id) })));
  return (
    <div role="group" aria-label="Flags" className={styles.types}>
      {flags.map(({ id, title, meaning }, place) => (
        <button
          key={id}
          type="button"
          className={styles.type}
          aria-pressed={chosen?.includes(id) === true}
          aria-keyshortcuts={String(place + 1)}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => hands.notes.flag(step, id)}
        >
          <Kbd chord={String(place + 1)} />
          <span>
            <b>{title}</b>
            <small>{meaning}</small>
          </span>
        </button>
      ))}
    </div>
  );
}
