import { expect, test } from "vitest";

import { wordDiff, wordsOf } from "./wordDiff";

const shown = (before: string, after: string) =>
  wordDiff(before, after)
    .map(({ kind, text }) => ({ same: text, gone: `[-${text}-]`, new: `{+${text}+}` })[kind])
    .join("");

test("a text splits into words, blanks and single signs, and nothing is lost", () => {
  expect(wordsOf("So x_1 = −2,5 😀!")).toEqual(["So", " ", "x_1", " ", "=", " ", "−", "2", ",", "5", " ", "😀", "!"]);
});

test.each([
  ["So 6 apples.", "So 5 apples.", "So [-6-]{+5+} apples."],
  ["a b c", "a c", "a [-b -]c"],
  ["a c", "a b c", "a {+b +}c"],
  ["", "new", "{+new+}"],
  ["old", "", "[-old-]"],
  ["same", "same", "same"],
  ["", "", ""],
  ["x = 1 and y = 2", "x = 3 and y = 4", "x = [-1-]{+3+} and y = [-2-]{+4+}"],
])("%j became %j", (before, after, diff) => {
  expect(shown(before, after)).toBe(diff);
});

test("what stays and what goes is the old text, what stays and what comes is the new one", () => {
  const [before, after] = ["The sum of 2 and 3 is 6, hence even.", "2 plus 3 is 5; hence it is odd."];
  const parts = wordDiff(before, after);
  expect(parts.filter(({ kind }) => kind !== "new").map(({ text }) => text).join("")).toBe(before);
  expect(parts.filter(({ kind }) => kind !== "gone").map(({ text }) => text).join("")).toBe(after);
});

test("two long texts without anything in common are compared at once", () => {
  const [before, after] = [Array.from({ length: 5_000 }, (_, one) => `a${one}`).join(" "), Array.from({ length: 5_000 }, (_, one) => `b${one}`).join("-")];
  expect(wordDiff(before, after).map(({ kind }) => kind)).toEqual(["gone", "new"]);
});
