/**
 * Second reading: the few parts of Markdown that models use, as React elements.
 *
 * HTML, links, images, quotes and indented code are switched off in the parser, so they stay what they are: text.
 * List markers are shown as written: a "-" may be a minus, and renumbering "3." would change what the model said.
 */
import type { Nodes, Parents } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmTableFromMarkdown } from "mdast-util-gfm-table";
import { gfmTable } from "micromark-extension-gfm-table";
import { Fragment, type ReactNode } from "react";

import { drawMath } from "./drawMath";
import { ImageHere } from "./Illustrated";
import { lex, restore, splitMarks, type Atom } from "./lex";
import styles from "./text.module.css";
import { MathBudget } from "./typeset";
import { visible } from "./visible";

const OFF = [
  "autolink",
  "blockQuote",
  "characterEscape",
  "characterReference",
  "codeIndented",
  "definition",
  "hardBreakEscape",
  "htmlFlow",
  "htmlText",
  "labelStartImage",
  "labelStartLink",
  "setextUnderline",
];

/** Lists inside lists inside lists: nobody writes it to be read, and the parser's time grows with the square. */
const TOO_NESTED = /^[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+){8}/m;

interface Reading {
  readonly prose: string;
  readonly atoms: readonly Atom[];
  readonly budget: MathBudget;
}

export function renderMarkdown(source: string): ReactNode {
  const text = visible(source);
  const reading: Reading = { ...lex(text), budget: new MathBudget() };
  if (TOO_NESTED.test(reading.prose)) return <p>{inline(reading.prose, reading)}</p>;
  const tree = fromMarkdown(reading.prose, {
    extensions: [gfmTable(), { disable: { null: OFF } }],
    mdastExtensions: [gfmTableFromMarkdown()],
  });
  return children(tree, reading);
}

function children(node: Parents, reading: Reading): ReactNode {
  return node.children.map((child, index) => <Fragment key={index}>{render(child, reading)}</Fragment>);
}

type Renderer = (node: never, reading: Reading) => ReactNode;

const RENDERERS: { [Type in Nodes["type"]]?: (node: Extract<Nodes, { type: Type }>, reading: Reading) => ReactNode } = {
  paragraph: (node, reading) => <p>{children(node, reading)}</p>,
  heading: (node, reading) => <p className={styles.heading}>{children(node, reading)}</p>,
  text: (node, reading) => inline(node.value, reading),
  strong: (node, reading) => <strong>{children(node, reading)}</strong>,
  emphasis: (node, reading) => <em>{children(node, reading)}</em>,
  inlineCode: (node, reading) => <code>{restore(node.value, reading.atoms)}</code>,
  code: (node, reading) => (
    <pre tabIndex={0}>
      <code>{restore(node.value, reading.atoms)}</code>
    </pre>
  ),
  break: () => <br />,
  thematicBreak: () => <hr />,
  list: (node, reading) => <ul className={styles.list}>{children(node, reading)}</ul>,
  listItem: (node, reading) => (
    <li>
      <span className={styles.marker}>{marker(node.position?.start.offset, reading)}</span>
      <div>{children(node, reading)}</div>
    </li>
  ),
  table: (node, reading) => (
    <div className={styles.tableBox} tabIndex={0}>
      <table>
        <tbody>{children(node, reading)}</tbody>
      </table>
    </div>
  ),
  tableRow: (node, reading) => <tr>{children(node, reading)}</tr>,
  tableCell: (node, reading) => <td>{children(node, reading)}</td>,
};

/** A kind of node that we do not draw is shown as it was written. */
function render(node: Nodes, reading: Reading): ReactNode {
  const renderer = RENDERERS[node.type] as Renderer | undefined;
  if (renderer) return renderer(node as never, reading);
  return inline(reading.prose.slice(node.position?.start.offset, node.position?.end.offset), reading);
}

function marker(offset: number | undefined, { prose }: Reading): string {
  return /^(?:[-*+]|\d{1,9}[.)])/.exec(prose.slice(offset ?? 0, (offset ?? 0) + 12))?.[0] ?? "";
}

/** Text with its formulas and images. A displayed formula is a block, and so is an image: the line ends around it are its own. */
function inline(value: string, { atoms, budget }: Reading): ReactNode {
  const parts = splitMarks(value, atoms);
  return parts.map((part, index) => {
    if (typeof part === "string") return trim(part, parts[index - 1], parts[index + 1]);
    if (part.kind === "literal") return part.text;
    if (part.kind === "image") return <ImageHere key={index} number={part.number} source={part.source} />;
    return <Fragment key={index}>{drawMath(part, budget)}</Fragment>;
  });
}

function trim(text: string, before: string | Atom | undefined, after: string | Atom | undefined): string {
  const start = isBlock(before) ? text.replace(/^[ \t]*\n/, "") : text;
  return isBlock(after) ? start.replace(/\n[ \t]*$/, "") : start;
}

function isBlock(part: string | Atom | undefined): boolean {
  return typeof part === "object" && (part.kind === "image" || (part.kind === "math" && part.display));
}
