/** Copying gives back what the model wrote: formulas as TeX with their delimiters, a whole step as its source. */
import type { ClipboardEvent } from "react";

export function copySource(event: ClipboardEvent<HTMLElement>, source: string): void {
  const selection = document.getSelection();
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return;
  const box = event.currentTarget;
  const range = selection.getRangeAt(0);
  // A selection that runs on into other steps is the browser's to copy.
  if (!box.contains(range.commonAncestorContainer)) return;
  event.clipboardData.setData("text/plain", isWhole(range, box) ? source : written(range));
  event.preventDefault();
}

function isWhole(range: Range, box: HTMLElement): boolean {
  return range.toString().trim() === (box.textContent).trim();
}

function written(range: Range): string {
  const holder = document.createElement("div");
  holder.append(wholeFormulas(range).cloneContents());
  for (const formula of holder.querySelectorAll<HTMLElement>("[data-source]")) formula.textContent = formula.dataset.source ?? "";
  for (const block of holder.querySelectorAll("p, li, pre, tr")) block.append("\n");
  return holder.textContent.replace(/\n+$/, "");
}

/** Half a formula has no source: a selection that begins or ends inside one takes all of it. */
function wholeFormulas(range: Range): Range {
  const wide = range.cloneRange();
  const first = formulaAround(range.startContainer);
  const last = formulaAround(range.endContainer);
  if (first) wide.setStartBefore(first);
  if (last) wide.setEndAfter(last);
  return wide;
}

function formulaAround(node: Node): Element | null {
  return (node instanceof Element ? node : node.parentElement)?.closest("[data-source]") ?? null;
}
