import { expect, test } from "vitest";

import { caps, type Command } from "../../keyboard";
import { assertNoConflicts } from "../../keyboard/registry";
import { deskCommands, type DeskActs } from "./commands";

const NOTHING = () => undefined;
const ACTS = new Proxy({} as DeskActs, { get: () => NOTHING });
const TERNARY = { asks_for_labels: true, asks_for_outcome: true };
const FIRST_ERROR = { asks_for_labels: false, asks_for_outcome: false };

/** Commands of the frame that every page has. */
const EVERYWHERE = ["?", "T", "/"].map((key) => ({ id: key, title: key, group: "", keys: [key], run: NOTHING }));

test.each([TERNARY, FIRST_ERROR])("no key has two meanings, on the desk and with the keys of every page", (protocol) => {
  expect(() => assertNoConflicts([...deskCommands(ACTS, protocol), ...EVERYWHERE])).not.toThrow();
});

test("only movement answers to a held key", () => {
  const held = deskCommands(ACTS, TERNARY).filter(({ repeats }) => repeats === true);
  expect(held.map(({ id }) => id)).toEqual(["move.next", "move.previous"]);
});

test("docs/keyboard.md says what the table says (write it anew with `npx vitest run commands -u`)", async () => {
  await expect(sheet()).toMatchFileSnapshot("../../../../docs/keyboard.md");
});

function sheet(): string {
  const intro = [
    "# Keys of the labelling desk",
    "",
    "Written from the desk's command table (frontend/src/features/labeling/commands.ts); a test fails when the two differ.",
    "`?` shows the same table on the page. Nothing fires while you type, inside an input method, or from a held key (only",
    "movement repeats). Escape leaves a text field. `?` help, `T` dark or light and `/` jump work on every page.",
  ];
  const parts = [
    ...table("With step labels (protocol `ternary`)", deskCommands(ACTS, TERNARY)),
    ...table("With the first error alone (protocol `first-error`)", deskCommands(ACTS, FIRST_ERROR)),
  ];
  return [...intro, ...parts, ""].join("\n");
}

function table(title: string, commands: readonly Command[]): string[] {
  const rows = commands.map(({ group, title: name, keys }) => `| ${group} | ${name} | ${keys.map(chord).join(" ")} |`);
  return ["", `## ${title}`, "", "| Group | Action | Keys |", "| --- | --- | --- |", ...rows];
}

function chord(key: string): string {
  return caps(key, false).map((cap) => (cap === "\\" ? "`\\`" : `\`${cap}\``)).join("+");
}
