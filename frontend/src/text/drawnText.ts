/** What is drawn of a step's text, as nodes that can be found again in its source. */
import type { Piece } from "./spans";

/** The element in which that part of a step is drawn as text; none where it is drawn as a tree, or not at all. */
export function partIn(root: ParentNode, part: string): HTMLElement | null {
  return root.querySelector<HTMLElement>(`[data-part=${part}]`);
}

/** Text nodes, and formulas as one node each, in the order of the text. */
export function drawnNodes(text: HTMLElement): (Text | HTMLElement)[] {
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

export function pieceOf(node: Text | HTMLElement): Piece {
  return node instanceof Text ? { text: node.data, isFormula: false } : { text: node.dataset.source ?? "", isFormula: true };
}
