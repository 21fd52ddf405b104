/** One assignment on this desk: its draft in hand, who may write it, and what covers it. */
import { isApiError } from "../../api/errors";
import { changesBetween } from "./conflict";
import type { DeskApi } from "./deskApi";
import { edit, openDesk, redo, replaceDraft, undo, type Desk, type Moved } from "./desk";
import type { Change, DraftState } from "./draft";
import type { Task } from "./judge";
import { openDraft, type OpenedDraft } from "./openDraft";
import type { Outbox } from "./outbox";
import { Pen } from "./pen";
import { Finder } from "./finder";
import { branchesOf, type Branch } from "../../text";
import { withFocusInView } from "./folding";
import { GuidelineInHand } from "./guidelineInHand";
import { Mirror } from "./mirror";
import { noteGaps } from "./noteGaps";
import { proposedSteps } from "./propagation";
import { firstErrorOf, gaps, type Gap } from "./protocol";
import type { NoteSubject, Sheet } from "./sheetNames";
import { Sight } from "./sight";
import { Store } from "./store";
import type { SyncState } from "./batches";
import { TabLock } from "./tabLock";
import type { Assignment, Lease, Submission } from "./types";
import { WholeTexts } from "./wholeTexts";

/**
 * writing: keys count. submitting: it is on its way, and keys mean nothing until the next one lies here. elsewhere:
 * another tab writes. closed: it was submitted before, so it is only shown.
 */
export type Mode = "writing" | "submitting" | "elsewhere" | "closed";

export interface Status {
  readonly mode: Mode;
  readonly sync: SyncState;
  /** By this computer's clock. */
  readonly leaseUntil: number;
  readonly isLeaseLost: boolean;
}

export interface SessionOptions {
  readonly assignment: Assignment;
  /** It was handed out or renewed just now, not found in an address. */
  readonly isFresh: boolean;
  /** It was fetched ahead: the first heartbeat claims it. Called where the server refuses that. */
  readonly onNotBegun?: () => void;
  readonly user: string;
  readonly api: DeskApi;
  readonly outbox: Outbox;
  readonly onSignedOut: () => void;
}

const SAVED: SyncState = { status: "saved", waiting: 0, isKept: true, theirs: null, error: null };
const RETRY_MS = 2_000;

export class Session {
  readonly task: Task;
  readonly desk: Store<Desk>;
  readonly texts: WholeTexts;
  readonly finder: Finder;
  readonly status: Store<Status>;
  readonly sheet = new Store<Sheet>(null);
  readonly sight: Sight;
  readonly branches: readonly Branch[];
  readonly noteSubject = new Store<NoteSubject>("step");
  private readonly owner: string;
  private firstError: { readonly draft: DraftState; readonly step: number | null } | null = null;
  private proposed: { readonly draft: DraftState; readonly steps: ReadonlySet<number> } | null = null;
  readonly guideline: GuidelineInHand;
  private pen: Pen | null = null;
  private isBegun = false;
  /** Counts beginnings and ends: what was asked for before the last of them comes to nothing. */
  private turn = 0;
  private lock: TabLock | null = null;
  private mirror: Mirror | null = null;
  private retry: ReturnType<typeof setTimeout> | undefined;

  private constructor(private readonly options: SessionOptions) {
    const { assignment, user } = options;
    const { scorable, step_count, id } = assignment.trajectory;
    this.task = { scorable, step_count, protocol: assignment.protocol };
    // By trajectory: a slot that passed on and one that is claimed anew carry the same draft.
    this.owner = `${user}/${assignment.queue.id}/${id}`;
    this.guideline = new GuidelineInHand(assignment.guideline);
    this.sight = new Sight(assignment, options.api);
    this.desk = new Store(openDesk(assignment.draft.state, this.task));
    this.branches = branchesOf(assignment.trajectory.steps);
    // Whatever moves the focus into a folded branch unfolds it: nothing that is asked for lies out of sight.
    this.desk.subscribe(() => this.desk.set(withFocusInView(this.desk.get(), this.branches)));
    this.texts = new WholeTexts(assignment.trajectory.steps, (step) => options.api.stepText(assignment.id, step));
    this.finder = new Finder({ steps: assignment.trajectory.steps, texts: this.texts, desk: this.desk });
    const mode = assignment.is_mine && assignment.status !== "CLAIMED" ? "closed" : "elsewhere";
    this.status = new Store<Status>({ mode, sync: SAVED, leaseUntil: Infinity, isLeaseLost: false });
  }

