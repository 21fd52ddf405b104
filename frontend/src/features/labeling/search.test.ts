import { expect, test } from "vitest";

import { findAll, MOST_FOUND, nearest, pattern } from "./search";
import type { Step } from "./types";

const STEPS: Step[] = [
  { role: "user", text: "Book a flight to Rome" },
  { role: "assistant", reasoning: "Rome is FCO", text: "I look for rome.", tool_calls: [{ id: null, name: "search_rome", arguments: '{"to":"FCO (Rome)"}' }] },
  { role: "tool", text: "a+b (c) [d] a+b" },
];
const textOf = (step: number) => STEPS[step]?.text ?? "";

test("finds reasoning, text, names of tools and arguments, whatever the case, in reading order", () => {
  const found = findAll("rome", STEPS, textOf);
  expect(found.map(({ step, part, nth }) => [step, part, nth])).toEqual([
    [0, "text", 0],
    [1, "reasoning", 0],
    [1, "text", 1],
    [1, "call", 2],
    [1, "call", 3],
  ]);
  expect(found[0]?.start).toBe(17);
});

test.each(["a+b", "(c)", "[d]", "."])("takes signs for themselves: %s", (query) => {
  for (const { step, start } of findAll(query, STEPS, textOf)) expect(textOf(step).slice(start, start + query.length)).toBe(query);
  expect(findAll("a+b", STEPS, textOf)).toHaveLength(2);
});

test("finds what has arrived of a long text since", () => {
  expect(findAll("needle", STEPS, (step) => (step === 2 ? "much later a Needle" : textOf(step)))).toEqual([{ step: 2, part: "text", start: 13, nth: 0 }]);
});

test("looks for nothing where nothing was typed, and stops where nobody would go on", () => {
  expect(pattern("  ")).toBeNull();
  expect(findAll(" ", STEPS, textOf)).toEqual([]);
  expect(findAll("a", [{ role: "tool", text: "" }], () => "a".repeat(20_000))).toHaveLength(MOST_FOUND);
});

test("begins at the focused step and goes around the end", () => {
  const found = findAll("rome", STEPS, textOf);
  expect(nearest(found, 1)).toBe(1);
  expect(nearest(found, 2)).toBe(0);
});
