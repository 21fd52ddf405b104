/** What can follow where the cursor stands in a filter: keys first, then the values that occur. */
import type { FilterKey } from "../shapes";
import { writeTerm } from "./filterText";

export interface Suggestion {
  readonly label: string;
  readonly note: string;
  /** The whole text with the suggestion in it, and where the cursor stands then. */
  readonly text: string;
  readonly caret: number;
  /** A key alone is no filter yet: its values come next. */
  readonly isComplete: boolean;
}

const MOST = 12;

export function suggest(text: string, caret: number, keys: readonly FilterKey[]): Suggestion[] {
  const start = tokenStart(text, caret);
  const token = text.slice(start, caret);
  const minus = token.startsWith("-") ? "-" : "";
  const [, name, partial] = /^([a-z]+):"?(.*)$/.exec(token.slice(minus.length)) ?? [];
  const put = (written: string, isComplete: boolean) => {
    const rest = text.slice(caret).replace(/^\s+/, "");
    const before = `${text.slice(0, start)}${minus}${written}${isComplete ? " " : ""}`;
    return { text: before + rest, caret: before.length, isComplete };
  };
  if (name !== undefined) {
    return values(keys, name, partial ?? "").map((value) => ({ label: value, note: "", ...put(writeTerm({ key: name, value }), true) }));
  }
  const wanted = token.slice(minus.length);
  return keys
    .filter(({ key }) => key.startsWith(wanted))
    .map(({ key, meaning }) => ({ label: `${key}:`, note: meaning, ...put(`${key}:`, false) }));
}

/** A token begins behind the last blank that is not inside quotes. */
function tokenStart(text: string, caret: number): number {
  let start = 0;
  let quoted = false;
  for (let at = 0; at < caret; at += 1) {
    if (text[at] === '"') quoted = !quoted;
    else if (!quoted && /\s/.test(text[at] ?? "")) start = at + 1;
  }
  return start;
}

function values(keys: readonly FilterKey[], name: string, partial: string): string[] {
  const known = keys.find(({ key }) => key === name)?.values ?? [];
  const wanted = partial.toLowerCase();
  return known.filter((value) => value.toLowerCase().includes(wanted) && value !== partial).slice(0, MOST);
}
