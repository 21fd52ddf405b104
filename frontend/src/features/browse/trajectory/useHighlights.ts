/** Marks the characters that evidence is about, in the text as it is drawn, without touching a node of it. */
import { useEffect, type RefObject } from "react";

import { inUnits, marksFor, type Piece, type Span } from "./spans";
import "./highlight.css";

const NAME = "assay-evidence";

export interface HighlightOptions {
  readonly box: RefObject<HTMLElement | null>;
  /** The step's text; what stands before it in the box (its reasoning) is left alone. */
  readonly source: string;
  readonly textsBefore: number;
  readonly spans: readonly Span[];
}

export function useHighlights({ box, source, textsBefore, spans }: HighlightOptions): void {
  useEffect(() => {
    const root = box.current;
    if (!root || spans.length === 0 || !("highlights" in CSS)) return;
    let clear = paint(rangesIn(root));
    // Formulas come when their renderer has loaded, and go when the text is shown as written.
    const observer = new MutationObserver(() => {
      clear();
      clear = paint(rangesIn(root));
    });
    observer.observe(root, { childList: true, subtree: true });
    return () => {
      observer.disconnect();
      clear();
    };

    function rangesIn(root: HTMLElement): Range[] {
      const text = root.querySelectorAll<HTMLElement>("[dir=auto]")[textsBefore];
      return text ? rangesOf(text, source, spans) : [];
    }
  }, [box, source, textsBefore, spans]);
}

function rangesOf(text: HTMLElement, source: string, spans: readonly Span[]): Range[] {
  const nodes = drawnNodes(text);
  const pieces = nodes.map(pieceOf);
  return spans.flatMap((span) =>
    marksFor(inUnits(source, span), source, pieces).flatMap(({ piece, start, end }) => {
      const node = nodes[piece];
      return node ? [rangeOver(node, start, end)] : [];
    }),
  );
}

/** Text nodes, and formulas as one node each, in the order of the text. */
function drawnNodes(text: HTMLElement): (Text | HTMLElement)[] {
  const found: (Text | HTMLElement)[] = [];
  const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT, (node) => {
    if (node instanceof Text) return NodeFilter.FILTER_ACCEPT;
    const formula = node instanceof HTMLElement && node.dataset.source !== undefined;
    if (formula) found.push(node);
    return formula ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_SKIP;
  });
  while (walker.nextNode()) if (walker.currentNode instanceof Text) found.push(walker.currentNode);
  return found;
}

function pieceOf(node: Text | HTMLElement): Piece {
  return node instanceof Text ? { text: node.data, isFormula: false } : { text: node.dataset.source ?? "", isFormula: true };
}

function rangeOver(node: Text | HTMLElement, start: number, end: number): Range {
  const range = new Range();
  if (node instanceof Text) {
    range.setStart(node, start);
    range.setEnd(node, end);
  } else range.selectNodeContents(node);
  return range;
}

function paint(ranges: readonly Range[]): () => void {
  const highlight = CSS.highlights.get(NAME) ?? new Highlight();
  CSS.highlights.set(NAME, highlight);
  for (const range of ranges) highlight.add(range);
  return () => {
    for (const range of ranges) highlight.delete(range);
  };
}
