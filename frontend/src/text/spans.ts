/**
 * From characters of a step's source to pieces of what is drawn of it.
 *
 * Drawn text is the source with marks taken out and formulas set, so its pieces are found in the source one after the
 * other. A formula is one piece: half of it cannot be marked, so a span that touches it marks all of it.
 */

export interface Piece {
  /** What is drawn; of a formula its source. */
  readonly text: string;
  readonly isFormula: boolean;
}

export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A part of a piece to mark, in characters of its drawn text. */
export interface Mark extends Span {
  readonly piece: number;
}

/** How far a piece may lie behind the one before it: what Markdown takes out is short. */
const REACH = 400;

/** Where each piece stands in the source; null for one that is not found. */
export function placePieces(source: string, pieces: readonly Piece[]): (Span | null)[] {
  let cursor = 0;
  return pieces.map(({ text }) => {
    const found = text === "" ? -1 : source.slice(cursor, cursor + text.length + REACH).indexOf(text);
    if (found < 0) return null;
    const start = cursor + found;
    cursor = start + text.length;
    return { start, end: cursor };
  });
}

export function marksFor(span: Span, source: string, pieces: readonly Piece[]): Mark[] {
  const places = placePieces(source, pieces);
  return places.flatMap((place, index): Mark[] => {
    if (!place || place.end <= span.start || place.start >= span.end) return [];
    const { text, isFormula } = pieces[index] ?? { text: "", isFormula: false };
    if (isFormula) return [{ piece: index, start: 0, end: text.length }];
    const start = Math.max(0, span.start - place.start);
    const end = Math.min(text.length, span.end - place.start);
    return text.slice(start, end).trim() === "" ? [] : [{ piece: index, start, end }];
  });
}

/** Where a selection lies in the source: from its first piece that is found there to its last; null where none is. */
export function spanOver(source: string, pieces: readonly Piece[], marks: readonly Mark[]): Span | null {
  const places = placePieces(source, pieces);
  const found = marks.flatMap(({ piece, start, end }): Span[] => {
    const place = places[piece];
    if (!place) return [];
    return pieces[piece]?.isFormula === true ? [place] : [{ start: place.start + start, end: place.start + end }];
  });
  const [first, last] = [found[0], found.at(-1)];
  return first && last ? trimmed(source, { start: first.start, end: last.end }) : null;
}

/** Without the blanks at its ends, which a pointer takes along; null where nothing else is in it. */
export function trimmed(source: string, { start, end }: Span): Span | null {
  const text = source.slice(start, end);
  const kept = text.trim();
  if (kept === "") return null;
  const from = start + text.indexOf(kept);
  return { start: from, end: from + kept.length };
}

/** The inverse of `inUnits`. */
export function inCodePoints(source: string, { start, end }: Span): Span {
  return { start: pointsIn(source.slice(0, start)), end: pointsIn(source.slice(0, end)) };
}

/** Half of a pair counts for the whole: a selection never ends inside a character. */
function pointsIn(text: string): number {
  return Array.from(text).length;
}

/** The server counts characters as Python does, by code point; a browser's strings count UTF-16 units. */
export function inUnits(source: string, { start, end }: Span): Span {
  return { start: unitOf(source, start), end: unitOf(source, end) };
}

function unitOf(source: string, codePoints: number): number {
  let unit = 0;
  for (let passed = 0; passed < codePoints && unit < source.length; passed += 1) {
    unit += (source.codePointAt(unit) ?? 0) > 0xffff ? 2 : 1;
  }
  return unit;
}
