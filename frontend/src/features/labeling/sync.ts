/**
 * From a change to the server and back: each is kept in this browser at once, sent after a moment of quiet, sent again
 * until it arrives, and dropped when the server has it.
 *
 * Changes travel in batches. A batch belongs to one revision of the draft and never grows once it may have been sent:
 * only then does the server know a repetition from something new that was made without knowledge of what came between.
 */
import { isApiError, type ApiError } from "../../api/errors";
import { draftIn } from "./deskApi";
import { isTyped, type Change } from "./draft";
import type { Kept, Outbox } from "./outbox";
import { Store } from "./store";
import type { Batch, ServerDraft } from "./types";
import { uuid } from "./uuid";

export interface SyncState {
  /**
   * saved: the server has everything. offline: it does not answer and changes wait here. conflict: the draft was changed
   * elsewhere. closed: it was submitted (`theirs` is what stands) or given back elsewhere. refused: the server will not take the changes.
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
  /** What an earlier page kept and did not get through. */
  readonly kept: readonly Kept[];
  readonly outbox: Outbox;
  readonly send: (batch: Batch, keepalive: boolean) => Promise<ServerDraft>;
  /** The draft went on elsewhere while nothing waited here: its state takes the place of ours. */
  readonly onOtherDraft: (draft: ServerDraft) => void;
  readonly onSignedOut: () => void;
}

const QUIET_MS = 300;
const LONGEST_MS = 2_000;
const LONGEST_WAIT_MS = 15_000;

export class DraftSync {
  readonly store: Store<SyncState>;
  private queue: readonly Kept[];
  private revision: number;
  /** The highest base of a batch that may have been sent. */
  private sealed: number;
  private seq: number;
  private failures = 0;
  private block: Pick<SyncState, "status" | "theirs" | "error"> | null = null;
  private isKept: boolean;
  private waitingSince: number | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private sending: Promise<boolean> | null = null;
  private lastError: unknown = null;
  private isDisposed = false;

  constructor(private readonly options: SyncOptions) {
    this.queue = options.kept;
    this.revision = options.revision;
    this.sealed = options.kept.reduce((highest, { base }) => Math.max(highest, base), options.revision - 1);
    this.seq = options.kept.reduce((highest, { seq }) => Math.max(highest, seq), 0);
    this.isKept = options.outbox.isLasting;
    this.store = new Store(this.state());
    if (this.queue.length > 0) this.schedule();
  }

  add(changes: readonly Change[]): void {
    if (changes.length === 0) return;
    const rows = changes.map((change) => this.row(change));
    this.options.outbox.put(rows).catch(() => {
      this.isKept = false;
      this.publish();
    });
    this.waitingSince ??= Date.now();
    if (this.failures === 0) this.schedule();
    this.publish();
  }

  /** Sends everything that waits. True when the server has all of it. */
  flush(keepalive = false): Promise<boolean> {
    clearTimeout(this.timer);
    this.sending ??= this.sendAll(keepalive).finally(() => {
      this.sending = null;
    });
    return this.sending;
  }

  /** The page may be gone in a moment: requests that outlive it. Whatever does not get through is sent by the next page. */
  leave(): void {
    if (!this.sending) {
      void this.flush(true);
      return;
    }
    const rest = this.queue.filter(({ base }) => base > this.sealed);
    if (rest.length === 0) return;
    this.seal(rest);
    void this.options.send(batchOf(rest), true).catch(() => undefined); // the queue still holds it
  }

  /** Sends the last batch as a part of `finish` (the submission), and everything before it on its own. */
  async finishWith<T>(finish: (batch: Batch) => Promise<T>): Promise<T> {
    clearTimeout(this.timer);
    await this.sending;
    if (this.block) throw this.lastError; // first somebody chooses which version goes on
    const last = this.queue.filter(({ base }) => base === this.queue.at(-1)?.base);
    await this.sendUpTo(last.length);
    this.seal(last);
    try {
      const answer = await finish(last.length > 0 ? batchOf(last) : { base_revision: this.revision, operations: [] });
      this.drop(last);
      this.failures = 0;
      this.publish();
      return answer;
    } catch (error) {
      this.notFinished(error);
      throw error;
    }
  }

  /** Ours stands: `changes` make the server's draft into it. */
  keepMine(changes: readonly Change[]): void {
    const before = this.queue;
    this.unblock([]);
    this.add(changes);
    this.forget(before);
    void this.flush();
  }

  /** Theirs stands: what waited here is dropped. */
  keepTheirs(): void {
    this.unblock(this.queue);
  }

  dispose(): void {
    this.leave();
    this.isDisposed = true;
    clearTimeout(this.timer);
  }

