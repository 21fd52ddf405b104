/** What can be done on the page, by a part of its name. Pure: the dialog draws it and runs what is chosen. */
import type { Command } from "../keyboard";

/** Doors to where one is already, and to what another line leads to as well. */
const LEFT_OUT = new Set(["jump.open", "page.searchKey"]);

/** Those that can be run now and whose name or group fits, the best first; all of the page for an empty text. */
export function paletteCommands(commands: readonly Command[], text: string): Command[] {
  const offered = commands.filter(({ id, enabled }) => enabled !== false && !LEFT_OUT.has(id));
  const wanted = fold(text).trim();
  if (wanted === "") return offered;
  return offered
    .map((command) => ({ command, rank: rankOf(command, wanted) }))
    .filter(({ rank }) => rank < NO_FIT)
    .sort((one, other) => one.rank - other.rank)
    .map(({ command }) => command);
}

const NO_FIT = 5;

/** 0 begins with it, 1 a word does, 2 it is within, 3 all its words are somewhere, 4 its letters come in this order. */
function rankOf({ title, group }: Command, wanted: string): number {
  const name = fold(title);
  if (name.startsWith(wanted)) return 0;
  if (name.includes(` ${wanted}`)) return 1;
  if (name.includes(wanted)) return 2;
  const whole = `${fold(group)} ${name}`;
  if (wanted.split(/\s+/).every((word) => whole.includes(word))) return 3;
  return isWithin(wanted.replace(/\s+/g, ""), name) ? 4 : NO_FIT;
}

function isWithin(letters: string, name: string): boolean {
  let at = -1;
  return Array.from(letters).every((letter) => (at = name.indexOf(letter, at + 1)) >= 0);
}

/** The minus of labels is typed as a hyphen. */
function fold(text: string): string {
  return text.toLowerCase().replace(/\u2212/g, "-");
}
