import { expect, test } from "vitest";

import { bind, isBindable, readBindings, unbind, withBindings } from "./bindings";
import type { Command } from "./command";

const TABLE: Command[] = [
  { id: "correct", title: "", group: "", keys: ["d", "1"], run: () => undefined },
  { id: "fold", title: "", group: "", keys: ["x"], run: () => undefined },
  { id: "help", title: "", group: "", keys: ["?"], run: () => undefined },
];
const keysOf = (commands: readonly Command[]) => Object.fromEntries(commands.map(({ id, keys }) => [id, keys]));

test("without a choice every command keeps its keys, and is the same object", () => {
  expect(withBindings(TABLE, {})).toEqual(TABLE);
  expect(withBindings(TABLE, {})[0]).toBe(TABLE[0]);
});

test("a chosen key wins over one of the table, and the other command keeps the rest", () => {
  expect(keysOf(withBindings(TABLE, { fold: ["1"] }))).toEqual({ correct: ["d"], fold: ["1"], help: ["?"] });
});

test("of two choices of one key, made on different pages, the first command of the page has it", () => {
  expect(keysOf(withBindings(TABLE, { fold: ["q"], correct: ["q"] }))).toEqual({ correct: ["q"], fold: [], help: ["?"] });
});

test("a choice for a command that is not on this page takes nothing away here", () => {
  expect(keysOf(withBindings(TABLE, { elsewhere: ["x"] }))).toEqual(keysOf(TABLE));
});

test("taking a key says so for the command that loses it, so that it stays lost", () => {
  const bindings = bind({}, TABLE, "fold", "d");
  expect(bindings).toEqual({ correct: ["1"], fold: ["d"] });
  expect(keysOf(withBindings(TABLE, bindings))).toEqual({ correct: ["1"], fold: ["d"], help: ["?"] });
});

test("a command can be left without a key, and be given its own back", () => {
  const bindings = bind({}, TABLE, "fold", null);
  expect(keysOf(withBindings(TABLE, bindings)).fold).toEqual([]);
  expect(withBindings(TABLE, unbind(bindings, "fold"))).toEqual(TABLE);
});

test.each([null, "", "{", "3", "null", '{"a":3,"b":["x"],"c":[""],"d":[1]}'])("reads what is stored with distrust: %s", (text) => {
  expect(readBindings(text)).toEqual(text?.includes('"b"') === true ? { b: ["x"] } : {});
});

test.each([
  ["x", true],
  ["+", true],
  ["Mod+ArrowDown", true],
  ["Shift", null],
  ["Mod+Control", null],
  ["Escape", false],
  ["Tab", false],
])("%s can be chosen: %s", (chord, expected) => expect(isBindable(chord)).toBe(expected));
