import { expect, test } from "vitest";

import chords from "../testing/chords.json";
import { bind, isChosenKeys, ownerOf, withBindings, withChanges, type Bindings } from "./bindings";
import { isBindable } from "./chords";
import type { Command } from "./command";

const TABLE: Command[] = [
  { id: "label.correct", title: "Correct", group: "", keys: ["d", "1"], run: () => undefined },
  { id: "read.fold", title: "Fold", group: "", keys: ["x"], run: () => undefined },
  { id: "help.open", title: "Help", group: "", keys: ["?"], run: () => undefined },
];
const keysOf = (commands: readonly Command[]) => Object.fromEntries(commands.map(({ id, keys }) => [id, keys]));
const page = (bindings: Bindings = {}) => ({ table: TABLE, commands: withBindings(TABLE, bindings) });
const after = (bindings: Bindings, id: string, key: string | null) => withChanges(bindings, bind(bindings, page(bindings), id, key));

test("without a choice every command keeps its keys, and is the same object", () => {
  expect(withBindings(TABLE, {})).toEqual(TABLE);
  expect(withBindings(TABLE, {})[0]).toBe(TABLE[0]);
});

test("a chosen key wins over one of the table, and the other command keeps the rest", () => {
  expect(keysOf(withBindings(TABLE, { "read.fold": { keys: ["1"] } }))).toEqual({ "label.correct": ["d"], "read.fold": ["1"], "help.open": ["?"] });
});

test("of two choices of one key, made on different pages, the first command of the page has it", () => {
  const both = { "read.fold": { keys: ["q"] }, "label.correct": { keys: ["q"] } };
  expect(keysOf(withBindings(TABLE, both))).toEqual({ "label.correct": ["q"], "read.fold": [], "help.open": ["?"] });
});

test("a choice for a command that is not on this page takes nothing away here", () => {
  expect(keysOf(withBindings(TABLE, { "list.open": { keys: ["x"] } }))).toEqual(keysOf(TABLE));
});

test("taking a key says so for the command that loses it, so that it stays lost, and what both had before", () => {
  const bindings = after({}, "read.fold", "d");
  expect(bindings).toEqual({
    "label.correct": { keys: ["1"], title: "Correct", instead_of: ["d", "1"] },
    "read.fold": { keys: ["d"], title: "Fold", instead_of: ["x"] },
  });
  expect(keysOf(withBindings(TABLE, bindings))).toEqual({ "label.correct": ["1"], "read.fold": ["d"], "help.open": ["?"] });
});

test("a command can be left without a key, and be given its own back", () => {
  const bindings = after({}, "read.fold", null);
  expect(keysOf(withBindings(TABLE, bindings))["read.fold"]).toEqual([]);
  expect(withBindings(TABLE, withChanges(bindings, { "read.fold": null }))).toEqual(TABLE);
});

test("the key that the table has is no choice", () => {
  expect(after({ "read.fold": { keys: ["w"] } }, "read.fold", "x")).toEqual({});
});

test("a key of another page's command of the same group is named and taken, one of another group is not", () => {
  const bindings = { "read.branch": { keys: ["v"], title: "Branch" }, "list.open": { keys: ["v"] } };
  expect(ownerOf(bindings, page(bindings), "read.fold", "v")).toEqual({ id: "read.branch", title: "Branch", keys: ["v"] });
  expect(ownerOf(bindings, page(bindings), "label.correct", "v")).toBeUndefined();
  expect(after(bindings, "read.fold", "v")).toMatchObject({ "read.branch": { keys: [], title: "Branch" }, "read.fold": { keys: ["v"] }, "list.open": { keys: ["v"] } });
});

test.each([null, 3, ["x"], {}, { keys: "x" }, { keys: [1] }, { keys: [""] }, { keys: Array.from("abcdefghij") }])("takes nothing for a choice that is none: %j", (value) => {
  expect(isChosenKeys(value)).toBe(false);
});

test.each(chords)("$chord can be chosen or not, as the server has it: $verdict", ({ chord, verdict }) => {
  expect(isBindable(chord)).toBe(verdict === "held" ? null : verdict === "key");
});
