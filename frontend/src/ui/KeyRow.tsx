/** One command whose key a person may choose: press the button, then the key. What it would take from whom is said first. */
import { useEffect, useEffectEvent, useState } from "react";

import { caps, chordOf, isBindable, type Command, type KeyChoice, type KeyOwner } from "../keyboard";
import { VisuallyHidden } from "./Announcer";
import { IconButton } from "./Button";
import { Kbd } from "./Kbd";
import styles from "./KeyboardHelp.module.css";

export interface KeyRowProps {
  readonly command: Command;
  readonly choice: KeyChoice;
  /** The next key that is pressed is for this command. */
  readonly isAsked: boolean;
  readonly onAsk: (id: string | null) => void;
}

export function KeyRow({ command, choice, isAsked, onAsk }: KeyRowProps) {
  const { id, title, keys } = command;
  return (
    <li className={styles.choice}>
      <span>{title}</span>
      {isAsked ? (
        <AskedKey command={command} choice={choice} onDone={() => onAsk(null)} />
      ) : (
        <button type="button" className={styles.slot} onClick={() => onAsk(id)}>
          <VisuallyHidden>Key for {title}: </VisuallyHidden>
          {keys.length === 0 ? <span className={styles.none}>none</span> : keys.slice(0, 3).map((key) => <Kbd key={key} chord={key} />)}
          <VisuallyHidden>. Choose another</VisuallyHidden>
        </button>
      )}
      {choice.changed.has(id) && !isAsked && <IconButton icon="undo" label={`${title}: the key that it had`} onClick={() => choice.reset(id)} />}
    </li>
  );
}

function AskedKey({ command, choice, onDone }: { command: Command; choice: KeyChoice; onDone: () => void }) {
  const [pressed, setPressed] = useState<string | null>(null);
  const owner = pressed === null ? undefined : choice.ownerOf(command.id, pressed);
  const take = (key: string | null) => {
    // The sheet in which keys are chosen must stay in reach.
    if (!(owner?.id === "help.open" && owner.keys.length === 1)) choice.choose(command.id, key);
    onDone();
  };
  const press = useEffectEvent((event: KeyboardEvent) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    const chord = chordOf(event);
    if (chord === "Escape") onDone();
    if (event.repeat || event.isComposing || isBindable(chord) !== true) return;
    const isFree = choice.ownerOf(command.id, chord) === undefined;
    if (chord === "Backspace" && command.id !== "help.open") take(null);
    else if (isFree || chord === pressed) take(chord);
    else setPressed(chord);
  });
  useEffect(() => {
    window.addEventListener("keydown", press, { capture: true });
    return () => window.removeEventListener("keydown", press, { capture: true });
  }, []);
  return (
    <span className={styles.asked} role="status">
      {owner === undefined ? "Press a key; esc leaves it, ⌫ takes it away" : sayConflict(owner, pressed ?? "")}
    </span>
  );
}

function sayConflict({ id, title, keys }: KeyOwner, chord: string): string {
  const key = sayKeys([chord]);
  if (id === "help.open" && keys.length === 1) return `${key} opens this sheet; give that another key first`;
  return `${key} is “${title}”. Press it again to take it, or another`;
}

function sayKeys(keys: readonly string[]): string {
  return keys.length === 0 ? "none" : keys.map((key) => caps(key).join("+")).join(", ");
}
