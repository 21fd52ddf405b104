/** What lies on the desk, and what comes next: claim, submit, take back, give up. */
import { isApiError, type ApiError } from "../../api/errors";
import { Ahead } from "./ahead";
import type { DeclineKind } from "./declining";
import { draftIn, gapsIn, newerGuidelineIn, type DeskApi } from "./deskApi";
import { Hands, type Voice } from "./hands";
import { openOutbox, type Outbox } from "./outbox";
import type { Place, Submitted, Work, WorkplaceState } from "./place";
import { Session } from "./session";
import { Store } from "./store";
import type { Assignment } from "./types";

export interface WorkplaceOptions {
  readonly user: string;
  readonly api: DeskApi;
  readonly voice: Voice;
  /** What outlives this desk; without one, it opens its own. */
  readonly outbox?: Promise<Outbox>;
  readonly onSignedOut: () => void;
  /** Something was submitted, taken back or given up: counts and lists are old. */
  readonly onProgress: () => void;
}

/** How long a submission that found no server waits before it is tried again. */
const AGAIN_MS = 3_000;
/** How long the news of late work, which nobody can take back, stay in view. */
const LATE_NEWS_MS = 10_000;

export class Workplace {
  readonly store = new Store<WorkplaceState>({ place: { kind: "opening" }, submitted: null, busy: null });
  private readonly outbox: Promise<Outbox>;
  private readonly ahead: Ahead;
  private turn = 0;
  private forgetting: ReturnType<typeof setTimeout> | undefined;
  private stopWaiting: () => void = () => undefined;

  constructor(private readonly options: WorkplaceOptions) {
    this.ahead = new Ahead(options.api);
    this.outbox = options.outbox ?? openOutbox();
  }

  get work(): Work | null {
    const { place } = this.store.get();
    return place.kind === "desk" ? place : null;
  }

  /** The next trajectory of a queue, or the one that is held already. */
  readonly next = async (queueId: number): Promise<void> => {
    await this.arrive(() => void this.next(queueId), () => this.claim(queueId));
  };

  /** One assignment by its number: a link, a reload, one's own history. */
  readonly open = async (id: number): Promise<void> => {
    await this.arrive(() => void this.open(id), async () => this.lay(await this.options.api.open(id), false));
  };

  readonly submit = async (): Promise<void> => {
    this.stopWaiting();
    const { work } = this;
    if (work?.session.mode !== "writing") return;
    const [missing] = work.session.gaps();
    if (missing) {
      work.hands.lead(missing);
      return;
    }
    this.update({ busy: "submitting" });
    try {
      await this.handIn(work);
    } catch (error) {
      this.notSubmitted(work, error);
      return;
    }
    await this.moveOn(work.session.assignment.queue.id);
  };

  /** A submission that waits for the server is no longer wanted. False when none waits. */
  readonly cancelSubmit = (): boolean => {
    const isWaiting = this.store.get().busy === "waiting";
    this.stopWaiting();
    return isWaiting;
  };

  /** Takes the last submission back; false when there is none that can be. */
  readonly takeBack = (): boolean => {
    const { submitted } = this.store.get();
    if (!submitted || submitted.until <= Date.now()) return false;
    void this.bringBack(submitted);
    return true;
  };

  /** It was submitted elsewhere, and what stands here is to go on: taken back there, while its time lasts. */
  readonly reopen = async (): Promise<void> => {
    const { work } = this;
    if (!work) return;
    try {
      await this.options.api.undo(work.session.assignment.id);
      work.session.keepMine();
      this.options.onProgress();
    } catch (error) {
      this.tell(error);
    }
  };

  /** What waits here is dropped: the server has something else, or will not have it. */
  readonly drop = (): void => {
    const { work } = this;
    if (!work) return;
    work.session.discard();
    void this.next(work.session.assignment.queue.id);
  };

  /** Declines the trajectory for good, in one of three ways; another slot takes its place. */
  readonly skip = (kind: DeclineKind, reason: string): Promise<void> => this.letGo((id) => this.options.api.skip(id, kind, reason));

  /** Gives it back with nothing said. */
  readonly release = (): Promise<void> => this.letGo((id) => this.options.api.release(id));

  /** Waives the right to take the last submission back; its scores can be seen from then on. */
  readonly reveal = async (): Promise<number | null> => {
    const { submitted } = this.store.get();
    if (!submitted) return null;
    const { id, trajectory } = submitted.session.assignment;
    try {
      if (!submitted.isLate) await this.options.api.reveal(id);
      this.forget();
      return trajectory.id;
    } catch (error) {
      this.tell(error);
      return null;
    }
  };

  /** Before submitting: shows what the queue lets be revealed. */
  readonly revealNow = async (): Promise<void> => {
    try {
      if ((await this.work?.session.reveal()) === false) this.options.voice.tell("Nothing was revealed: your latest labels are not saved yet, and they are kept beside those after it. Try again when they are.");
    } catch (error) {
      this.tell(error);
    }
  };

  dispose(): void {
    this.turn += 1;
    this.ahead.dispose();
    this.forget();
    this.clear();
  }

