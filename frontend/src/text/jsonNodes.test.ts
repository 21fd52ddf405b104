import { describe, expect, test } from "vitest";

import { documentOf, type JsonDocument } from "./jsonNodes";
import { openedAtFirst, rowsOf, toggled, withMore, withSiblings, type JsonRow, type NodeRow } from "./jsonRows";
import { tableOf } from "./jsonTable";

function read(source: string): JsonDocument {
  const document = documentOf(source);
  if (!document) throw new Error("no JSON tree");
  return document;
}

/** Rows as one reads them: indent, key, and what stands there. */
function lines(document: JsonDocument, rows: readonly JsonRow[]): string[] {
  return rows.map((row) => {
    const pad = " ".repeat(row.level - 1);
    if (row.kind === "more") return `${pad}+${row.left}`;
    const value = row.isOpen === null ? document.textOf(row.node) : row.isOpen ? "open" : `closed ${row.node.count}`;
    return `${pad}${row.node.key ?? row.position - 1}: ${value}`;
  });
}

function rowAt(rows: readonly JsonRow[], index: number): NodeRow {
  const row = rows[index];
  if (row?.kind !== "node") throw new Error(`no node at ${index}`);
  return row;
}

describe("a JSON text as a tree", () => {
  test("keeps every digit, escape and odd name as written", () => {
    const document = read('{"id": 12345678901234567890, "x": 1.50e+400, "__proto__": {"a": 1}, "s": "\\u00e9\\"}"}');
    expect(lines(document, rowsOf(document, openedAtFirst(document, 10)))).toEqual([
      '"id": 12345678901234567890',
      '"x": 1.50e+400',
      '"__proto__": open',
      ' "a": 1',
      '"s": "\\u00e9\\"}"',
    ]);
    expect(Reflect.has({}, "a")).toBe(false);
  });

  test.each(['{"a": 1, "a": 2}', '{"a": 1, "\\u0061": 2}', '[{"b": {"c": 1, "c": 1}}]', '"text"', "17", "", '{"a":', "[".repeat(100_000) + "]".repeat(100_000), `[${"1,".repeat(600_000)}1]`])(
    "is none where it would lose something or is none: %#",
    (source) => expect(documentOf(source)).toBeNull(),
  );

  test("counts what lies directly in a value, with everything that may stand between", () => {
    const document = read(' { "a" : [ 1 , [2,3] , {} ] , "b": { } , "c": [[]] } ');
    expect(document.childrenOf(document.root).map(({ count }) => count)).toEqual([3, 0, 1]);
  });

  test("opens level by level as long as the lines suffice", () => {
    const document = read('{"few": [1, 2], "many": [1, 2, 3, 4, 5, 6, 7, 8, 9]}');
    expect(lines(document, rowsOf(document, openedAtFirst(document, 5)))).toEqual(['"few": open', " 0: 1", " 1: 2", '"many": closed 9']);
  });

  test("shows a long list in parts, and says how much is left", () => {
    const document = read(JSON.stringify(Array.from({ length: 5_000 }, (_, number) => number)));
    const rows = rowsOf(document, openedAtFirst(document, 40));
    expect(rows).toHaveLength(41);
    const more = rows.at(-1);
    if (more?.kind !== "more") throw new Error("no way to the rest");
    expect(more.left).toBe(4_960);
    expect(rowsOf(document, withMore(openedAtFirst(document, 40), more))).toHaveLength(141);
  });

  test("opens and closes one place, and all beside it", () => {
    const document = read('[{"a": [1]}, {"b": 2}, 3]');
    const closed = openedAtFirst(document, 1);
    const start = new Map(closed).set("", 3);
    const rows = rowsOf(document, start);
    expect(lines(document, rowsOf(document, toggled(start, rowAt(rows, 0))))).toEqual(["0: open", ' "a": closed 1', "1: closed 1", "2: 3"]);
    expect(lines(document, rowsOf(document, withSiblings(start, rows, rowAt(rows, 1))))).toEqual(["0: open", ' "a": closed 1', "1: open", ' "b": 2', "2: 3"]);
  });

  test("folds a text with lines into one of them", () => {
    const document = read(JSON.stringify({ code: `import os\n${"x = 1\n".repeat(50)}`, short: "a" }));
    expect(rowAt(rowsOf(document, openedAtFirst(document, 10)), 0).isOpen).toBe(false);
    expect(rowAt(rowsOf(document, openedAtFirst(document, 100)), 0).isOpen).toBe(true);
  });
});

describe("an array of flat objects as a table", () => {
  test("has the keys in the order in which they come, and a hole where one is missing", () => {
    const table = tableOf(read('[{"id": 1, "name": "a"}, {"name": "12", "size": null}]'));
    expect(table).toEqual({ name: null, columns: ["id", "name", "size"], rows: [["1", "a", null], [null, '"12"', "null"]] });
  });

  test("is found as the only entry of an object, and has its name", () => {
    expect(tableOf(read('{"results": [{"a": 1}, {"__proto__": 2}]}'))).toEqual({ name: "results", columns: ["a", "__proto__"], rows: [["1", null], [null, "2"]] });
  });

  test.each(['[{"a": 1}]', '[{"a": [1]}, {"a": 2}]', "[1, 2]", "[{}, {}]", '{"more": 1, "results": [{"a": 1}, {"a": 2}]}'])("is none of anything else: %s", (source) => {
    expect(tableOf(read(source))).toBeNull();
  });
});
