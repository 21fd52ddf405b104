import { expect, test } from "vitest";

import { applies, rulesOf } from "./rules";

const BODY = `**Correct (+1).** The step follows.

**Neutral (0).** It restates.

**Incorrect (−1).** A claim in it is false.

**First error.** The earliest step whose own reasoning fails.
A right answer does not excuse it.

**After the first error.** Do not copy −1 forward.

It may recover.

**Outcome.** Is the final result right?`;

test("rules are told apart by what they are about", () => {
  expect(rulesOf(BODY).map(({ title, kind, label }) => [title, kind, label])).toEqual([
    ["Correct (+1)", "label", 1],
    ["Neutral (0)", "label", 0],
    ["Incorrect (−1)", "label", -1],
    ["First error", "first-error", undefined],
    ["After the first error", "after", undefined],
    ["Outcome", "outcome", undefined],
  ]);
});

test("a rule keeps all its paragraphs", () => {
  const rules = rulesOf(BODY);
  expect(rules[3]?.body).toBe("The earliest step whose own reasoning fails.\nA right answer does not excuse it.");
  expect(rules[4]?.body).toBe("Do not copy −1 forward.\n\nIt may recover.");
});

test("headings make rules too, and a text without either is one rule without a title", () => {
  expect(rulesOf("## Correct\nYes.\n\nMore.\n\n## First error\nHere.").map(({ title, body }) => [title, body])).toEqual([
    ["Correct", "Yes.\n\nMore."],
    ["First error", "Here."],
  ]);
  expect(rulesOf("Judge each step.")).toEqual([{ title: "", body: "Judge each step.", kind: "other" }]);
});

test("the rule that is lifted out follows the work", () => {
  const lifted = (onlyOutcomeLeft: boolean, isAfter: boolean) =>
    rulesOf(BODY).filter(({ kind }) => applies(kind, { onlyOutcomeLeft, isAfter })).map(({ title }) => title);
  expect(lifted(false, false)).toEqual(["First error"]);
  expect(lifted(false, true)).toEqual(["After the first error"]);
  expect(lifted(true, true)).toEqual(["Outcome"]);
});
