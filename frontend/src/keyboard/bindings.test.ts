import { expect, test } from "vitest";

import chords from "../testing/chords.json";
import { bind, isChosenKeys, keysElsewhere, ownerOf, sharedChoices, sharedOnPage, withBindings, withChanges, type Bindings } from "./bindings";
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

test("keys that two machines gave to commands of different groups are told with who has them, and no others", () => {
  const titles = (bindings: Bindings) => sharedOnPage(page(bindings), bindings).map(({ key, commands }) => [key, ...commands.map(({ title }) => title)]);
  const both = { "read.fold": { keys: ["q"], title: "Fold" }, "label.correct": { keys: ["q"], title: "Correct" }, "list.open": { keys: ["v"] } };
  expect(titles(both)).toEqual([["q", "Correct", "Fold"]]);
  // One machine gave d to another command, the other one gave Correct its own keys back: the chosen one has it.
  expect(titles({ "read.fold": { keys: ["d"] } })).toEqual([["d", "Fold", "Correct"]]);
  expect(titles(after({}, "read.fold", "d"))).toEqual([]);
  expect(titles({})).toEqual([]);
});

test("of choices alone those are told that have one key, whatever page they are for", () => {
  const bindings = { "read.fold": { keys: ["q", "w"], title: "Fold" }, "label.flag": { keys: ["w"] }, "list.open": { keys: ["v"] }, "list.close": { keys: [] } };
  expect(sharedChoices(bindings)).toEqual([{ key: "w", commands: [{ id: "read.fold", title: "Fold" }, { id: "label.flag", title: "label.flag" }] }]);
  expect(sharedChoices({})).toEqual([]);
});

test("of another page's command one knows the chosen keys, or those that nothing beside it was given", () => {
  const fold = { id: "read.fold", title: "Fold", keys: ["x", "w"] };
  expect(keysElsewhere({}, fold)).toEqual(["x", "w"]);
  expect(keysElsewhere({ "read.fold": { keys: ["q"] } }, fold)).toEqual(["q"]);
  expect(keysElsewhere({ "read.raw": { keys: ["x"] }, "label.flag": { keys: ["w"] } }, fold)).toEqual(["w"]);
});
