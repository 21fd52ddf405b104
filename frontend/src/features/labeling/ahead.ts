/**
 * The trajectory that comes next: reserved and fetched while one still works on the one before, so that it lies on the
 * desk at once. The server holds it for two minutes; who works on renews it, who leaves gives it back.
 */
import { isApiError } from "../../api/errors";
import type { DeskApi } from "./deskApi";
import type { Session } from "./session";
import type { Assignment } from "./types";

interface Fetched {
  readonly queueId: number;
  readonly assignment: Assignment;
  /** By this computer's clock; a little before the server lets it go. */
  readonly until: number;
}

/** So few things are missing when the next one is fetched: nobody is made to hold two trajectories for longer. */
const NEARLY_DONE = 3;
/** After a key, so that fetching is never in the way of painting. */
const QUIET_MS = 250;
const GOOD_FOR_MS = 110_000;
const RENEW_MS = 45_000;
const INPUT = ["keydown", "pointerdown", "pointermove", "wheel"] as const;

export class Ahead {
  private fetched: Fetched | null = null;
  private asking: Promise<void> | null = null;
  private askedAt = -Infinity;
  private session: Session | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private listening: AbortController | null = null;

  constructor(private readonly api: Pick<DeskApi, "reserve" | "giveBack">) {}

  /** Looks after what comes after this one; null: nothing is to be fetched now. */
  watch(session: Session | null): void {
    this.session = session;
    this.askedAt = -Infinity;
    if (session) {
      this.listen();
      this.soon();
    }
  }

  /** What was fetched of this queue, if it is still held; the caller begins with it. */
  async take(queueId: number): Promise<Assignment | null> {
    this.watch(null);
    await this.asking;
    const found = this.fetched;
    if (found && found.queueId !== queueId) this.giveBack();
    this.fetched = null;
    return found?.queueId === queueId && found.until > Date.now() ? found.assignment : null;
  }

  /** Lets others have it at once; without an answer the reservation ends by itself. */
  readonly giveBack = (): void => {
    const { fetched } = this;
    this.fetched = null;
    if (fetched && fetched.until > Date.now()) this.api.giveBack(fetched.queueId).catch(() => undefined);
  };

  dispose(): void {
    this.watch(null);
    this.listening?.abort();
    this.listening = null;
    this.giveBack();
  }

  private listen(): void {
    if (this.listening) return;
    this.listening = new AbortController();
    const { signal } = this.listening;
    for (const name of INPUT) window.addEventListener(name, this.soon, { signal, passive: true, capture: true });
    window.addEventListener("pagehide", this.giveBack, { signal });
  }

  /** Somebody is at work. */
  private readonly soon = (): void => {
    if (!this.session || this.timer !== undefined) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.consider();
    }, QUIET_MS);
  };

  private consider(): void {
    const { session } = this;
    if (session?.mode !== "writing" || this.asking || Date.now() - this.askedAt < RENEW_MS) return;
    if (session.gaps().length > NEARLY_DONE) return;
    this.asking = this.ask(session).finally(() => (this.asking = null));
  }

  /** Nothing is said of a failure: then the next one is claimed when it is wanted. */
  private async ask(session: Session): Promise<void> {
    const queueId = session.assignment.queue.id;
    const at = Date.now();
    this.askedAt = at;
    try {
      const { assignment } = await this.api.reserve(queueId);
      this.fetched = assignment && { queueId, assignment, until: at + GOOD_FOR_MS };
    } catch (error) {
      if (isApiError(error) && !error.isPassing) this.fetched = null;
    }
    if (!this.listening) this.giveBack(); // the desk was left while it was asked
  }
}
