/** The places that a step's note cites, and a way to cite one by the keyboard alone: in a field one can select. */
import { useCallback, useEffect, useRef, useState, type RefObject } from "react";

import { useCommands } from "../../keyboard";
import { inCodePoints, trimmed } from "../../text";
import { Button, IconButton } from "../../ui/Button";
import { Field, TextArea } from "../../ui/Field";
import { CommandKbd } from "../../ui/Kbd";
import { Select } from "../../ui/Select";
import type { Desk } from "./desk";
import { useDesk, useWork } from "./DeskContext";
import type { Span, SpanPart } from "./draft";
import styles from "./NoteSheets.module.css";
import type { NoteSheetProps } from "./noteSheet";
import { SideSheet } from "./SideSheet";

/** What a field shows without making one wait. */
const LONGEST = 200_000;

export function EvidenceSheet({ step, onClose }: NoteSheetProps) {
  return (
    <SideSheet title={`Evidence for step ${step}`} onClose={onClose} isTall>
      <Cited step={step} />
      <Picker step={step} />
    </SideSheet>
  );
}

function Cited({ step }: { step: number }) {
  const { hands } = useWork();
  const spans = useDesk(useCallback(({ draft }: Desk) => draft.spans[step], [step]));
  if (!spans) {
    return (
      <p className={styles.soft}>
        Nothing is cited yet. Select words in any step and press <CommandKbd id="note.evidence" />, or select below.
      </p>
    );
  }
  return (
    <ul className={styles.cited} aria-label="Cited places">
      {spans.map((span, place) => (
        <li key={placeName(span)}>
          <span>
            <small>{placeName(span)}</small>
            <q>{hands.notes.quote(span)}</q>
          </span>
          <IconButton icon="cross" label={`Do not cite ${placeName(span)}`} size="small" onClick={() => hands.notes.dropSpan(step, place)} />
        </li>
      ))}
    </ul>
  );
}

/** Both parts of every step that have text; the step itself is where one begins. */
function Picker({ step }: { step: number }) {
  const { session, hands } = useWork();
  const { steps } = session.assignment.trajectory;
  const [place, setPlace] = useState(`${step}.text`);
  const field = useRef<HTMLTextAreaElement>(null);
  useUnchanged(field);
  const options = steps.flatMap(({ text, reasoning, role, tool_name }, index) => [
    ...((reasoning ?? "") === "" ? [] : [{ value: `${index}.reasoning`, label: `step ${index}, reasoning` }]),
    ...(text === "" ? [] : [{ value: `${index}.text`, label: `step ${index}${role === "assistant" ? "" : `, ${tool_name ?? role}`}` }]),
  ]);
  const [at, part] = readPlace(place);
  const source = hands.notes.source(at, part).slice(0, LONGEST);
  const cite = () => {
    const { selectionStart = 0, selectionEnd = 0 } = field.current ?? {};
    const span = trimmed(source, { start: unitAt(source, selectionStart), end: unitAt(source, selectionEnd) });
    if (span) hands.notes.citePlace(step, { step: at, part, ...inCodePoints(source, span) });
    field.current?.focus();
  };
  useCommands([{ id: "evidence.cite", title: "Cite what is selected", group: "Evidence", keys: ["Mod+Enter", "w"], run: cite }]);
  return (
    <div className={styles.picker}>
      <Field label="Step">
        <Select value={place} onChange={setPlace} options={options} />
      </Field>
      <Field label="Select the words (shift and arrows), then ctrl+enter" help={source.length === LONGEST ? "The rest of this step is too long to be shown here: select it in the step." : undefined}>
        {/* Not `readOnly`: browsers move no caret in such a field, and the keyboard could not select. */}
        <TextArea ref={field} autoFocus aria-readonly value={source} onChange={unchanged} className={styles.source} spellCheck={false} />
      </Field>
      <Button variant="solid" onClick={cite} onMouseDown={(event) => event.preventDefault()}>
        Cite what is selected
      </Button>
    </div>
  );
}

export function placeName({ step, part, start, end }: Span): string {
  return `step ${step}${part === "reasoning" ? ", reasoning" : ""}, characters ${start}–${end}`;
}

/** Everything that would change a field's text passes here first. */
function useUnchanged(field: RefObject<HTMLTextAreaElement | null>): void {
  useEffect(() => {
    const box = field.current;
    box?.addEventListener("beforeinput", preventDefault);
    return () => box?.removeEventListener("beforeinput", preventDefault);
  }, [field]);
}

function preventDefault(event: Event): void {
  event.preventDefault();
}

function unchanged(): void {
  // Nothing gets here: `useUnchanged` lets no change through.
}

/** A field makes one character of the two that end a line on some systems. */
function unitAt(source: string, offset: number): number {
  let unit = 0;
  for (let passed = 0; passed < offset; passed += 1) unit += source.startsWith("\r\n", unit) ? 2 : 1;
  return unit;
}

function readPlace(place: string): [number, SpanPart] {
  const [step = "0", part] = place.split(".");
  return [Number(step), part === "reasoning" ? "reasoning" : "text"];
}
