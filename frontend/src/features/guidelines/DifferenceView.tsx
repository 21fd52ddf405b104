/** What changed between two versions, line by line; the words that differ stand out. */
import { VisuallyHidden } from "../../ui/Announcer";
import { cx } from "../../ui/cx";
import styles from "./guidelines.module.css";
import type { Difference } from "./versions";

type Line = Difference["lines"][number];

export function DifferenceView({ difference }: { difference: Difference }) {
  const isSame = difference.lines.every(({ kind }) => kind === "same");
  return (
    <>
      <p className={styles.quiet}>{said(difference, isSame)}</p>
      {!isSame && (
        <div className={styles.difference} role="region" aria-label={`Version ${difference.before} and version ${difference.after}`} tabIndex={0}>
          {difference.lines.map((line, index) => (
            <LineView key={index} line={line} />
          ))}
        </div>
      )}
    </>
  );
}

const SIGNS: Record<Line["kind"], string> = { same: " ", removed: "−", added: "+" };
const WORDS: Record<Line["kind"], string> = { same: "", removed: "Removed: ", added: "Added: " };

function LineView({ line: { kind, parts } }: { line: Line }) {
  return (
    <div className={cx(styles.line, styles[kind])}>
      <span className={styles.sign} aria-hidden="true">
        {SIGNS[kind]}
      </span>
      <span className={styles.lineText}>
        {WORDS[kind] !== "" && <VisuallyHidden>{WORDS[kind]}</VisuallyHidden>}
        {parts.map(({ text, is_changed: isChanged }, index) => (isChanged ? <mark key={index}>{text}</mark> : text))}
      </span>
    </div>
  );
}

function said({ lines, examples_added: added, examples_removed: removed }: Difference, isSame: boolean): string {
  const count = (kind: Line["kind"]) => lines.filter((line) => line.kind === kind).length;
  const text = isSame ? "The text is the same" : `${count("removed")} ${count("removed") === 1 ? "line" : "lines"} out, ${count("added")} in`;
  const examples = added + removed === 0 ? "the same examples" : `examples: ${added} new, ${removed} gone`;
  return `${text}; ${examples}.`;
}