  static async open(options: SessionOptions): Promise<Session> {
    const session = new Session(options);
    // The steps are not kept waiting for what stands beside them.
    session.sight.load().catch(() => undefined);
    if (session.mode === "elsewhere") await session.start(options.assignment, options.isFresh);
    return session;
  }

  get assignment(): Assignment {
    return this.options.assignment;
  }

  get mode(): Mode {
    return this.status.get().mode;
  }

  /** The first error that stands in the draft: asked for by every step, reckoned once per draft. */
  firstErrorIn(draft: DraftState): number | null {
    if (this.firstError?.draft !== draft) this.firstError = { draft, step: firstErrorOf(draft, this.task.protocol) };
    return this.firstError.step;
  }

  /** The steps for which a label is proposed in the draft: asked for by every step, reckoned once per draft. */
  proposedIn(draft: DraftState): ReadonlySet<number> {
    if (this.proposed?.draft !== draft) this.proposed = { draft, steps: proposedSteps(draft, this.task) };
    return this.proposed.steps;
  }

  /** Everything between the draft and its submission, in the order in which it is asked for. */
  gaps(draft = this.desk.get().draft): Gap[] {
    return [...gaps(draft, this.task.protocol, this.task.scorable), ...noteGaps(draft, this.assignment)];
  }

  /** Changes the draft: painted at once, kept at once, sent soon. */
  change(changes: readonly Change[], step = this.desk.get().focus): void {
    if (this.mode === "writing" && changes.length > 0) this.keep(edit(this.desk.get(), changes, this.task, step));
  }

  /** Moves on the desk without touching the draft. */
  move(change: Partial<Omit<Desk, "draft" | "past" | "future">>): void {
    this.desk.set({ ...this.desk.get(), ...change });
  }

  /** False when there is nothing to take back here. */
  undo(): boolean {
    return this.mode === "writing" && this.keep(undo(this.desk.get(), this.task));
  }

  redo(): boolean {
    return this.mode === "writing" && this.keep(redo(this.desk.get(), this.task));
  }

  /** Submits what stands here; from then on nothing is written until it is taken back. */
  async submit(): Promise<{ submission: Submission; undoMs: number }> {
    if (!this.pen) throw new Error("Only the tab that writes a draft can submit it.");
    this.update({ mode: "submitting" });
    try {
      const done = await this.pen.submit();
      this.close("submitting");
      return done;
    } catch (error) {
      this.update({ mode: "writing" });
      throw error;
    }
  }

  /** It was taken back: the same desk, its history included. */
  resume(assignment: Assignment): Promise<void> {
    return this.start(assignment, true);
  }

  takeOver(): void {
    this.lock?.takeOver();
  }

  sendNow(): void {
    void this.pen?.sync.flush();
  }

  /** Shows what the queue lets be revealed, once the labels that stand here are kept to stand beside it; false: they are not. */
  async reveal(): Promise<boolean> {
    const isKept = (await this.pen?.sync.flush()) ?? true;
    return isKept && this.sight.reveal().then(() => true);
  }

  keepMine(): void {
    const { theirs } = this.status.get().sync;
    if (theirs) this.pen?.sync.keepMine(changesBetween(theirs.state, this.desk.get().draft));
  }

  /** After a conflict: what stands on the server goes on. */
  keepTheirs(): void {
    const { theirs } = this.status.get().sync;
    if (theirs) this.showDraft(theirs.state);
    this.pen?.sync.keepTheirs();
  }

  /** It was given up, or the server will not have it: what waits is worth nothing any more. */
  discard(): void {
    this.pen?.sync.keepTheirs();
    this.close();
  }

