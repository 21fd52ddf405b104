/** Which earlier step this one puts right. The latest wrong one is offered first, so that r and Enter are enough. */
import { useState } from "react";

import { useCommands, type Command } from "../../keyboard";
import { cx } from "../../ui/cx";
import { LabelGlyph } from "../../ui/Labels";
import { useWork } from "./DeskContext";
import styles from "./NoteSheets.module.css";
import type { NoteSheetProps } from "./noteSheet";
import { SideSheet } from "./SideSheet";
import { repairable } from "./stepNotes";

const GROUP = "Repairs";

export function RepairSheet({ step, onClose }: NoteSheetProps) {
  return (
    <SideSheet title={`Which step does step ${step} repair?`} onClose={onClose} closeKeys={["r"]} isTall>
      <Steps step={step} />
    </SideSheet>
  );
}

function Steps({ step }: { step: number }) {
  const { session, hands } = useWork();
  const { draft } = session.desk.get();
  const { steps, start } = repairable({ draft, task: session.task, step });
  const [at, setAt] = useState(start);
  const [typed, setTyped] = useState("");
  const move = (by: 1 | -1) => setAt(steps[Math.min(Math.max(0, steps.indexOf(at ?? -1) + by), steps.length - 1)] ?? at);
  const type = (digit: string) => {
    const whole = steps.includes(Number(typed + digit)) ? typed + digit : digit;
    setTyped(whole);
    if (steps.includes(Number(whole))) setAt(Number(whole));
  };
  useCommands([
    ...Array.from("0123456789", (digit): Command => ({ id: `repair.${digit}`, title: digit, group: GROUP, keys: [digit], run: () => type(digit) })),
    { id: "repair.up", title: "Earlier", group: GROUP, keys: ["k", "ArrowUp"], run: () => move(-1), repeats: true },
    { id: "repair.down", title: "Later", group: GROUP, keys: ["j", "ArrowDown"], run: () => move(1), repeats: true },
    { id: "repair.take", title: "This one", group: GROUP, keys: ["Enter"], run: () => hands.notes.repair(step, at) },
    { id: "repair.none", title: "None", group: GROUP, keys: ["x", "Backspace", "Delete"], run: () => hands.notes.repair(step, null) },
  ]);
  if (steps.length === 0) return <p className={styles.soft}>No step before this one can be labelled.</p>;
  return (
    <>
      <p>j and k or its number, then enter; x for none.</p>
      <div role="group" aria-label="Earlier steps" className={styles.types}>
        {steps.map((one) => (
          <button
            key={one}
            ref={one === at ? inView : undefined}
            type="button"
            className={cx(styles.type, one === at && styles.at)}
            aria-pressed={draft.repairs[step] === one}
            aria-current={one === at}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => hands.notes.repair(step, one)}
          >
            <span className={styles.number}>{one}</span>
            <span className={styles.beginning}>
              <LabelGlyph label={draft.labels[one] ?? null} />
              {beginning(hands.notes.source(one, "text"))}
            </span>
          </button>
        ))}
      </div>
    </>
  );
}

function beginning(text: string): string {
  return text.trim().slice(0, 120).replace(/\s+/g, " ");
}

function inView(row: HTMLElement | null): void {
  row?.scrollIntoView({ block: "nearest" });
}
