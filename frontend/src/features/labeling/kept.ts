/** An operation on its way, as this browser keeps it. */
import type { Operation } from "./draft";

/** One operation, and the revision of the draft on which its batch is to be applied. */
export interface Kept {
  /** Whose draft: person, queue and trajectory. */
  readonly owner: string;
  /** Order of making; with `owner` the key. */
  readonly seq: number;
  readonly base: number;
  readonly operation: Operation;
}
