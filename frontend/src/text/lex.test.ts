import { describe, expect, test } from "vitest";

import { lex, restore, splitMarks, type MathAtom } from "./lex";

function formulas(text: string): string[] {
  const { atoms } = lex(text);
  return atoms.filter((atom): atom is MathAtom => atom.kind === "math").map(({ tex, display }) => (display ? `[${tex}]` : tex));
}

/** What a reader sees if Markdown changed nothing. */
function shown(text: string): string {
  const { prose, atoms } = lex(text);
  return splitMarks(prose, atoms)
    .map((part) => (typeof part === "string" ? part : part.kind === "literal" ? part.text : part.kind === "image" ? part.source : `⟦${part.tex}⟧`))
    .join("");
}

describe("maths", () => {
  test.each([
    ["so \\(x^2\\) holds", ["x^2"]],
    ["\\[ a = b \\]", ["[a = b]"]],
    ["$$ \\frac{1}{2} $$", ["[\\frac{1}{2}]"]],
    ["let $n$ and $m_1$ be", ["n", "m_1"]],
    ["$12 \\times 3 = 36$.", ["12 \\times 3 = 36"]],
    ["\\begin{align*} a &= b \\\\ c &= d \\end{align*}", ["[\\begin{align*} a &= b \\\\ c &= d \\end{align*}]"]],
    ["\\[\\begin{matrix} 1 \\\\[2pt] 2 \\end{matrix}\\]", ["[\\begin{matrix} 1 \\\\[2pt] 2 \\end{matrix}]"]],
    ["the price $\\$5$ in maths", ["\\$5"]],
    ["so $\\boxed{$14}$ in all", ["\\boxed{$14}"]],
    ["less than 5$\\pi$", ["\\pi"]],
  ])("is found in %s", (text, found) => expect(formulas(text)).toEqual(found));

  test("may stand on several lines, also with a blank one between brackets", () => {
    expect(formulas("\\[\nx = 1\n\n- 3\n\\]")).toEqual(["[x = 1\n- 3]"]);
  });
});

describe("money", () => {
  test.each([
    "It costs $5 and $10.",
    "From $5-$10 a piece.",
    "He paid $20 (or $30) for it.",
    "A $5 bill and 3$ coins.",
    "US$5 and US$6",
    "$3 + $4 = $7",
    "$5/$10",
    "between $a and $b",
    "$5 million, up from 4$",
    "Profit: $15, which is $5 more than $10",
    "a lone $ sign",
    "He owes {$5} and {$6}.",
    "a template ${name} and $5",
    "\\$5 and \\$6",
    "She earns $18/hr. and spends $4/day$.",
  ])("is not maths: %s", (text) => expect(formulas(text)).toEqual([]));

  test("keeps its dollar where it was escaped", () => expect(shown("\\$5")).toBe("$5"));
});

describe("code", () => {
  test.each(["`$x$ and \\(y\\)`", "```python\nx = '$a$'\n```", "~~~\n\\[a\\]\n~~~", "- ```\n  $x$\n  ```"])("holds no maths: %s", (text) => {
    expect(formulas(text)).toEqual([]);
    expect(restore(lex(text).prose, lex(text).atoms)).toBe(text);
  });

  test("that never closes is text and hides no maths", () => expect(formulas("a ` tick and \\(x\\)")).toEqual(["x"]));
  test("does not begin at TeX's quotes", () => expect(shown("the letter ``T'' and ``U''")).toBe("the letter ``T'' and ``U''"));
  test("between three ticks on one line is a span", () => expect(formulas("```x``` then $y$")).toEqual(["y"]));
});

describe("operators", () => {
  test.each(["2*3*4", "a**b**c", "(2)*3*(4)", "x*y = 3*z"])("survive Markdown: %s", (text) => {
    expect(shown(text)).toBe(text);
    expect(lex(text).prose).not.toContain("*");
  });
  test("leave emphasis alone", () => expect(lex("this is *not* **so**").atoms).toEqual([]));
});

describe("an opening without an end", () => {
  test.each(["\\( x", "\\[ x", "$$ x", "$x", "\\begin{align} x", "\\( a \\( b \\)"])("is text: %s", (text) => {
    expect(shown(text)).toContain("x".length ? text.slice(0, 2) : "");
  });

  test("however often it is repeated costs little", () => {
    const started = performance.now();
    for (const opening of ["\\(", "\\[", "$$", "$x ", "`", "``a ", "\\begin{align}", "**", "\n```"]) lex(opening.repeat(20_000));
    expect(performance.now() - started).toBeLessThan(15_000);
  });
});

test("private-use characters in a trace cannot forge a mark", () => {
  expect(shown("\uE0000\uE001 \\(x\\)")).toBe("\uE0000\uE001 ⟦x⟧");
});
