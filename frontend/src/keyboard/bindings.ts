/** Keys that a person chose, laid over those of the table. Pure. */
import type { Command } from "./command";

/** The keys of one command, and what it was called and had where they were chosen: not every page knows every command. */
export interface ChosenKeys {
  /** They stand in for those of the table. No keys at all is a choice too. */
  readonly keys: readonly string[];
  readonly title?: string;
  /** Its keys without a choice; null where that is not known. */
  readonly instead_of?: readonly string[] | null;
}

/** A key that several commands were given, by name and title; the first answers where a page has them all. */
export interface SharedKey {
  readonly key: string;
  readonly commands: readonly Pick<Command, "id" | "title">[];
}

/** A command that is spoken of on a page which does not offer it. */
export type Spoken = Pick<Command, "id" | "title" | "keys">;

/** Choices by name of the command. */
export type Bindings = Readonly<Record<string, ChosenKeys>>;
/** What is chosen now; null takes a choice back. */
export type BindingChanges = Readonly<Record<string, ChosenKeys | null>>;

/** A page's commands, with the keys that reach them and with those of the table. */
export interface PageKeys {
  readonly commands: readonly Command[];
  readonly table: readonly Command[];
}

/** What has a chord already. */
export type KeyOwner = Pick<Command, "id" | "title" | "keys">;

/**
 * The commands with the keys that reach them. A chosen key wins over one of the table; of two commands that were given
 * one key on different pages the first has it.
 */
export function withBindings(commands: readonly Command[], bindings: Bindings): Command[] {
  const taken = new Map<string, string>();
  for (const { id } of commands) {
    for (const key of bindings[id]?.keys ?? []) if (!taken.has(key)) taken.set(key, id);
  }
  return commands.map((command) => {
    const keys = (bindings[command.id]?.keys ?? command.keys).filter((key) => (taken.get(key) ?? command.id) === command.id);
    return isSame(keys, command.keys) ? command : { ...command, keys };
  });
}

/** `key` becomes the one key of a command, or null none; whichever command had it keeps the rest of its keys. */
export function bind(bindings: Bindings, page: PageKeys, id: string, key: string | null): BindingChanges {
  const without = (keys: readonly string[]) => keys.filter((one) => one !== key);
  const onPage = page.table.filter((command) => command.id !== id && key !== null && keysOf(command, bindings).includes(key));
  const elsewhere = key === null ? [] : chosenElsewhere(bindings, page, id).filter(([, { keys }]) => keys.includes(key));
  return {
    ...Object.fromEntries(elsewhere.map(([other, choice]) => [other, { ...choice, keys: without(choice.keys) }])),
    ...Object.fromEntries(onPage.map((command) => [command.id, choiceFor(command, without(keysOf(command, bindings)))])),
    ...Object.fromEntries(page.table.filter((command) => command.id === id).map((command) => [id, choiceFor(command, key === null ? [] : [key])])),
  };
}

/** Whose a chord is, if it is to become `id`'s: on this page, or on another one that has commands of the same group. */
export function ownerOf(bindings: Bindings, page: PageKeys, id: string, key: string): KeyOwner | undefined {
  const onPage = page.commands.find((command) => command.id !== id && command.keys.includes(key));
  if (onPage) return onPage;
  const [other, choice] = chosenElsewhere(bindings, page, id).find(([, { keys }]) => keys.includes(key)) ?? [];
  return other === undefined || choice === undefined ? undefined : { id: other, title: nameOf(other, choice), keys: choice.keys };
}

/** Keys that more than one command of the page should have. A choice of another machine can make it so. */
export function sharedOnPage({ commands, table }: PageKeys, bindings: Bindings): SharedKey[] {
  const keys = new Set(table.flatMap((command) => keysOf(command, bindings)));
  const wanting = (key: string) => table.filter((command) => keysOf(command, bindings).includes(key));
  const has = ({ id }: Command, key: string) => commands.some((command) => command.id === id && command.keys.includes(key));
  const all = [...keys].map((key) => ({ key, commands: wanting(key).sort((one, other) => Number(has(other, key)) - Number(has(one, key))) }));
  return all.filter((shared) => shared.commands.length > 1);
}

/** The same of choices alone, where nobody knows which page has which commands. The server sees to those of one group. */
export function sharedChoices(bindings: Bindings): SharedKey[] {
  const keys = new Set(Object.values(bindings).flatMap((choice) => choice.keys));
  const all = [...keys].map((key) => ({ key, commands: Object.entries(bindings).filter(([, choice]) => choice.keys.includes(key)).map(([id, choice]) => ({ id, title: nameOf(id, choice) })) }));
  return all.filter((shared) => shared.commands.length > 1);
}

/** The keys of a command of another page, as that page has them: one that a command beside it was given is not among them. */
export function keysElsewhere(bindings: Bindings, { id, keys }: Spoken): readonly string[] {
  const beside = Object.entries(bindings).filter(([other]) => other !== id && groupOf(other) === groupOf(id));
  return bindings[id]?.keys ?? keys.filter((key) => !beside.some(([, choice]) => choice.keys.includes(key)));
}

export function withChanges(bindings: Bindings, changes: BindingChanges): Bindings {
  const all = Object.entries({ ...bindings, ...changes });
  return Object.fromEntries(all.filter((entry): entry is [string, ChosenKeys] => entry[1] !== null));
}

/** A chosen command as a person knows it; by its own name where the page that offers it never said. */
export function nameOf(id: string, { title }: ChosenKeys): string {
  return title === undefined || title === "" ? id : title;
}

/** What was stored or sent, read with distrust: what is no such choice is none here. */
export function isChosenKeys(value: unknown): value is ChosenKeys {
  return typeof value === "object" && value !== null && "keys" in value && isKeys(value.keys);
}

export function isKeys(value: unknown): value is string[] {
  return Array.isArray(value) && value.length < 10 && value.every((key) => typeof key === "string" && key !== "");
}

/** Chosen keys of commands that this page does not have, where the server lets a chord have one owner: in one group. */
function chosenElsewhere(bindings: Bindings, { table }: PageKeys, id: string): [string, ChosenKeys][] {
  const here = new Set(table.map((command) => command.id));
  return Object.entries(bindings).filter(([other]) => other !== id && !here.has(other) && groupOf(other) === groupOf(id));
}

function keysOf(command: Command, bindings: Bindings): readonly string[] {
  return bindings[command.id]?.keys ?? command.keys;
}

/** Null where the keys are those of the table. */
function choiceFor({ title, keys: own }: Command, keys: readonly string[]): ChosenKeys | null {
  return isSame(keys, own) ? null : { keys, title, instead_of: own };
}

function isSame(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((key, at) => key === others[at]);
}

function groupOf(id: string): string {
  return id.slice(0, id.indexOf("."));
}
