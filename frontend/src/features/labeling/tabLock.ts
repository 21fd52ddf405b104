/**
 * One tab writes a draft. Others of the same browser read it, take it over when asked to, or when the writing tab closes.
 *
 * Where the browser has no locks (plain http), every tab writes and the server's revisions find the conflict.
 */

export interface TabLockEvents {
  /** Before the lock is handed to another tab: what waits has to be on its way. */
  readonly onAsked: () => Promise<unknown>;
  /** This tab writes from now on; what it shows may be old. */
  readonly onGained: () => void;
  /** Another tab writes from now on. */
  readonly onLost: () => void;
}

/** How long a tab that is asked to hand over may take before it is not asked any more. */
const HAND_OVER_MS = 1_500;

export class TabLock {
  private readonly channel: BroadcastChannel;
  private readonly locks = (navigator as { locks?: LockManager }).locks;
  private letGo: (() => void) | null = null;
  private waiting: AbortController | null = null;
  private stealing: ReturnType<typeof setTimeout> | undefined;
  private isClosed = false;

  constructor(
    private readonly name: string,
    private readonly events: TabLockEvents,
  ) {
    this.channel = new BroadcastChannel(name);
    this.channel.onmessage = () => void this.handOver();
  }

  /** Whether this tab writes. Where another one does, this one waits for it in the background. */
  async acquire(): Promise<boolean> {
    if (!this.locks) return true;
    const isOurs = await new Promise<boolean>((resolve) => {
      void this.hold({ ifAvailable: true }, resolve);
    });
    if (!isOurs) this.wait();
    return isOurs;
  }

  /** Asks the writing tab for the draft, and takes it when that one does not answer. */
  takeOver(): void {
    this.channel.postMessage("hand over");
    clearTimeout(this.stealing);
    this.stealing = setTimeout(() => {
      this.waiting?.abort();
      void this.hold({ steal: true }, () => this.events.onGained());
    }, HAND_OVER_MS);
  }

  close(): void {
    this.isClosed = true;
    clearTimeout(this.stealing);
    this.waiting?.abort();
    this.letGo?.();
    this.channel.close();
  }

  private wait(): void {
    this.waiting = new AbortController();
    void this.hold({ signal: this.waiting.signal }, () => this.events.onGained());
  }

  private async handOver(): Promise<void> {
    const { letGo } = this;
    if (!letGo) return;
    await this.events.onAsked();
    letGo();
  }

  /** Holds the lock until it is let go or stolen; `onAnswer` hears whether it was to be had. */
  private async hold(options: LockOptions, onAnswer: (isOurs: boolean) => void): Promise<void> {
    const keep = (lock: Lock | null) => {
      clearTimeout(this.stealing);
      const isOurs = lock !== null && !this.isClosed;
      const held = isOurs ? new Promise<void>((resolve) => (this.letGo = resolve)) : undefined;
      onAnswer(isOurs);
      return held;
    };
    try {
      await this.locks?.request(this.name, options, keep);
    } catch {
      // stolen by another tab, or no longer waited for
    }
    if (this.letGo) this.lost();
  }

  private lost(): void {
    this.letGo = null;
    if (this.isClosed) return;
    this.events.onLost();
    this.wait();
  }
}
