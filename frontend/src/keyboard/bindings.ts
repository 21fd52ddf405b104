/** Keys that a person chose, laid over those of the table. Pure. */
import type { Command } from "./command";

/** Names of commands, and the keys that stand in for their own. No keys at all is a choice too. */
export type Bindings = Readonly<Record<string, readonly string[]>>;

/**
 * The commands with the keys that reach them. A chosen key wins over one of the table; of two commands that were given
 * one key on different pages the first has it.
 */
export function withBindings(commands: readonly Command[], bindings: Bindings): Command[] {
  const taken = new Map<string, string>();
  for (const { id } of commands) {
    for (const key of bindings[id] ?? []) if (!taken.has(key)) taken.set(key, id);
  }
  return commands.map((command) => {
    const keys = (bindings[command.id] ?? command.keys).filter((key) => (taken.get(key) ?? command.id) === command.id);
    return keys.length === command.keys.length && keys.every((key, at) => key === command.keys[at]) ? command : { ...command, keys };
  });
}

/** `key` becomes the one key of a command; whichever of these commands had it keeps the rest of its keys. */
export function bind(bindings: Bindings, commands: readonly Command[], id: string, key: string | null): Bindings {
  const losers = commands.filter((command) => command.id !== id && key !== null && command.keys.includes(key));
  const lost = losers.map((command) => [command.id, command.keys.filter((one) => one !== key)] as const);
  return { ...bindings, ...Object.fromEntries(lost), [id]: key === null ? [] : [key] };
}

export function unbind(bindings: Bindings, id: string): Bindings {
  return Object.fromEntries(Object.entries(bindings).filter(([name]) => name !== id));
}

/** What was stored, read with distrust: anything that is no such record is no choice. */
export function readBindings(text: string | null): Bindings {
  try {
    const value: unknown = JSON.parse(text ?? "{}");
    if (typeof value !== "object" || value === null) return {};
    return Object.fromEntries(Object.entries(value).filter((entry): entry is [string, string[]] => isKeys(entry[1])));
  } catch {
    return {};
  }
}

function isKeys(value: unknown): value is string[] {
  return Array.isArray(value) && value.length < 10 && value.every((key) => typeof key === "string" && key !== "");
}

const NO_KEY = new Set(["Shift", "Control", "Alt", "Meta", "AltGraph", "CapsLock", "NumLock", "Fn", "Dead", "Process", "Unidentified", "Compose"]);
/** Dialogs, text fields and the browser itself live by these. */
const KEPT = new Set(["Escape", "Tab", "Shift+Tab"]);

/** Whether a chord can be given to a command. Null: it is not a key yet (a modifier that is held). */
export function isBindable(chord: string): boolean | null {
  const key = chord === "+" ? chord : (chord.split(/\+(?=.)/).at(-1) ?? chord);
  return NO_KEY.has(key) ? null : !KEPT.has(chord);
}
