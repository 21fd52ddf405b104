/** A value that components watch in parts: only those whose part changed render again. */
import { useMemo, useSyncExternalStore } from "react";

export class Store<S> {
  private readonly readers = new Set<() => void>();

  constructor(private state: S) {}

  readonly get = (): S => this.state;

  readonly set = (next: S): void => {
    if (Object.is(next, this.state)) return;
    this.state = next;
    for (const reader of [...this.readers]) reader();
  };

  readonly subscribe = (reader: () => void): (() => void) => {
    this.readers.add(reader);
    return () => this.readers.delete(reader);
  };
}

/** A part of a store. `select` has to keep its identity (a constant, or useCallback); equal parts count as unchanged. */
export function useStore<S, T>(store: Store<S>, select: (state: S) => T): T {
  const pick = useMemo(() => remembering(select), [select]);
  return useSyncExternalStore(store.subscribe, () => pick(store.get()));
}

function remembering<S, T>(select: (state: S) => T): (state: S) => T {
  let last: { readonly part: T } | null = null;
  return (state) => {
    const part = select(state);
    if (last === null || !isSame(last.part, part)) last = { part };
    return last.part;
  };
}

/** Equal, or plain objects with equal values. */
function isSame(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (!isPlain(one) || !isPlain(other)) return false;
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length && keys.every((key) => Object.is(one[key], other[key]));
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
