/** What waits for the server as batches, what is asked of whoever sends them, and what stops that. Pure. */
import type { ApiError } from "../../api/errors";
import { draftIn } from "./deskApi";
import { isTyped, type Change, type DraftState } from "./draft";
import type { Kept } from "./kept";
import type { Outbox } from "./outbox";
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

export interface SyncOptions {
  readonly owner: string;
  readonly revision: number;
  /** What the server had at that revision. */
  readonly known: DraftState;
  /** What an earlier page kept and did not get through. */
  readonly kept: readonly Kept[];
  readonly outbox: Outbox;
  readonly send: (batch: Batch, keepalive: boolean) => Promise<ServerDraft>;
  /** The draft went on elsewhere while nothing waited here: its state takes the place of ours. */
  readonly onOtherDraft: (draft: ServerDraft) => void;
  /** A submission whose answer was lost had arrived, and something was changed since: it is to be taken back. */
  readonly reopen: () => Promise<unknown>;
  readonly onSignedOut: () => void;
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

/** `revision` is for a batch of nothing. */
export function batchOf(rows: readonly Kept[], revision = 0): Batch {
  return { base_revision: rows[0]?.base ?? revision, operations: rows.map(({ operation }) => operation) };
}

/** Typing on in one text, and time that goes on, take the place of what waited for the same. */
export function canMerge(before: Change, after: Change): boolean {
  const isContinuous = isTyped(after.field) || after.field === "active_ms";
  return isContinuous && before.field === after.field && before.step_index === after.step_index;
}