  private unblock(dropped: readonly Kept[]): void {
    const theirs = this.block?.theirs;
    if (theirs) {
      this.revision = theirs.revision;
      this.sealed = theirs.revision - 1;
    }
    this.block = null;
    this.queue = [];
    this.forget(dropped);
    this.publish();
  }

  private async sendUpTo(rest: number): Promise<void> {
    while (this.queue.length > rest) {
      if (!(await this.sendOne(false))) throw this.lastError;
    }
  }

  private notFinished(error: unknown): void {
    if (!isApiError(error) || error.isPassing || draftIn(error)) this.failed(error);
    else this.schedule(); // incomplete or too late: the changes themselves are as good as before
  }

  private async sendAll(keepalive: boolean): Promise<boolean> {
    while (this.queue.length > 0) {
      if (!(await this.sendOne(keepalive))) return false;
    }
    return true;
  }

  private async sendOne(keepalive: boolean): Promise<boolean> {
    if (this.block) return false;
    const rows = this.queue.filter(({ base }) => base === this.queue[0]?.base);
    this.seal(rows);
    try {
      this.arrived(rows, await this.options.send(batchOf(rows), keepalive));
      return true;
    } catch (error) {
      this.failed(error);
      return false;
    }
  }

  private arrived(rows: readonly Kept[], draft: ServerDraft): void {
    const expected = (rows[0]?.base ?? this.revision) + 1;
    this.drop(rows);
    this.revision = draft.revision;
    this.failures = 0;
    if (this.queue.length === 0 && draft.revision !== expected) this.options.onOtherDraft(draft);
    this.publish();
  }

  private failed(error: unknown): void {
    this.lastError = error;
    if (isApiError(error) && !error.isPassing && error.status !== 401) this.block = blockFor(error);
    else this.retryAfter(error);
    this.publish();
  }

  private retryAfter(error: unknown): void {
    if (isApiError(error, 401)) this.options.onSignedOut();
    this.failures += 1;
    const asked = isApiError(error) ? (error.retryAfter ?? 0) * 1_000 : 0;
    this.schedule(Math.max(asked, Math.min(LONGEST_WAIT_MS, 1_000 * 2 ** (this.failures - 1))));
  }

  private drop(rows: readonly Kept[]): void {
    const gone = new Set(rows.map(({ operation }) => operation.id));
    this.queue = this.queue.filter(({ operation }) => !gone.has(operation.id));
    if (this.queue.length === 0) this.waitingSince = null;
    this.forget(rows);
  }

  /** A row that stays behind is sent once more by the next page, and the server passes it over. */
  private forget(rows: readonly Kept[]): void {
    if (rows.length > 0) this.options.outbox.remove(rows).catch(() => undefined);
  }

  private seal(rows: readonly Kept[]): void {
    for (const { base } of rows) this.sealed = Math.max(this.sealed, base);
  }

  /** Queues a change. Typing on in one text, or time that goes on, takes the place of what waited for the same. */
  private row(change: Change): Kept {
    const last = this.queue.at(-1);
    const merges = last !== undefined && last.base > this.sealed && canMerge(last.operation, change);
    const base = Math.max(this.revision, this.sealed + 1);
    const row: Kept = merges
      ? { ...last, operation: { ...last.operation, value: change.value } }
      : { owner: this.options.owner, seq: (this.seq += 1), base, operation: { id: uuid(), ...change } };
    this.queue = [...(merges ? this.queue.slice(0, -1) : this.queue), row];
    return row;
  }

  private schedule(wait?: number): void {
    clearTimeout(this.timer);
    if (this.isDisposed) return;
    const patience = Math.max(0, LONGEST_MS - (Date.now() - (this.waitingSince ?? Date.now())));
    this.timer = setTimeout(() => void this.flush(), wait ?? Math.min(QUIET_MS, patience));
  }

  private state(): SyncState {
    const waiting = this.queue.filter(({ operation }) => operation.field !== "active_ms").length;
    const status = waiting === 0 ? "saved" : this.failures > 0 ? "offline" : "saving";
    return { status, theirs: null, error: null, ...this.block, waiting, isKept: this.isKept };
  }

  private publish(): void {
    this.store.set(this.state());
  }
}

function blockFor(error: ApiError): Pick<SyncState, "status" | "theirs" | "error"> {
  const theirs = draftIn(error);
  const closed = error.code === "draft_closed" || error.status === 404;
  return { status: closed ? "closed" : theirs ? "conflict" : "refused", theirs, error };
}

function batchOf(rows: readonly Kept[]): Batch {
  return { base_revision: rows[0]?.base ?? 0, operations: rows.map(({ operation }) => operation) };
}

function canMerge(before: Change, after: Change): boolean {
  const isContinuous = isTyped(after.field) || after.field === "active_ms";
  return isContinuous && before.field === after.field && before.step_index === after.step_index;
}
