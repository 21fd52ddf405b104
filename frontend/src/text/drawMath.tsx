/** One formula: set by KaTeX, or its source where it cannot or must not be set. */
import type { MathAtom } from "./lex";
import styles from "./text.module.css";
import type { MathBudget } from "./typeset";

/** Drawn at once and not in a component of its own, so that a step's budget is spent in reading order. */
export function drawMath(atom: MathAtom, budget: MathBudget, display = atom.display) {
  const html = budget.set(atom.tex, display);
  if (html === null) {
    return (
      <code className={styles.sourceMath} title="Shown as written: this formula cannot be typeset.">
        {atom.source}
      </code>
    );
  }
  // The HTML is KaTeX's own, made from escaped text with trust off; nothing of the trace is inserted as markup.
  return (
    <span
      className={display ? styles.displayMath : styles.inlineMath}
      data-source={atom.source}
      tabIndex={display ? 0 : undefined}
      role={display ? "group" : undefined}
      aria-label={display ? "Formula" : undefined}
      dangerouslySetInnerHTML={{ __html: html }}
    />
  );
}
