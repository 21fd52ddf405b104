import { expect, test } from "vitest";

import type { FilterKey } from "../shapes";
import { suggest } from "./suggestions";

const key = (name: string, values: string[] = []): FilterKey => ({ key: name, example: "", meaning: `what ${name} means`, values });
const KEYS = [key("source", ["gsm8k", "math", "two words"]), key("steps"), key("gold", ["error", "clean"])];

const labels = (text: string, caret = text.length) => suggest(text, caret, KEYS).map(({ label }) => label);

test("offers every key where a term begins", () => {
  expect(labels("")).toEqual(["source:", "steps:", "gold:"]);
  expect(labels("gold:error ")).toEqual(["source:", "steps:", "gold:"]);
});

test("offers the keys that begin like the word, and none inside a sentence", () => {
  expect(labels("s")).toEqual(["source:", "steps:"]);
  expect(labels("apples")).toEqual([]);
  expect(labels('"least s')).toEqual([]);
});

test("offers the values of a key by any part of them", () => {
  expect(labels("source:")).toEqual(["gsm8k", "math", "two words"]);
  expect(labels("source:TH")).toEqual(["math"]);
  expect(labels("steps:")).toEqual([]);
});

test("has nothing more to offer for a whole value", () => {
  expect(labels("source:math")).toEqual([]);
});

test("puts a value in the place of what was typed, quoted where it needs to be, and goes on behind it", () => {
  const [found] = suggest("gold:error source:two apples", "gold:error source:two".length, KEYS);
  expect(found?.text).toBe('gold:error source:"two words" apples');
  expect(found?.caret).toBe('gold:error source:"two words" '.length);
  expect(found?.isComplete).toBe(true);
});

test("keeps a negation, and asks for a value after a key", () => {
  const [found] = suggest("-so", 3, KEYS);
  expect(found).toMatchObject({ text: "-source:", caret: 8, isComplete: false });
  expect(suggest("-source:ma", 10, KEYS)[0]?.text).toBe("-source:math ");
});
