/** One stretch of writing a draft in this tab: changes are sent, the lease is kept, the time is counted; until it stops. */
import { ActiveTime } from "./activeTime";
import type { DeskApi } from "./deskApi";
import type { Desk } from "./desk";
import { applyChanges, type Change } from "./draft";
import type { Task } from "./judge";
import { Lease, type LeaseState } from "./lease";
import type { Kept } from "./kept";
import type { Outbox } from "./outbox";
import { watchPresence } from "./presence";
import type { Store } from "./store";
import type { SyncOptions, SyncState } from "./batches";
import { DraftSync } from "./sync";
import type { Assignment, Batch, LastBatch, ServerDraft, Submission } from "./types";

export interface PenOptions {
  readonly assignment: Assignment;
  /** It was handed out or taken back just now, so its lease is new. */
  readonly isFresh: boolean;
  readonly task: Task;
  readonly desk: Store<Desk>;
  readonly owner: string;
  readonly kept: readonly Kept[];
  readonly outbox: Outbox;
  readonly api: DeskApi;
  /** The guideline that is shown, and whether it is kept although a newer one is known. */
  readonly guideline: () => Omit<LastBatch, keyof Batch>;
  readonly onOtherDraft: (draft: ServerDraft) => void;
  readonly onSignedOut: () => void;
  readonly onNews: (sync: SyncState, lease: LeaseState) => void;
}

const TIME_EVERY_MS = 30_000;

export class Pen {
  readonly sync: DraftSync;
  private readonly lease: Lease;
  private readonly time = new ActiveTime(Date.now());
  private readonly stops: readonly (() => void)[];
  private isResting = false;
  private isHandingIn = false;

  constructor(private readonly options: PenOptions) {
    const { assignment, isFresh, owner, kept, outbox, api, onOtherDraft, onSignedOut } = options;
    const { id, draft, queue, is_mine, lease_expires_at } = assignment;
    const send: SyncOptions["send"] = (batch, keepalive) => api.save(id, batch, keepalive);
    const reopen = () => api.undo(id).then(() => this.lease.regain());
    this.sync = new DraftSync({ ...{ owner, kept, outbox, send, reopen, onOtherDraft, onSignedOut }, revision: draft.revision, known: draft.state });
    const expiresAt = isFresh ? lease_expires_at : null;
    this.lease = new Lease({ minutes: queue.lease_minutes, isLost: !is_mine, expiresAt, renew: () => api.heartbeat(id) });
    this.stops = this.start();
  }

  /** Time is no work of the hands: it is sent with the rest, but nobody undoes it. */
  addTime(): void {
    if (this.isResting || this.isHandingIn) return;
    const { desk, task } = this.options;
    const now = desk.get();
    const changes = [...this.time.take(Date.now())].map(([step, ms]): Change => {
      return { field: "active_ms", step_index: step, value: Math.round((now.draft.active_ms[step] ?? 0) + ms) };
    });
    if (changes.length === 0) return;
    desk.set({ ...now, draft: applyChanges(now.draft, changes, task.scorable) });
    this.sync.add(changes);
  }

  /** `undoMs` is how long it can be taken back. */
  async submit(): Promise<{ submission: Submission; undoMs: number }> {
    const { api, assignment, guideline } = this.options;
    this.addTime();
    // Nothing is made while it is on its way, not even time: it would overtake the submission, or come after its end.
    this.isHandingIn = true;
    try {
      const submission = await this.sync.finishWith((batch) => api.submit(assignment.id, { ...batch, ...guideline() }));
      return { submission, undoMs: submission.is_late ? 0 : this.lease.untilServerTime(submission.undo_until) };
    } finally {
      this.isHandingIn = false;
    }
  }

  /**
   * Another tab wants to write: everything made here is sent, and nothing more is made. A change after this one, be it
   * only time, would come in between what the other tab read and what it writes.
   */
  async handOver(): Promise<void> {
    this.addTime();
    this.rest();
    this.sync.leave();
    await this.sync.flush();
  }

  stop(): void {
    this.rest();
    this.sync.dispose();
  }

  private rest(): void {
    this.isResting = true;
    this.stops.forEach((stop) => stop());
    this.lease.stop();
  }

  /** The tab may be gone in a moment. */
  private leave(): void {
    this.addTime();
    this.sync.leave();
  }

  private start(): (() => void)[] {
    const { desk, onNews } = this.options;
    const news = () => onNews(this.sync.store.get(), this.lease.store.get());
    const clock = setInterval(() => this.addTime(), TIME_EVERY_MS);
    const stops = [
      () => clearInterval(clock),
      this.sync.store.subscribe(news),
      this.lease.store.subscribe(news),
      desk.subscribe(() => this.followFocus()),
      this.watch(),
    ];
    this.followFocus();
    news();
    return stops;
  }

  private followFocus(): void {
    const { desk, task } = this.options;
    const { focus } = desk.get();
    this.time.moveTo(task.scorable.includes(focus) ? focus : null, Date.now());
  }

  private watch(): () => void {
    return watchPresence({
      onInput: () => {
        this.time.input(Date.now());
        this.lease.input();
      },
      onFront: (isInFront) => this.time.show(isInFront, Date.now()),
      onLeave: () => this.leave(),
      onOnline: () => void this.sync.flush(),
      wouldLose: () => this.sync.store.get().waiting > 0 && !this.sync.store.get().isKept,
    });
  }
}