  /** After one is done with: what was fetched ahead lies there at once, and its first heartbeat claims it. */
  private async moveOn(queueId: number): Promise<void> {
    await this.arrive(() => void this.next(queueId), async () => {
      const fetched = await this.ahead.take(queueId);
      return fetched ? this.lay(fetched, false, () => setTimeout(() => this.startOver(fetched))) : this.claim(queueId);
    });
  }

  private async claim(queueId: number): Promise<Place> {
    const { assignment, state, why_nothing, qualification } = await this.options.api.claim(queueId);
    return assignment ? this.lay(assignment, true) : { kind: "nothing", queueId, state, why: why_nothing ?? "", stands: qualification };
  }

  /** What lay ahead went to somebody else, or the queue was paused meanwhile. */
  private startOver({ id, queue }: Assignment): void {
    if (this.work?.session.assignment.id !== id) return;
    this.work.session.discard();
    this.options.voice.tell("That one was not free any more. Here is the next.");
    void this.next(queue.id);
  }

  /** Puts something on the desk, unless something else was asked for meanwhile. */
  private async arrive(retry: () => void, fetch: () => Promise<Place>): Promise<void> {
    const turn = (this.turn += 1);
    const place = await fetch().catch((error: unknown): Place => {
      if (isApiError(error, 401)) this.options.onSignedOut();
      return { kind: "failed", error, retry };
    });
    if (turn === this.turn) {
      this.clear();
      this.update({ place, busy: null });
      this.ahead.watch(place.kind === "desk" ? place.session : null);
    } else if (place.kind === "desk") place.session.close();
  }

  private async lay(assignment: Assignment, isFresh: boolean, onNotBegun?: () => void): Promise<Place> {
    const { user, api, voice, onSignedOut } = this.options;
    const session = await Session.open({ assignment, isFresh, user, api, outbox: await this.outbox, onSignedOut, onNotBegun });
    return { kind: "desk", session, hands: new Hands(session, voice) };
  }

  private async handIn(work: Work): Promise<void> {
    const { submission, undoMs } = await work.session.submit();
    this.forget();
    const wait = submission.is_late ? LATE_NEWS_MS : undoMs;
    this.update({ submitted: { ...work, isLate: submission.is_late, until: submission.is_late ? 0 : Date.now() + undoMs } });
    this.forgetting = setTimeout(() => this.update({ submitted: null }), Math.max(0, wait));
    this.options.onProgress();
  }

  private notSubmitted(work: Work, error: unknown): void {
    this.update({ busy: null });
    if (!isApiError(error)) this.tell(error);
    else if (error.isPassing) this.submitLater();
    else this.refused(work, error);
  }

  private refused({ session, hands }: Work, error: ApiError): void {
    const [missing] = gapsIn(error);
    const newer = newerGuidelineIn(error);
    if (missing) hands.lead(missing);
    else if (newer !== null) {
      session.guideline.moved(newer);
      session.sheet.set("guideline-moved");
    } else if (!draftIn(error)) this.tell(error); // both versions are shown
  }

  /** Submits when the server answers again; whatever is done on the desk until then goes with it. */
  private submitLater(): void {
    this.update({ busy: "waiting" });
    const again = () => void this.submit();
    const timer = setTimeout(again, AGAIN_MS);
    window.addEventListener("online", again, { once: true });
    this.stopWaiting = () => {
      clearTimeout(timer);
      window.removeEventListener("online", again);
      this.stopWaiting = () => undefined;
      this.update({ busy: null });
    };
  }

  private async bringBack(submitted: Submitted): Promise<void> {
    const { session } = submitted;
    this.forget();
    try {
      const assignment = await this.options.api.undo(session.assignment.id);
      const turn = (this.turn += 1);
      this.clear();
      // The one that lay there meanwhile is claimed and comes next.
      this.ahead.watch(null);
      this.ahead.giveBack();
      await session.resume(assignment);
      if (turn !== this.turn) {
        session.close();
        return;
      }
      this.update({ place: { kind: "desk", session, hands: submitted.hands }, busy: null });
      this.options.voice.announce(`Taken back: ${assignment.trajectory.external_id}`);
      this.options.onProgress();
    } catch (error) {
      this.tell(error);
    }
  }

  private async letGo(act: (id: number) => Promise<void>): Promise<void> {
    const { work } = this;
    if (!work) return;
    this.update({ busy: "moving" });
    try {
      await act(work.session.assignment.id);
    } catch (error) {
      this.update({ busy: null });
      this.tell(error);
      return;
    }
    work.session.discard();
    this.options.onProgress();
    await this.moveOn(work.session.assignment.queue.id);
  }

  private clear(): void {
    this.stopWaiting();
    this.work?.hands.dispose();
    this.work?.session.close();
  }

  private forget(): void {
    clearTimeout(this.forgetting);
    this.update({ submitted: null });
  }

  private tell(error: unknown): void {
    if (isApiError(error, 401)) this.options.onSignedOut();
    this.options.voice.tell(isApiError(error) ? error.message : "Something in this page failed. Your labels are kept.");
  }

  private update(part: Partial<WorkplaceState>): void {
    this.store.set({ ...this.store.get(), ...part });
  }
}
