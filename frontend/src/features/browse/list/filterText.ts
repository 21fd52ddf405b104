/**
 * The filter grammar as far as a page needs it: to show terms as chips, to change one of them, to offer what can follow.
 *
 * Whether a filter is right is the server's to say; here every text can be cut into terms and put together again.
 */

export interface Term {
  /** Null for words that the problem is searched for. */
  readonly key: string | null;
  readonly value: string;
  readonly negated: boolean;
  /** Where it stands in the text. */
  readonly start: number;
  readonly end: number;
}

/** The server's own pattern (trajectories/filters.py), and before it what is only being typed: a key alone, an open quote. */
const TERM = /(-)?(?:([a-z]+):(?=\s|$)|(?:([a-z]+):)?(?:"([^"]*)(?:"|$)|([^\s"]+)))/g;

export function readTerms(text: string): Term[] {
  return [...text.matchAll(TERM)].map((match) => {
    const [whole, minus, bare, key, quoted, plain] = match;
    const place = { start: match.index, end: match.index + whole.length };
    return { key: bare ?? key ?? null, value: quoted ?? plain ?? "", negated: minus !== undefined, ...place };
  });
}

export function writeTerm({ key, value, negated = false }: { key: string | null; value: string; negated?: boolean }): string {
  const quoted = /[\s"]/.test(value) || value === "" || (key === null && /:|^-/.test(value));
  const written = quoted ? `"${value.replaceAll('"', "")}"` : value;
  return `${negated ? "-" : ""}${key === null ? "" : `${key}:`}${written}`;
}

/** The text without that term. */
export function withoutTerm(text: string, term: Term): string {
  return tidy(text.slice(0, term.start) + text.slice(term.end));
}

/** The text with another value in that term's place. */
export function withValue(text: string, term: Term, value: string): string {
  return tidy(text.slice(0, term.start) + writeTerm({ ...term, value }) + text.slice(term.end));
}

export function withTerm(text: string, key: string, value: string): string {
  return tidy(`${text} ${writeTerm({ key, value })}`);
}

function tidy(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
