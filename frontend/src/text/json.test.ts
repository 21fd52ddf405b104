import { describe, expect, test } from "vitest";

import { layOut } from "./json";

function text(source: string): string | undefined {
  return layOut(source)
    ?.map((line) => line.map((token) => token.text).join(""))
    .join("\n");
}

describe("JSON of a tool call", () => {
  test("on one line where it fits, keys bare", () => expect(text('{"city":"Oslo","days":3}')).toBe('{ city: "Oslo", days: 3 }'));

  test("is broken and aligned where it does not fit", () => {
    expect(text('{"query_list":["a question that is rather long, really","another question that is rather long"]}')).toBe(
      ["{", "  query_list: [", '    "a question that is rather long, really",', '    "another question that is rather long"', "  ]", "}"].join("\n"),
    );
  });

  test("keeps every digit, doubled keys and escapes as written", () => {
    expect(text('{"id":12345678901234567890,"a":1,"a":2.50,"s":"x\\n\\u00e9"}')).toBe('{ id: 12345678901234567890, a: 1, a: 2.50, s: "x\\n\\u00e9" }');
  });

  test("quotes keys that are no words", () => expect(text('{"a b":[],"c":{}}')).toBe('{ "a b": [], c: {} }'));
  test.each(["not json", '{"a":', "{'a': 1}", ""])("gives way to the source where it is none: %s", (source) => expect(layOut(source)).toBeNull());
  test("gives way to the source where it is too deep", () => expect(layOut("[".repeat(100) + "]".repeat(100))).toBeNull());
});
