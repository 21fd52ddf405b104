import { expect, test } from "vitest";

import { inCodePoints, inUnits, marksFor, placePieces, spanOver, type Piece } from "./spans";

const words = (text: string): Piece => ({ text, isFormula: false });
const formula = (text: string): Piece => ({ text, isFormula: true });
const spanOf = (source: string, part: string) => ({ start: source.indexOf(part), end: source.indexOf(part) + part.length });

test("marks exactly the words of the span", () => {
  const source = "First, 2 + 2 = 5 apples.";
  expect(marksFor(spanOf(source, "2 + 2 = 5"), source, [words(source)])).toEqual([{ piece: 0, start: 7, end: 16 }]);
});

test("marks the whole formula for a part of it, and never half of one", () => {
  const source = "so \\(2 + 2 = 5\\), then";
  const pieces = [words("so "), formula("\\(2 + 2 = 5\\)"), words(", then")];
  expect(marksFor(spanOf(source, "2 + 2 = 5"), source, pieces)).toEqual([{ piece: 1, start: 0, end: 13 }]);
});

test("finds its way through marks that Markdown has taken out", () => {
  const source = "**So** it is\n\n- 2 + 2 = 5\n- 1 = 1";
  const pieces = ["So", " it is", "-", "2 + 2 = 5", "-", "1 = 1"].map(words);
  expect(marksFor(spanOf(source, "2 + 2 = 5"), source, pieces)).toEqual([{ piece: 3, start: 0, end: 9 }]);
});

test("tells equal pieces apart by their order", () => {
  const source = "1 = 2 and 1 = 2";
  const pieces = [words("1 = 2"), words(" and "), words("1 = 2")];
  expect(marksFor({ start: 10, end: 15 }, source, pieces)).toEqual([{ piece: 2, start: 0, end: 5 }]);
});

test("goes on behind a piece that was changed in drawing", () => {
  const source = "a\u200Bb then 2 = 3";
  expect(placePieces(source, [words("a⟨U+200B⟩b then "), words("2 = 3")])).toEqual([null, { start: 9, end: 14 }]);
});

test("never reaches for a piece far away", () => {
  const source = `x${" ".repeat(1_000)}y`;
  expect(placePieces(source, [words("x"), words("y")])).toEqual([{ start: 0, end: 1 }, null]);
});

test("marks nothing for a span over blanks or beyond the end", () => {
  expect(marksFor({ start: 1, end: 2 }, "a b", [words("a b")])).toEqual([]);
  expect(marksFor({ start: 90, end: 99 }, "a b", [words("a b")])).toEqual([]);
});

test("counts code points as Python does", () => {
  const source = "🎲🎲 2 = 3";
  expect(inUnits(source, { start: 3, end: 8 })).toEqual({ start: 5, end: 10 });
  expect(inUnits(source, { start: 0, end: 99 })).toEqual({ start: 0, end: 10 });
});

test("a selection in rendered text leads back to its characters in the source", () => {
  const source = "**So** it is \\(2 + 2 = 5\\), then";
  const pieces = [words("So"), words(" it is "), formula("\\(2 + 2 = 5\\)"), words(", then")];
  const found = spanOver(source, pieces, [{ piece: 1, start: 1, end: 7 }, { piece: 2, start: 0, end: 1 }]);
  expect(found && source.slice(found.start, found.end)).toBe("it is \\(2 + 2 = 5\\)");
});

test("a selection of blanks, or of what the source does not have, leads nowhere", () => {
  expect(spanOver("a   b", [words("a   b")], [{ piece: 0, start: 1, end: 4 }])).toBeNull();
  expect(spanOver("a", [words("⟨U+200B⟩")], [{ piece: 0, start: 0, end: 3 }])).toBeNull();
});

test("units and code points are each other's inverse, and half a character counts for the whole", () => {
  const source = "5 😀 is 6";
  const units = { start: 2, end: 7 };
  expect(inCodePoints(source, units)).toEqual({ start: 2, end: 6 });
  expect(inUnits(source, inCodePoints(source, units))).toEqual(units);
});
