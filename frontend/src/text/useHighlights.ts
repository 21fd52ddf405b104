/** Marks the characters that evidence is about, in the text as it is drawn, without touching a node of it. */
import { useEffect, type RefObject } from "react";

import { drawnNodes, partIn, pieceOf } from "./drawnText";
import { inUnits, marksFor, type Span } from "./spans";
import "./highlight.css";

const NAME = "assay-evidence";

export interface HighlightOptions {
  readonly box: RefObject<HTMLElement | null>;
  /** As it was written: the step's text, or its reasoning where `part` says so. */
  readonly source: string;
  readonly part?: "text" | "reasoning";
  readonly spans: readonly Span[];
}

export function useHighlights({ box, source, part = "text", spans }: HighlightOptions): void {
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
      const text = partIn(root, part);
      return text ? rangesOf(text, source, spans) : [];
    }
  }, [box, source, part, spans]);
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
