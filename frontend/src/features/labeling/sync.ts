/**
 * From a change to the server and back: each is kept in this browser at once, sent after a moment of quiet, sent again
 * until it arrives, and dropped when the server has it.
 *
 * Changes travel in batches. A batch belongs to one revision of the draft and never grows once it may have been sent:
 * only then does the server know a repetition from something new that was made without knowledge of what came between.
 */
import { isApiError, type ApiError } from "../../api/errors";
import { batchOf, blockFor, canMerge, firstBatch, lastBatch, type Block, type SyncOptions, type SyncState } from "./batches";
import { differences } from "./conflict";
import { draftIn } from "./deskApi";
import type { Change, DraftState } from "./draft";
import type { Kept } from "./kept";
import { Store } from "./store";
import type { Batch, ServerDraft } from "./types";
import { uuid } from "./uuid";

const QUIET_MS = 300;
const LONGEST_MS = 2_000;
const LONGEST_WAIT_MS = 15_000;

export class DraftSync {
  readonly store: Store<SyncState>;
  private queue: readonly Kept[];
  private revision: number;
  private known: DraftState;
  /** The highest base of a batch that may have been sent. */
  private sealed: number;
  private seq: number;
  private failures = 0;
  private block: Block | null = null;
  private isKept: boolean;
  private waitingSince: number | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private sending: Promise<boolean> | null = null;
  private lastError: unknown = null;
  /** A submission went out and was not answered. */
  private mayBeSubmitted = false;
  private isDisposed = false;

  constructor(private readonly options: SyncOptions) {
    this.queue = options.kept;
    this.revision = options.revision;
    this.known = options.known;
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
    this.options.outbox.noteLast(this.queue);
    if (!this.sending) {
      void this.flush(true);
      return;
    }
    const rest = this.queue.filter(({ base }) => base > this.sealed);
    if (rest.length === 0) return;
    this.seal(rest);
    void this.options.send(batchOf(rest), true).catch(() => undefined); // the queue still holds it
  }

  /**
   * Sends the last batch as a part of `finish` (the submission), and everything before it on its own. Whatever else wants
   * to be sent waits so long: what overtakes a submission would be in conflict with it.
   */
  async finishWith<T>(finish: (batch: Batch) => Promise<T>): Promise<T> {
    clearTimeout(this.timer);
    while (this.sending) await this.sending;
    const finishing = this.finish(finish);
    this.sending = finishing.then(() => true, () => false).finally(() => (this.sending = null));
    return finishing;
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
    if (theirs) this.goOnFrom(theirs);
    this.block = null;
    this.queue = [];
    this.forget(dropped);
    this.publish();
  }

  private async finish<T>(finish: (batch: Batch) => Promise<T>): Promise<T> {
    if (this.block) throw this.lastError; // first somebody chooses which version goes on
    for (;;) {
      const last = await this.lastAlone();
      this.seal(last);
      try {
        return this.finished(last, await finish(batchOf(last, this.revision)));
      } catch (error) {
        const left = await this.overcome(error);
        if (left !== null) throw this.notFinished(left);
      }
    }
  }

  /**
   * The last batch, when everything before it has arrived. Where a submission may have, that is everything: the next one would
   * be refused for what was made since.
   */
  private async lastAlone(): Promise<Kept[]> {
    for (;;) {
      const last = this.mayBeSubmitted ? [] : lastBatch(this.queue);
      if (this.queue.length === last.length) return last;
      if (!(await this.sendOne(false))) throw this.lastError;
    }
  }

  private finished<T>(last: readonly Kept[], answer: T): T {
    this.drop(last);
    this.failures = 0;
    this.publish();
    return answer;
  }

  private notFinished(error: unknown): unknown {
    this.mayBeSubmitted ||= isApiError(error) && error.isPassing;
    if (!isApiError(error) || error.isPassing || draftIn(error)) this.failed(error);
    else this.schedule(); // incomplete or too late: the changes themselves are as good as before
    return error;
  }

  /** What was in the way was our own doing: null where the same can be sent again, else what is left of it. */
  private async overcome(error: unknown): Promise<unknown> {
    if (!isApiError(error)) return error;
    const theirs = draftIn(error);
    // Time that went on elsewhere is no choice: a page that was left a moment ago sends it last.
    if (theirs && error.code === "draft_conflict" && differences(this.known, theirs.state).length === 0) return this.rebase(theirs);
    return error.code === "draft_closed" && this.mayBeSubmitted ? this.takeBack(error) : error;
  }

  private async takeBack(error: ApiError): Promise<unknown> {
    try {
      await this.options.reopen();
    } catch (refusal) {
      return isApiError(refusal) && refusal.isPassing ? refusal : error; // too late: both versions are shown
    }
    this.mayBeSubmitted = false;
    return null;
  }

  /** What waits here is made on theirs. */
  private rebase(theirs: ServerDraft): null {
    this.goOnFrom(theirs);
    this.queue = this.queue.map((row) => ({ ...row, base: theirs.revision }));
    this.options.outbox.put(this.queue).catch(() => undefined);
    return null;
  }

  private goOnFrom({ revision, state }: ServerDraft): void {
    this.revision = revision;
    this.known = state;
    this.sealed = revision - 1;
  }

  private async sendAll(keepalive: boolean): Promise<boolean> {
    while (this.queue.length > 0) {
      if (!(await this.sendOne(keepalive))) return false;
    }
    return true;
  }

  private async sendOne(keepalive: boolean): Promise<boolean> {
    if (this.block) return false;
    const rows = firstBatch(this.queue);
    this.seal(rows);
    try {
      this.arrived(rows, await this.options.send(batchOf(rows), keepalive));
      return true;
    } catch (error) {
      const left = await this.overcome(error);
      if (left !== null) this.failed(left);
      return left === null;
    }
  }

  private arrived(rows: readonly Kept[], draft: ServerDraft): void {
    const expected = (rows[0]?.base ?? this.revision) + 1;
    this.drop(rows);
    this.failures = 0;
    this.options.outbox.reached.set(this.options.owner, draft.revision);
    if (draft.revision >= this.revision) this.follow(draft, expected);
    this.publish();
  }

  /** The answer of a repetition may be overtaken: only what is newer than what is known counts. */
  private follow(draft: ServerDraft, expected: number): void {
    this.revision = draft.revision;
    const isOther = draft.revision !== expected;
    if (!isOther || this.queue.length === 0) this.known = draft.state;
    if (isOther && this.queue.length === 0) this.options.onOtherDraft(draft);
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

  /** Queues a change. */
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
