/** Key caps. What they show comes from the command table, so that a badge cannot disagree with the listener. */
import { caps, useCommand, useKeysElsewhere, type Spoken } from "../keyboard";
import styles from "./Kbd.module.css";

export function Kbd({ chord }: { chord: string }) {
  return (
    <span className={styles.chord}>
      {caps(chord).map((cap, index) => (
        <kbd key={index} className={styles.cap}>
          {cap}
        </kbd>
      ))}
    </span>
  );
}

/** The first key of a command, or nothing while nobody offers it. */
export function CommandKbd({ id }: { id: string }) {
  const chord = useCommand(id)?.keys[0];
  return chord === undefined ? null : <Kbd chord={chord} />;
}

/** How one reaches a command on the page that offers it: by this person's key, else by its name. */
export function SpokenKbd({ command }: { command: Spoken }) {
  const [chord] = useKeysElsewhere(command);
  return chord === undefined ? <>“{command.title}”</> : <Kbd chord={chord} />;
}
