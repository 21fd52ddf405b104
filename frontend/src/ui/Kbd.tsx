/** Key caps. What they show comes from the command table, so that a badge cannot disagree with the listener. */
import { caps, useCommand } from "../keyboard";
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
