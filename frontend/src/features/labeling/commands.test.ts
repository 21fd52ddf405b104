import { expect, test } from "vitest";

import { caps, type Command } from "../../keyboard";
import { assertNoConflicts } from "../../keyboard/registry";
import { PROTOCOLS, TERNARY } from "../../testing/protocols";
import { deskCommands, type DeskActs } from "./commands";

const NOTHING = () => undefined;
const ACTS = new Proxy({} as DeskActs, { get: () => NOTHING });

/** Commands of the frame that every page has. */
const EVERYWHERE = ["?", "T", "/"].map((key) => ({ id: key, title: key, group: "", keys: [key], run: NOTHING }));

test.each(Object.values(PROTOCOLS))("$name: no key has two meanings, on the desk and with the keys of every page", (protocol) => {
  expect(() => assertNoConflicts([...deskCommands(ACTS, protocol), ...EVERYWHERE])).not.toThrow();
});

test("only movement answers to a held key", () => {
  const held = deskCommands(ACTS, TERNARY).filter(({ repeats }) => repeats === true);
  expect(held.map(({ id }) => id)).toEqual(["move.next", "move.previous"]);
});

test("docs/keyboard.md says what the table says (write it anew with `npx vitest run commands -u`)", async () => {
  await expect(sheet()).toMatchFileSnapshot("../../../../docs/keyboard.md");
});

test("a protocol without a neutral value has no key for one", () => {
  expect(deskCommands(ACTS, PROTOCOLS.binary).map(({ id }) => id)).not.toContain("label.neutral");
  expect(deskCommands(ACTS, PROTOCOLS.correctable).find(({ id }) => id === "label.neutral")?.title).toBe("0 correctable");
});

function sheet(): string {
  const intro = [
    "# Keys of the labelling desk",
    "",
    "Written from the desk's command table (frontend/src/features/labeling/commands.ts) and the records of the protocols; a",
    "test fails when they differ. `?` shows the same table on the page. Nothing fires while you type, inside an input method,",
    "or from a held key (only movement repeats). Escape leaves a text field. `?` help, `T` dark or light, `/` and ctrl+K work",
    "on every page: `/` searches in the trajectory here, ctrl+K does anything by its name. In the help sheet everybody chooses",
    "keys of their own ([preferences.md](preferences.md)).",
  ];
  const tables = Object.values(PROTOCOLS).map((protocol) => rows(deskCommands(ACTS, protocol)));
  const everywhere = (tables[0] ?? []).filter((row) => tables.every((table) => table.includes(row)));
  const own = Object.values(PROTOCOLS).flatMap(({ name, title }, index) => {
    return section(`${title}: \`${name}\``, (tables[index] ?? []).filter((row) => !everywhere.includes(row)));
  });
  return [...intro, ...section("Under every protocol", everywhere), ...own, ""].join("\n");
}

function section(title: string, lines: readonly string[]): string[] {
  return ["", `## ${title}`, "", "| Group | Action | Keys |", "| --- | --- | --- |", ...lines];
}

function rows(commands: readonly Command[]): string[] {
  // "/" leads to the page's search, which has no key of its own.
  return commands.filter(({ id }) => id !== "page.search").map(({ group, title, keys }) => `| ${group} | ${title} | ${keys.map(chord).join(" ") || "by name: `ctrl`+`k`"} |`);
}

function chord(key: string): string {
  return caps(key, false).map((cap) => (cap === "\\" ? "`\\`" : `\`${cap}\``)).join("+");
}
