/** In which way a step is wrong: letters choose, words are searched, 1 to 4 say how bad it is. */
import { useCallback, useRef, useState, type KeyboardEvent } from "react";

import { useCommands, type Command } from "../../keyboard";
import { TextInput } from "../../ui/Field";
import { Kbd } from "../../ui/Kbd";
import { cx } from "../../ui/cx";
import type { Desk } from "./desk";
import { useDesk, useWork } from "./DeskContext";
import styles from "./NoteSheets.module.css";
import type { NoteSheetProps } from "./noteSheet";
import { SideSheet } from "./SideSheet";
import { fitting, offeredTypes, type OfferedType } from "./stepNotes";
import type { Taxonomy } from "./types";

const LETTERS = Array.from("abcdefghijklmnopqrstuvwxyz");
const GROUP = "Error type";

export function ErrorTypeSheet({ step, onClose }: NoteSheetProps) {
  const { taxonomy } = useWork().session.assignment;
  return (
    <SideSheet title={taxonomy ? `Step ${step}: in which way is it wrong?` : `Step ${step}: how bad is it?`} onClose={onClose} closeKeys={["Enter"]} isTall>
      <Picker step={step} taxonomy={taxonomy} />
    </SideSheet>
  );
}

function Picker({ step, taxonomy }: { step: number; taxonomy: Taxonomy | null }) {
  const { hands } = useWork();
  const types = offeredTypes(taxonomy);
  const { chosen, severity } = useDesk(useCallback(({ draft }: Desk) => ({ chosen: draft.error_types[step], severity: draft.severities[step] }), [step]));
  const [typed, setTyped] = useState("");
  const shown = fitting(types, typed);
  const choose = (id: string) => hands.notes.errorType(step, id);
  const list = useList(shown, choose);
  const search = useRef<HTMLInputElement>(null);
  useCommands([
    ...types.slice(0, LETTERS.length).map(({ id, title }, place): Command => ({ id: `type.${id}`, title, group: GROUP, keys: [LETTERS[place] ?? ""], run: () => choose(id) })),
    ...[1, 2, 3, 4].map((level): Command => ({ id: `severity.${level}`, title: `Severity ${level}`, group: GROUP, keys: [String(level)], run: () => hands.notes.severity(step, level) })),
    { id: "type.search", title: "Search", group: GROUP, keys: ["/"], run: () => search.current?.focus() },
    ...list.commands,
  ]);
  const gone = chosen?.filter((id) => types.every((type) => type.id !== id)) ?? [];
  return (
    <>
      <Severity step={step} severity={severity} words={taxonomy?.severities} />
      {taxonomy && (
        <div className={styles.search}>
          <TextInput
            ref={search}
            value={typed}
            placeholder="Search types"
            aria-label="Search error types"
            onChange={({ target }) => setTyped(target.value)}
            onKeyDown={(event) => list.keyDown(event, () => setTyped(""))}
          />
          <Kbd chord="/" />
        </div>
      )}
      {taxonomy && (
        <div role="group" aria-label={`Error types of ${taxonomy.title}`} className={styles.types}>
          {gone.map((id) => (
            <button key={id} type="button" className={styles.type} aria-pressed onMouseDown={keepFocus} onClick={() => choose(id)}>
              <span />
              <span>
                <b>{id}</b>
                <small>No longer a type of this queue: press to take it away.</small>
              </span>
            </button>
          ))}
          {shown.map((type, place) => (
            <TypeRow
              key={type.id}
              type={type}
              letter={LETTERS[types.indexOf(type)]}
              isFirstOfHeading={type.heading !== "" && type.heading !== shown[place - 1]?.heading}
              isChosen={chosen?.includes(type.id) === true}
              isAt={place === list.at}
              onChoose={() => choose(type.id)}
            />
          ))}
          {shown.length === 0 && <p className={styles.soft}>No type has these words.</p>}
        </div>
      )}
      {!taxonomy && <p className={styles.soft}>This queue offers no error types. A manager chooses them for the queue.</p>}
    </>
  );
}

/** The arrows' place in the list; Enter in the search takes the type that is there. */
function useList(shown: readonly OfferedType[], choose: (id: string) => void) {
  const [wanted, setAt] = useState(0);
  const at = Math.min(wanted, Math.max(0, shown.length - 1));
  const move = (by: number) => setAt(Math.min(Math.max(0, at + by), Math.max(0, shown.length - 1)));
  const take = () => {
    const type = shown[at];
    if (type) choose(type.id);
  };
  const takeAndClear = (clear: () => void) => () => {
    take();
    clear();
    setAt(0);
  };
  const keyDown = (event: KeyboardEvent, clear: () => void) => {
    if (event.nativeEvent.isComposing) return;
    const act = { ArrowDown: () => move(1), ArrowUp: () => move(-1), Enter: takeAndClear(clear) }[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };
  const commands: Command[] = [
    { id: "type.next", title: "Down", group: GROUP, keys: ["ArrowDown"], run: () => move(1), repeats: true },
    { id: "type.previous", title: "Up", group: GROUP, keys: ["ArrowUp"], run: () => move(-1), repeats: true },
    { id: "type.take", title: "Choose", group: GROUP, keys: [" "], run: take },
  ];
  return { at, keyDown, commands };
}

interface TypeRowProps {
  readonly type: OfferedType;
  readonly letter: string | undefined;
  readonly isFirstOfHeading: boolean;
  readonly isChosen: boolean;
  readonly isAt: boolean;
  readonly onChoose: () => void;
}

function TypeRow({ type, letter, isFirstOfHeading, isChosen, isAt, onChoose }: TypeRowProps) {
  return (
    <>
      {isFirstOfHeading && <h3 className={styles.heading}>{type.heading}</h3>}
      <button
        ref={isAt ? inView : undefined}
        type="button"
        className={cx(styles.type, isAt && styles.at)}
        aria-pressed={isChosen}
        aria-keyshortcuts={letter}
        onMouseDown={keepFocus}
        onClick={onChoose}
      >
        {letter === undefined ? <span /> : <Kbd chord={letter} />}
        <span>
          <b>{type.title}</b>
          {type.meaning !== "" && <small>{type.meaning}</small>}
          {isAt && type.example !== "" && <small className={styles.example}>{type.example}</small>}
        </span>
      </button>
    </>
  );
}

function Severity({ step, severity, words }: { step: number; severity: number | undefined; words: readonly string[] | undefined }) {
  const { hands } = useWork();
  return (
    <div role="group" aria-label="Severity" className={styles.severities}>
      {[1, 2, 3, 4].map((level) => (
        <button
          key={level}
          type="button"
          aria-pressed={severity === level}
          aria-label={`Severity ${level}: ${words?.[level - 1] ?? ""}`}
          aria-keyshortcuts={String(level)}
          onMouseDown={keepFocus}
          onClick={() => hands.notes.severity(step, level)}
        >
          {level}
        </button>
      ))}
      <span className={styles.soft}>{severity === undefined ? "Severity, if it matters" : (words?.[severity - 1] ?? `Severity ${severity}`)}</span>
    </div>
  );
}

function inView(row: HTMLElement | null): void {
  row?.scrollIntoView({ block: "nearest" });
}

/** The letters keep working after a click. */
function keepFocus(event: { preventDefault: () => void }): void {
  event.preventDefault();
}
