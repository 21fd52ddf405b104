/** What waits for the server as batches, and what stops it. Pure. */
import type { ApiError } from "../../api/errors";
import { draftIn } from "./deskApi";
import { isTyped, type Change } from "./draft";
import type { Kept } from "./outbox";
import type { Batch, ServerDraft } from "./types";

export interface SyncState {
  /**
   * saved: the server has everything. offline: it does not answer and changes wait here. conflict: the draft was changed
   * elsewhere. closed: it was submitted (`theirs` is what stands) or given back elsewhere. refused: the server will not
   * take the changes.
   */
  readonly status: "saved" | "saving" | "offline" | "conflict" | "closed" | "refused";
  /** Changes that the server does not have yet. */
  readonly waiting: number;
  /** False: what waits would be lost with the tab. */
  readonly isKept: boolean;
  readonly theirs: ServerDraft | null;
  readonly error: ApiError | null;
}

/** Why nothing more is sent until somebody chooses. */
export type Block = Pick<SyncState, "status" | "theirs" | "error">;

export function blockFor(error: ApiError): Block {
  const theirs = draftIn(error);
  const closed = error.code === "draft_closed" || error.status === 404;
  return { status: closed ? "closed" : theirs ? "conflict" : "refused", theirs, error };
}

/** The rows that travel first: those made on the same revision. */
export function firstBatch(queue: readonly Kept[]): Kept[] {
  return queue.filter(({ base }) => base === queue[0]?.base);
}

export function lastBatch(queue: readonly Kept[]): Kept[] {
  return queue.filter(({ base }) => base === queue.at(-1)?.base);
}

export function batchOf(rows: readonly Kept[]): Batch {
  return { base_revision: rows[0]?.base ?? 0, operations: rows.map(({ operation }) => operation) };
}

/** Typing on in one text, and time that goes on, take the place of what waited for the same. */
export function canMerge(before: Change, after: Change): boolean {
  const isContinuous = isTyped(after.field) || after.field === "active_ms";
  return isContinuous && before.field === after.field && before.step_index === after.step_index;
}