  /** Nobody works here any more; what waits is sent. */
  close(mode: Mode = "closed"): void {
    if (mode !== "submitting") this.pen?.addTime();
    this.putDown(mode);
    this.lock?.close();
    this.lock = null;
    this.mirror?.close();
    this.mirror = null;
  }

  private async start(asked: Assignment, isFresh: boolean): Promise<void> {
    const turn = (this.turn += 1);
    this.lock = new TabLock(`assay-draft:${this.owner}`, {
      onAsked: () => this.handOver(),
      onGained: () => void this.startAnew(),
      onLost: () => this.putDown("elsewhere"),
    });
    const onTold = (draft: DraftState) => this.mode === "elsewhere" && this.showDraft(draft);
    this.mirror = new Mirror(`assay-shown:${this.owner}`, { desk: this.desk, isWriting: () => this.mode === "writing", onTold });
    const [opened, isOurs] = await Promise.all([this.openDraft(asked), this.lock.acquire()]);
    if (turn !== this.turn) return;
    this.showDraft(opened.draft);
    if (this.desk.get().past.length === 0) this.move({ focus: openDesk(this.desk.get().draft, this.task).focus });
    if (isOurs) this.takeUp(opened, isFresh);
    else this.update({ mode: "elsewhere" });
    if (!isOurs) this.mirror.ask();
  }

  /** Another tab wrote until now: what it left behind is on the server and in the outbox. */
  private async startAnew(): Promise<void> {
    const turn = (this.turn += 1);
    try {
      const opened = await this.openDraft(await this.options.api.open(this.assignment.id));
      if (turn !== this.turn) return;
      this.showDraft(opened.draft);
      this.takeUp(opened, false);
    } catch (error) {
      if (turn !== this.turn) return;
      if (isApiError(error) && error.isPassing) this.retry = setTimeout(() => void this.startAnew(), RETRY_MS);
      else this.update({ mode: "closed" }); // it was submitted or given back there
    }
  }

  private openDraft(asked: Assignment): Promise<OpenedDraft> {
    const { api, outbox } = this.options;
    return openDraft(asked, { outbox, owner: this.owner, ask: () => api.open(asked.id) });
  }

  /** Keys mean nothing from here on; `putDown` follows when the other tab has the draft. */
  private async handOver(): Promise<void> {
    this.update({ mode: "elsewhere" });
    await this.pen?.handOver();
  }

  private takeUp({ assignment, kept }: OpenedDraft, isFresh: boolean): void {
    const { api, outbox, onSignedOut } = this.options;
    const { task, desk, owner } = this;
    this.update({ mode: "writing" });
    this.pen = new Pen({
      ...{ assignment, isFresh, task, desk, owner, kept, outbox, onSignedOut, api: { ...api, heartbeat: (id: number) => this.renew(id) } },
      guideline: () => this.guideline.said,
      onOtherDraft: ({ state }) => this.showDraft(state),
      onNews: (sync, { until, isLost }) => this.update({ sync, leaseUntil: until, isLeaseLost: isLost }),
    });
  }

  private async renew(id: number): Promise<Lease> {
    try {
      const lease = await this.options.api.heartbeat(id);
      this.isBegun = true;
      if (lease.evidence) this.sight.begin(lease.evidence).catch(() => undefined);
      return lease;
    } catch (error) {
      if (!this.isBegun && (isApiError(error, 404) || isApiError(error, 409))) this.options.onNotBegun?.();
      throw error;
    }
  }

  private putDown(mode: Mode): void {
    this.turn += 1;
    clearTimeout(this.retry);
    this.pen?.stop();
    this.pen = null;
    this.update({ mode, sync: SAVED, leaseUntil: Infinity });
  }

  private keep(moved: Moved | null): boolean {
    if (!moved) return false;
    this.desk.set(moved.desk);
    this.pen?.sync.add(moved.changes);
    return true;
  }

  private showDraft(draft: DraftState): void {
    const desk = this.desk.get();
    if (changesBetween(desk.draft, draft).length > 0) this.desk.set(replaceDraft(desk, draft));
  }

  private update(part: Partial<Status>): void {
    this.status.set({ ...this.status.get(), ...part });
  }
}
