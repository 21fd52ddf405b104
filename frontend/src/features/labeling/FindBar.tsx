/** Looking for a text in the trajectory on the desk: what the browser's own search cannot do, since not all is drawn. */
import { useEffect, useRef, useState, type KeyboardEvent } from "react";

import { useCommands } from "../../keyboard";
import { IconButton } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { useWork } from "./DeskContext";
import styles from "./FindBar.module.css";
import type { FinderState } from "./finder";
import { MOST_FOUND } from "./search";
import { useStore } from "./store";

/** A trajectory of megabytes is searched when typing pauses, not at every letter. */
const PAUSE_MS = 120;

export function FindBar() {
  const { finder } = useWork().session;
  const isOpen = useStore(finder.store, openOf);
  return isOpen ? <OpenBar /> : null;
}

function OpenBar() {
  const { session } = useWork();
  const { finder } = session;
  const state = useStore(finder.store, itself);
  const [text, setText] = useState(state.query);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.select(), []);
  useEffect(() => {
    if (text === finder.store.get().query) return;
    const timer = setTimeout(() => finder.look(text), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [finder, text]);
  const close = () => {
    finder.close();
    document.getElementById(`step-${session.desk.get().focus}`)?.focus({ preventScroll: true });
  };
  const go = (by: 1 | -1) => {
    if (text === finder.store.get().query) finder.step(by);
    else finder.look(text);
  };
  useCommands([
    { id: "search.next", title: "Next place found", group: "Read", keys: ["F3"], run: () => go(1), repeats: true },
    { id: "search.previous", title: "Place found before", group: "Read", keys: ["Shift+F3"], run: () => go(-1), repeats: true },
    { id: "search.close", title: "Close the search", group: "Read", keys: ["Escape"], run: close },
  ]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Escape") close();
    else if (event.key === "Enter" || event.key === "F3") go(event.shiftKey ? -1 : 1);
    else return;
    event.preventDefault();
  };
  return (
    <search className={styles.bar}>
      <Icon name="search" />
      <input
        ref={input}
        className={styles.input}
        type="text"
        aria-label="Search in the trajectory"
        placeholder="Search in the trajectory"
        autoFocus
        spellCheck={false}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <span className={styles.count} role="status">
        {sayFound(state)}
      </span>
      <IconButton icon="chevron-up" label="Place found before" chord="Shift+Enter" disabled={state.found.length === 0} onClick={() => go(-1)} />
      <IconButton icon="chevron-down" label="Next place found" chord="Enter" disabled={state.found.length === 0} onClick={() => go(1)} />
      <IconButton icon="cross" label="Close the search" chord="Escape" onClick={close} />
    </search>
  );
}

function sayFound({ query, found, at, missing }: FinderState): string {
  const rest = missing === 0 ? "" : `; the end of ${missing === 1 ? "a long text" : `${missing} long texts`} is on its way`;
  if (query.trim() === "") return rest.slice(2);
  if (found.length === 0) return `not found${rest}`;
  return `${at + 1} of ${found.length === MOST_FOUND ? `${MOST_FOUND} or more` : found.length}${rest}`;
}

const openOf = ({ isOpen }: FinderState) => isOpen;
const itself = (state: FinderState) => state;
