import { act, fireEvent, render, screen } from "@testing-library/react";
import { beforeAll, describe, expect, test, vi } from "vitest";

import { KeyboardProvider } from "../keyboard";
import { TooltipProvider } from "../ui/Tooltip";
import { FoldedOutput } from "./FoldedOutput";
import { PART, partsOf } from "./Parts";
import { StepBody } from "./StepBody";
import { TraceLine, TraceText } from "./TraceText";
import { preloadText } from "./useRichText";

beforeAll(() => preloadText());

function show(source: string, raw = false): HTMLElement {
  return render(<TraceText source={source} raw={raw} />).container;
}

/** Elements through which a page could be attacked, asked to fetch something or be led away. */
const DANGEROUS = "script, img, iframe, object, embed, style, link, svg image, a, form, input, video, audio, base, meta";

describe("hostile text", () => {
  test.each([
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[click](javascript:alert(1))",
    "![pixel](https://evil.example/p.png)",
    "<https://evil.example>",
    "[ref]: https://evil.example\n[ref]",
    "<svg onload=alert(1)><style>*{display:none}</style>",
    "&lt;b&gt; &amp; &#x3c;",
    "\\(\\href{javascript:alert(1)}{x}\\)",
    "\\(\\includegraphics{https://evil.example/p.png}\\)",
    "\\(\\htmlClass{x}{y}\\) and \\(\\url{https://evil.example}\\)",
    "$$\\htmlStyle{position:fixed}{x}$$",
    '"><a href="javascript:alert(1)">',
  ])("stays text: %s", (source) => {
    const box = show(source);
    expect(box.querySelectorAll(DANGEROUS)).toHaveLength(0);
    expect([...box.querySelectorAll("*")].flatMap((element) => element.getAttributeNames()).filter((name) => name.startsWith("on") || name === "href" || name === "src")).toEqual([]);
  });

  test("is shown to the last character where it is not Markdown", () => {
    const source = "<b>&lt;</b> [a](b) ![c](d) > e";
    expect(show(source).textContent).toBe(source);
  });

  test("cannot hide or turn around its neighbours", () => {
    expect(show("a\u202Eb\u200Bc\u0000").textContent).toBe("a⟨U+202E⟩b⟨U+200B⟩c␀");
  });

  test.each([
    ["macros that multiply", "\\(\\def\\a{xxxxxxxxxx}\\def\\b{\\a\\a\\a\\a\\a\\a\\a\\a\\a\\a}\\def\\c{\\b\\b\\b\\b\\b\\b\\b\\b\\b\\b}\\def\\d{\\c\\c\\c\\c\\c\\c\\c\\c\\c\\c}\\d\\d\\d\\)"],
    ["macros without end", "\\(\\def\\x{\\x\\x}\\x\\)"],
    ["deep nesting", `\\(${"\\frac{1}{".repeat(390)}1${"}".repeat(390)}\\)`],
    ["deep nesting without braces", `\\(${"\\sqrt ".repeat(600)}1\\)`],
    ["deep scripts", `\\(${"x^{".repeat(600)}x${"}".repeat(600)}\\)`],
    ["many left brackets", `\\(${"\\left(".repeat(400)}x${"\\right)".repeat(400)}\\)`],
    ["a thousand formulas", "\\(\\frac{\\sqrt{x}}{y}\\) ".repeat(1_000)],
    ["a list in a list in a list", `${"- ".repeat(4_000)}a`],
    ["numbers in numbers", `${"1. ".repeat(4_000)}a`],
    ["emphasis in emphasis", "*a **b ".repeat(1_500)],
    ["underscores", "_a __b ".repeat(1_500)],
    ["a table of pipes", `|${"a|".repeat(3_000)}\n|${"-|".repeat(3_000)}\n`],
    ["brackets", "[".repeat(12_000)],
    ["ticks", "`a``b```c````d".repeat(900)],
    ["one line of a megabyte", "x".repeat(1_000_000)],
  ])("does not freeze the page: %s", (_, source) => {
    const started = performance.now();
    show(source);
    // A bomb that goes off takes minutes; the rest is room for a busy machine and for jsdom.
    expect(performance.now() - started).toBeLessThan(15_000);
  }, 20_000);
});

