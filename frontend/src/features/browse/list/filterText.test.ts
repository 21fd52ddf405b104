import { expect, test } from "vitest";

import { readTerms, withoutTerm, withTerm, withValue, writeTerm } from "./filterText";

const said = (text: string) => readTerms(text).map(({ key, value, negated }) => [negated ? "-" : "", key, value]);

test("cuts a filter into keys, values and words, as the server does", () => {
  expect(said('source:gsm8k steps:2..24 -outcome:right "least period" apples')).toEqual([
    ["", "source", "gsm8k"],
    ["", "steps", "2..24"],
    ["-", "outcome", "right"],
    ["", null, "least period"],
    ["", null, "apples"],
  ]);
});

test("keeps a value with blanks and signs whole", () => {
  expect(said('lowest:"my scorer<0.5" id:math-4*')).toEqual([
    ["", "lowest", "my scorer<0.5"],
    ["", "id", "math-4*"],
  ]);
});

test("can read what is still being typed", () => {
  expect(said("source:")).toEqual([["", "source", ""]]);
  expect(said('"least per')).toEqual([["", null, "least per"]]);
  expect(said("")).toEqual([]);
  expect(said("   ")).toEqual([]);
});

test.each([
  { key: "source", value: "gsm8k", text: "source:gsm8k" },
  { key: "source", value: "two words", text: 'source:"two words"' },
  { key: "generator", value: 'a"b', text: 'generator:"ab"' },
  { key: null, value: "ratio 3:4", text: '"ratio 3:4"' },
  { key: null, value: "3:4", text: '"3:4"' },
  { key: null, value: "-x", text: '"-x"' },
])("writes $text", ({ key, value, text }) => {
  expect(writeTerm({ key, value })).toBe(text);
});

test("takes one term away and leaves the others as they were written", () => {
  const text = 'a source:gsm8k  "b c"';
  const [, source] = readTerms(text);
  expect(withoutTerm(text, source ?? expect.unreachable())).toBe('a "b c"');
});

test("changes one value and keeps its negation", () => {
  const text = "-source:gsm8k x";
  const [source] = readTerms(text);
  expect(withValue(text, source ?? expect.unreachable(), "math")).toBe("-source:math x");
});

test("adds a term behind the others", () => {
  expect(withTerm("apples", "gold", "error")).toBe("apples gold:error");
  expect(withTerm("", "gold", "error")).toBe("gold:error");
});
