/** What may stand behind the "?" of an address, read with distrust: anything else is dropped, never an error. */

type Raw = Record<string, unknown>;

/** Where to go after signing in: a path of this site and nothing that a browser could read as another site. */
export function signInSearch({ next }: Raw): { next?: string } {
  return typeof next === "string" && /^\/(?![/\\])/.test(next) ? { next } : {};
}
