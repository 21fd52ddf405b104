/** Holding a trajectory: renewed while somebody is at work, counted down by this computer's clock. */
import { isApiError } from "../../api/errors";
import { Store } from "./store";

export interface LeaseState {
  /** When it ends, by this computer's clock. */
  readonly until: number;
  /** It passed on: what is submitted now is kept as an extra opinion. */
  readonly isLost: boolean;
}

export interface LeaseOptions {
  readonly minutes: number;
  readonly isLost: boolean;
  /** When it was renewed last, to the server's clock, where that was a moment ago; null otherwise: then it is renewed at once. */
  readonly expiresAt: string | null;
  readonly renew: () => Promise<{ readonly lease_expires_at: string }>;
}

const EVERY_MS = 30_000;
/** Who has not touched anything for so long is away, and the lease may run out. */
const AWAY_MS = 5 * 60_000;

export class Lease {
  readonly store: Store<LeaseState>;
  private readonly clock: ReturnType<typeof setInterval>;
  /** How far the server's clock is ahead of this computer's, in milliseconds. */
  private ahead = 0;
  private lastInput = Date.now();
  private lastTry = Date.now();

  constructor(private readonly options: LeaseOptions) {
    this.store = new Store<LeaseState>({ until: this.end(), isLost: options.isLost });
    this.clock = setInterval(() => this.beat(), EVERY_MS);
    if (options.expiresAt === null) this.beat();
    else this.compareClocks(options.expiresAt);
  }

  /** Milliseconds until a moment that the server named. */
  untilServerTime(iso: string): number {
    return Date.parse(iso) - this.ahead - Date.now();
  }

  /** Somebody is there: a lease that was left alone is renewed at once. */
  input(): void {
    this.lastInput = Date.now();
    if (this.lastInput - this.lastTry > EVERY_MS) this.beat();
  }

  /** It was lost to a submission of one's own, which is taken back: it is held anew. */
  regain(): void {
    this.store.set({ until: this.end(), isLost: false });
  }

  stop(): void {
    clearInterval(this.clock);
  }

  private beat(): void {
    const isAway = document.hidden || Date.now() - this.lastInput > AWAY_MS;
    if (isAway || this.store.get().isLost) return;
    this.lastTry = Date.now();
    this.options.renew().then(
      ({ lease_expires_at }) => {
        this.compareClocks(lease_expires_at);
        this.store.set({ until: this.end(), isLost: false });
      },
      (error: unknown) => {
        // Without an answer the lease runs on, and the next beat may reach the server.
        if (isApiError(error, 409)) this.store.set({ ...this.store.get(), isLost: true });
      },
    );
  }

  private compareClocks(expiresAt: string): void {
    this.ahead = Date.parse(expiresAt) - this.options.minutes * 60_000 - Date.now();
  }

  /** Counted from now: the clocks of server and page need not agree. */
  private end(): number {
    return Date.now() + this.options.minutes * 60_000;
  }
}
