/** What a person has selected in a step, as a place in its source. */
import { drawnNodes, pieceOf } from "./drawnText";
import { spanOver, type Mark, type Span } from "./spans";

export interface Selected {
  /** The element with the step in it. */
  readonly box: Element;
  readonly part: string;
  /** In UTF-16 units of the source. */
  readonly span: (source: string) => Span | null;
}

/** The selection, where it lies within one part of one of the elements that `boxes` finds; null elsewhere. */
export function selectedIn(boxes: string): Selected | null {
  const range = selectedRange();
  const drawn = range && elementAround(range)?.closest<HTMLElement>("[data-part]");
  const box = drawn?.closest(boxes);
  return drawn && box ? { box, part: drawn.dataset.part ?? "text", span: (source) => spanIn(drawn, range, source) } : null;
}

function selectedRange(): Range | null {
  const selection = document.getSelection();
  return selection && !selection.isCollapsed && selection.rangeCount > 0 ? selection.getRangeAt(0) : null;
}

function elementAround({ commonAncestorContainer: around }: Range): Element | null {
  return around instanceof Element ? around : around.parentElement;
}

function spanIn(drawn: HTMLElement, range: Range, source: string): Span | null {
  const nodes = drawnNodes(drawn);
  const marks = nodes.flatMap((node, piece): Mark[] => {
    if (!range.intersectsNode(node)) return [];
    const length = node instanceof Text ? node.data.length : 1;
    const start = node === range.startContainer ? range.startOffset : 0;
    const end = node === range.endContainer ? range.endOffset : length;
    return start < end ? [{ piece, start, end }] : [];
  });
  return spanOver(source, nodes.map(pieceOf), marks);
}
