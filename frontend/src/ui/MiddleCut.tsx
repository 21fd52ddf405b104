/** A name that loses its middle where it finds no room: ids begin alike, and it is their end that tells them apart. */
import { VisuallyHidden } from "./Announcer";
import styles from "./MiddleCut.module.css";

/** Characters that are never lost. */
const TAIL = 4;

export function MiddleCut({ text }: { text: string }) {
  const letters = Array.from(text);
  const at = Math.max(0, letters.length - TAIL);
  return (
    <span className={styles.name} title={text}>
      <VisuallyHidden>{text}</VisuallyHidden>
      <span className={styles.head} aria-hidden="true">
        {letters.slice(0, at).join("")}
      </span>
      <span className={styles.tail} aria-hidden="true">
        {letters.slice(at).join("")}
      </span>
    </span>
  );
}
