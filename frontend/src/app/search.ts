/** What may stand behind the "?" of an address, read with distrust: anything else is dropped, never an error. */

type Raw = Record<string, unknown>;

/**
 * What the router is given for a reader of addresses. It lays what the reader returns over what stood there, so that
 * something that is only left out would come through unread: every name that is not taken is said to be undefined.
 */
export function only<Read extends (raw: Raw) => object>(read: Read): Read {
  const readAll = (raw: Raw) => ({ ...Object.fromEntries(Object.keys(raw).map((name) => [name, undefined])), ...read(raw) });
  return readAll as Read;
}

/** Where to go after signing in: a path of this site and nothing that a browser could read as another site. */
export function signInSearch({ next }: Raw): { next?: string } {
  return typeof next === "string" && /^\/(?![/\\])/.test(next) ? { next } : {};
}
