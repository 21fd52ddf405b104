import { expect, test } from "vitest";

import type { Command } from "../keyboard";
import { paletteCommands } from "./paletteCommands";

const command = (id: string, title: string, group = "Label", more: Partial<Command> = {}): Command => ({ id, title, group, keys: [], run: () => undefined, ...more });
const TABLE = [
  command("correct", "+1 correct"),
  command("incorrect", "\u22121 incorrect"),
  command("error", "First error is here"),
  command("none", "No error in the whole trajectory"),
  command("next", "Next step", "Move"),
  command("raw", "Source text or rendered", "Read"),
  command("off", "Redo", "Trajectory", { enabled: false }),
  command("jump.open", "Jump to\u2026", "Everywhere"),
];
const ids = (text: string) => paletteCommands(TABLE, text).map(({ id }) => id);

test("offers everything that can be done now, and no door to itself", () => {
  expect(ids("")).toEqual(["correct", "incorrect", "error", "none", "next", "raw"]);
});

test.each([
  ["no er", ["none"]],
  ["correct", ["correct", "incorrect"]],
  ["-1", ["incorrect"]],
  ["error", ["error", "none"]],
  ["move step", ["next"]],
  ["nxst", ["next"]],
  ["FIRST", ["error"]],
  ["zebra", []],
])("finds by a part of the name, the best first: %s", (text, expected) => {
  expect(ids(text)).toEqual(expected);
});
