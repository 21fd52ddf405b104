import { expect, test } from "vitest";

import { answerGiven } from "./answer";

const step = (text: string, role = "assistant") => ({ role, text });

test("finds the last box of the last step that has one, braces and all", () => {
  expect(answerGiven([step("so \\boxed{1}"), step("no, \\boxed{2} or rather $\\boxed{\\frac{1}{2}}$."), step("done")])).toBe("\\frac{1}{2}");
});

test.each([["no box"], ["\\boxed{open"], ["\\boxed{" + "x".repeat(500) + "}"], [""]])("%s has no answer", (text) => {
  expect(answerGiven([step(text)])).toBeNull();
});

test("takes no answer out of a tool's mouth", () => {
  expect(answerGiven([step("\\boxed{3}", "tool")])).toBeNull();
  expect(answerGiven([])).toBeNull();
});
