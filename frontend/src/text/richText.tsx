/** The heavy half of the renderer: Markdown and KaTeX. Loaded on its own, so that a page without traces never pays. */
import { Fragment, type ReactNode } from "react";

import { drawMath } from "./drawMath";
import { lex, splitMarks } from "./lex";
import { renderMarkdown } from "./markdown";
import { MathBudget } from "./typeset";
import { visible } from "./visible";

export { renderMarkdown };

/** A text on one line: formulas in line, no blocks. For rows of a list. */
export function renderLine(source: string): ReactNode {
  const { prose, atoms } = lex(visible(source));
  const budget = new MathBudget();
  return splitMarks(prose.replace(/\s+/g, " "), atoms).map((part, index) => {
    if (typeof part === "string") return part;
    if (part.kind === "literal") return part.text;
    if (part.kind === "image") return part.source;
    return <Fragment key={index}>{drawMath(part, budget, false)}</Fragment>;
  });
}