describe("rendered text", () => {
  test("sets maths and keeps its source for copying", () => {
    const box = show("So \\(x^2\\).");
    expect(box.querySelector(".katex")).not.toBeNull();
    expect(box.querySelector("[data-source]")?.getAttribute("data-source")).toBe("\\(x^2\\)");
  });

  test("shows a formula that KaTeX does not know as it was written", () => {
    expect(show("\\(\\frobnicate{x}\\)").textContent).toBe("\\(\\frobnicate{x}\\)");
  });

  test("sets money inside maths", () => {
    expect(show("\\(5 \\times 40 = $200\\) and $\\boxed{$14}$").querySelectorAll(".katex")).toHaveLength(2);
  });

  test("draws emphasis, code and tables", () => {
    const box = show("**a** *b* `c`\n\n| x | y |\n|---|---|\n| 1 | 2 |\n\n```py\nprint(1)\n```");
    expect(box.querySelector("strong")).toHaveTextContent("a");
    expect(box.querySelector("em")).toHaveTextContent("b");
    expect(box.querySelector("pre")).toHaveTextContent("print(1)");
    expect(box.querySelectorAll("td")).toHaveLength(4);
  });

  test("keeps the markers of lists: a minus stays a minus and 3. stays 3.", () => {
    expect(show("- 5\n- 6\n\n3. three\n5. five").textContent).toBe("-5-63.three5.five");
  });

  test("keeps a product a product", () => expect(show("2*3*4 = 24").textContent).toBe("2*3*4 = 24"));

  test("keeps an underline of signs what it is", () => expect(show("x\n===").textContent).toContain("==="));

  test("is the source in raw form", () => {
    const source = "**a** \\(x\\) <b>";
    expect(show(source, true).textContent).toBe(source);
  });

  test("shows a long text in parts and says how much is left", () => {
    show("line of text\n".repeat(3_000));
    const before = document.body.textContent.length;
    fireEvent.click(screen.getByRole("button", { name: /^Show .* more$/ }));
    expect(document.body.textContent.length).toBeGreaterThan(before);
  });

  test("loses no character to the parts that a long text is shown in", () => {
    const source = `${"line of text\n".repeat(30_000)}${"x".repeat(200_000)}`;
    expect(partsOf(source).join("")).toBe(source);
    expect(partsOf(source).length).toBeGreaterThan(8);
    expect(Math.max(...partsOf(source).map((part) => part.length))).toBeLessThanOrEqual(PART + 1);
  });

  test("of which only the beginning is here asks for the rest, and says that it is on its way", () => {
    const onWhole = vi.fn();
    const beginning = "line of text\n".repeat(4_900);
    const { rerender } = render(<TraceText source={beginning} cut={{ bytes: 5_000_000, lines: 400_000 }} onWhole={onWhole} />);
    expect(screen.getByText("5.0 MB not shown", { exact: false })).toBeInTheDocument();
    fireEvent.click(screen.getByRole("button", { name: "Show all" }));
    expect(onWhole).toHaveBeenCalledOnce();
    expect(screen.getByRole("status")).toHaveTextContent("The rest is on its way.");
    rerender(<TraceText source={`${beginning}and the end`} />);
    expect(document.body).toHaveTextContent(/and the end$/);
  });

  test("is shown as far as what was found in it", () => {
    const source = `${"line of text\n".repeat(20_000)}needle`;
    expect(render(<TraceText source={source} upTo={source.length} />).container).toHaveTextContent(/needle$/);
  });

  test("on one line has no blocks", () => {
    const { container } = render(<TraceLine source={"Find \\[x\\]\n\nnow\n- a"} />);
    expect(container.querySelector(".katex-display, p, ul")).toBeNull();
    expect(container.textContent).toMatch(/^Find .*now - a$/);
  });

  test("copies formulas as they were written", () => {
    const box = show("So \\(x^2\\) holds, \\(y\\) too.");
    const paragraph = box.querySelector("p");
    if (!paragraph) throw new Error("no paragraph");
    const range = document.createRange();
    range.setStart(paragraph, 0);
    range.setEnd(paragraph, 2);
    document.getSelection()?.removeAllRanges();
    document.getSelection()?.addRange(range);
    const data = new Map<string, string>();
    act(() => {
      fireEvent.copy(paragraph, { clipboardData: { setData: (type: string, value: string) => data.set(type, value) } });
    });
    expect(data.get("text/plain")).toBe("So \\(x^2\\)");
  });
});

describe("steps of an agent", () => {
  function step(node: React.ReactNode) {
    return render(
      <KeyboardProvider>
        <TooltipProvider>{node}</TooltipProvider>
      </KeyboardProvider>,
    );
  }

  test("show reasoning, text and aligned arguments", () => {
    step(<StepBody step={{ role: "assistant", text: "Looking it up.", reasoning: "I need a map.", tool_calls: [{ name: "search", arguments: '{"q":"Oslo"}' }] }} />);
    expect(screen.getByText("I need a map.")).toBeInTheDocument();
    expect(screen.getByText("search")).toBeInTheDocument();
    expect(document.body.textContent).toContain('{ q: "Oslo" }');
  });

  test("show arguments that are no JSON as written", () => {
    step(<StepBody step={{ role: "assistant", text: "", tool_calls: [{ name: "search", arguments: "{q: Oslo" }] }} />);
    expect(screen.getByText("{q: Oslo")).toBeInTheDocument();
  });

  test("fold a long output to its first lines and say how much is folded", () => {
    const source = Array.from({ length: 40 }, (_, line) => `line ${line}`).join("\n");
    const { rerender } = step(<FoldedOutput source={source} name="search" open={false} onOpenChange={() => undefined} foldKey=" " />);
    expect(document.body.textContent).toContain("line 5");
    expect(document.body.textContent).not.toContain("line 6");
    expect(document.body.textContent).toContain("folded");
    rerender(
      <KeyboardProvider>
        <TooltipProvider>
          <FoldedOutput source={source} name="search" open onOpenChange={() => undefined} />
        </TooltipProvider>
      </KeyboardProvider>,
    );
    expect(document.body.textContent).toContain("line 39");
  });
});
