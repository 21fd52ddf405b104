import { expect, test } from "vitest";

import { MathBudget, typeset } from "./typeset";

const LIMITS = { chars: 10, count: 3, ms: 100 };

test("a budget ends with its characters", () => {
  const budget = new MathBudget(() => 0, LIMITS);
  expect(budget.set("x+y+z", false)).toContain("katex");
  expect(budget.set("a+b+c+d", false)).toBeNull();
});

test("a budget ends with its number of formulas", () => {
  const budget = new MathBudget(() => 0, LIMITS);
  expect(["x", "y", "z", "w"].map((tex) => budget.set(tex, false) !== null)).toEqual([true, true, true, false]);
});

test("a budget ends with its time", () => {
  let now = 0;
  const budget = new MathBudget(() => now, LIMITS);
  expect(budget.set("x", false)).not.toBeNull();
  now = 101;
  expect(budget.set("x", false)).toBeNull();
});

test.each(["\\frobnicate{x}", "\\def\\x{\\x\\x}\\x", "{".repeat(60) + "x" + "}".repeat(60), "\\href{https://evil.example}{x}"])("what cannot or must not be set is left as it is: %s", (tex) => {
  expect(typeset(tex, false) ?? "").not.toContain("href=");
});

test("a definition in one formula does not reach the next", () => {
  typeset("\\gdef\\mine{x}\\mine", false);
  expect(typeset("\\mine", false)).toBeNull();
});

test("what traces use and KaTeX lacks is there", () => {
  expect(typeset("5\\mbox{ cm}", false)).toContain("cm");
  expect(typeset("\\renewcommand{\\arraystretch}{1.5}x", true)).toContain("katex");
});
