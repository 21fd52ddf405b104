/**
 * What a person chose, as one browser holds it: the account's copy, and what was chosen here and is not there yet. Pure.
 *
 * Every choice has a place of its own ("theme", "keys/label.correct"), so that two machines that choose different things
 * do not meet at all. Where they chose the same thing, the later choice holds.
 */
import type { Preferences } from "../api/types";
import { isChosenKeys, isKeys, type Bindings, type BindingChanges } from "../keyboard";
import { isTheme, type Theme } from "../theme/theme";

/** A choice that the account does not have yet; null takes one back. */
export interface Waiting {
  readonly value: unknown;
  /** When it was chosen, in milliseconds of this machine's clock. */
  readonly at: number;
}

export interface Kept {
  /** As the account had it when it was last heard of. */
  readonly account: Preferences;
  readonly waiting: Readonly<Record<string, Waiting>>;
}

/** Choices in force: the account's, with what waits laid over them. */
export interface Choices {
  /** Null: what the system says. */
  readonly theme: Theme | null;
  readonly keys: Bindings;
}

/** What is chosen now; what is not named stays. */
export interface Changes {
  readonly theme?: Theme | null;
  readonly keys?: BindingChanges;
}

const KEY_PLACE = "keys/";
/** When choices of a browser were made that nobody kept the time of. */
const BEFORE_ACCOUNTS = 0;

export function nothingKept(username: string): Kept {
  return { account: { username, revision: 0, changed_at: null, theme: null, keys: {} }, waiting: {} };
}

export function choicesOf({ account, waiting }: Kept): Choices {
  const all = { ...placesOf(account), ...valuesOf(waiting) };
  // Another version may have written what this one cannot read: it stays in the account and counts for nothing here.
  const keys = Object.entries(all).filter(([place, value]) => place.startsWith(KEY_PLACE) && isChosenKeys(value));
  return {
    theme: isTheme(all.theme) ? all.theme : null,
    keys: Object.fromEntries(keys.map(([place, value]) => [place.slice(KEY_PLACE.length), value])) as Bindings,
  };
}

export function choose(kept: Kept, { theme, keys = {} }: Changes, at: number): Kept {
  const chosen: Record<string, Waiting> = theme === undefined ? {} : { theme: { value: theme, at } };
  for (const [command, value] of Object.entries(keys)) chosen[KEY_PLACE + command] = { value, at };
  return { ...kept, waiting: { ...kept.waiting, ...chosen } };
}

/** What waits, as the server is told it. */
export function patchOf({ account, waiting }: Kept): Record<string, unknown> {
  const { theme, ...rest } = valuesOf(waiting);
  const keys = Object.entries(rest).map(([place, value]) => [place.slice(KEY_PLACE.length), value] as const);
  return {
    username: account.username,
    revision: account.revision,
    ...("theme" in waiting ? { theme } : {}),
    ...(keys.length > 0 ? { keys: Object.fromEntries(keys) } : {}),
  };
}

/** The server took what was sent. What was chosen since then still waits. */
export function confirmed(kept: Kept, sent: Kept["waiting"], account: Preferences): Kept {
  const waiting = Object.entries(kept.waiting).filter(([place, choice]) => !isSame(choice, sent[place]));
  return { account: account.revision > kept.account.revision ? account : kept.account, waiting: Object.fromEntries(waiting) };
}

/** The account was changed elsewhere. Also says which choices of this browser gave way to later ones. */
export function heard(kept: Kept, account: Preferences): { readonly kept: Kept; readonly lost: readonly string[] } {
  const [before, now] = [placesOf(kept.account), placesOf(account)];
  const changedAt = Date.parse(account.changed_at ?? "");
  const isLost = ([place, { value, at }]: [string, Waiting]) => !isSame(now[place] ?? null, value) && !isSame(now[place], before[place]) && changedAt > at;
  const unlike = Object.entries(kept.waiting).filter(([place, { value }]) => !isSame(now[place] ?? null, value));
  return {
    kept: { account, waiting: Object.fromEntries(unlike.filter((entry) => !isLost(entry))) },
    lost: unlike.filter((entry) => isLost(entry) && entry[1].at > BEFORE_ACCOUNTS).map(([place]) => place),
  };
}

/** The server refused choices: those at the places that it names ("keys.label.correct.keys.0"), or all that were sent. */
export function refused(kept: Kept, sent: Kept["waiting"], fields: readonly string[]): Kept {
  const named = Object.keys(sent).filter((place) => fields.some((field) => isAt(field, place)));
  const gone = new Set(named.length > 0 ? named : Object.keys(sent));
  const waiting = Object.entries(kept.waiting).filter(([place, choice]) => !gone.has(place) || !isSame(choice, sent[place]));
  return { ...kept, waiting: Object.fromEntries(waiting) };
}

/** Choices from before accounts had them, which stood in the browser alone: older than anything the account has. */
export function takenOver(kept: Kept, old: { readonly keys: string | null; readonly theme: string | null }): Kept {
  const keys = Object.entries(record(old.keys)).filter((entry): entry is [string, string[]] => isKeys(entry[1]));
  const theme = isTheme(old.theme) ? { theme: old.theme } : {};
  return choose(kept, { ...theme, keys: Object.fromEntries(keys.map(([command, chosen]) => [command, { keys: chosen, title: "", instead_of: null }])) }, BEFORE_ACCOUNTS);
}

/** What was stored, read with distrust; null where that is no copy of this person's choices. */
export function readKept(username: string, text: string | null): Kept | null {
  const { account, waiting } = record(text);
  if (!isObject(account) || account.username !== username || typeof account.revision !== "number" || !isObject(account.keys)) return null;
  const choices = Object.entries(isObject(waiting) ? waiting : {}).filter((entry): entry is [string, Waiting] => isWaiting(entry[1]));
  return { account: account as unknown as Preferences, waiting: Object.fromEntries(choices.filter(([place]) => place === "theme" || place.startsWith(KEY_PLACE))) };
}

/** A place as a person knows it. */
export function placeName(place: string, { account, waiting }: Kept): string {
  if (place === "theme") return "light or dark";
  const choice = waiting[place]?.value ?? placesOf(account)[place];
  const title = isObject(choice) && typeof choice.title === "string" ? choice.title : "";
  return title === "" ? place.slice(KEY_PLACE.length) : title;
}

export function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
}

function placesOf({ theme, keys }: Preferences): Record<string, unknown> {
  const chosen = Object.entries(keys).map(([command, choice]) => [KEY_PLACE + command, choice] as const);
  return { ...(theme === null ? {} : { theme }), ...Object.fromEntries(chosen) };
}

function valuesOf(waiting: Kept["waiting"]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(waiting).map(([place, { value }]) => [place, value]));
}

/** Whether a refusal's field lies at a place, or over it: "keys" is about all of them. */
function isAt(field: string, place: string): boolean {
  const dotted = place.replace(KEY_PLACE, "keys.");
  return field === dotted || field.startsWith(`${dotted}.`) || dotted.startsWith(`${field}.`);
}

function record(text: string | null): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text ?? "null");
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

function isWaiting(value: unknown): value is Waiting {
  return isObject(value) && "value" in value && typeof value.at === "number";
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The server's database gives the names within a choice another order. */
function sorted(value: unknown): unknown {
  return isObject(value) ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1))) : value;
}
