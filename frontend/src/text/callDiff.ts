/** What changed between two calls of one tool, argument by argument, in the words that the model wrote. Pure. */
import { entriesOf } from "./json";

export interface ArgumentChange {
  readonly name: string;
  /** Null: not given in that call. */
  readonly before: string | null;
  readonly after: string | null;
}

interface Call {
  readonly name: string;
  readonly arguments: string;
}

/** A call that was made before, and the step that made it. */
export interface EarlierCall {
  readonly step: number;
  readonly call: Call;
}

/** The latest earlier call of the same tool, whatever its arguments. */
export function earlierCall(calls: readonly (readonly Call[])[], step: number, position: number): EarlierCall | null {
  const wanted = calls[step]?.[position]?.name;
  for (let at = step; at >= 0; at -= 1) {
    const before = (at === step ? calls[at]?.slice(0, position) : calls[at]) ?? [];
    const call = before.findLast(({ name }) => name === wanted);
    if (call) return { step: at, call };
  }
  return null;
}

/** Arguments that differ, in the order of the later call; null where either is no JSON object, which cannot be compared. */
export function changedArguments(before: string, after: string): ArgumentChange[] | null {
  const [old, now] = [entriesOf(before), entriesOf(after)];
  if (old === null || now === null) return null;
  const names = [...new Set([...now.keys(), ...old.keys()])];
  return names
    .map((name): ArgumentChange => ({ name, before: old.get(name) ?? null, after: now.get(name) ?? null }))
    .filter((change) => change.before !== change.after);
}
