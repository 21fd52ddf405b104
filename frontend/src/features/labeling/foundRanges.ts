/** Where a text stands in what is drawn: in text nodes, and in formulas by the source that they were set from. */

/** The first `most` in reading order. What spans two nodes is not among them: emphasis in the middle of a word is rare. */
export function foundRanges(root: Element, wanted: RegExp, most: number): Range[] {
  const ranges: Range[] = [];
  for (const node of drawn(root)) {
    const text = node instanceof Text ? node.data : (node.dataset.source ?? "");
    for (const { 0: hit, index } of text.matchAll(wanted)) {
      ranges.push(rangeOver(node, index, hit.length));
      if (ranges.length >= most) return ranges;
    }
  }
  return ranges;
}

function* drawn(root: Element): Generator<Text | HTMLElement> {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT, (node) => {
    if (node instanceof Text || isFormula(node)) return NodeFilter.FILTER_ACCEPT;
    return isInsideFormula(node) || node instanceof HTMLButtonElement ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_SKIP;
  });
  while (walker.nextNode()) {
    const { currentNode } = walker;
    if (currentNode instanceof Text ? !isInsideFormula(currentNode) : true) yield currentNode as Text | HTMLElement;
  }
}

function isFormula(node: Node): boolean {
  return node instanceof HTMLElement && node.dataset.source !== undefined;
}

function isInsideFormula(node: Node): boolean {
  return node.parentElement?.closest("[data-source]") != null;
}

function rangeOver(node: Text | HTMLElement, start: number, length: number): Range {
  const range = new Range();
  if (node instanceof Text) {
    range.setStart(node, start);
    range.setEnd(node, start + length);
  } else range.selectNodeContents(node);
  return range;
}
