/** Time at work on each step: the page is in front, the step has the focus, and the last input is less than a minute old. */

const PATIENCE_MS = 60_000;

export class ActiveTime {
  private readonly spent = new Map<number, number>();
  private step: number | null = null;
  private isInFront = true;
  private countedUntil: number;
  private lastInput: number;

  constructor(now: number) {
    this.countedUntil = now;
    this.lastInput = now;
  }

  /** The focus went to a step; null where time does not count (context, other people's work). */
  moveTo(step: number | null, now: number): void {
    this.count(now);
    this.step = step;
  }

  input(now: number): void {
    this.count(now);
    this.lastInput = now;
  }

  /** The page came to the front, or went behind another one. */
  show(isInFront: boolean, now: number): void {
    this.count(now);
    this.isInFront = isInFront;
  }

  /** Milliseconds per step since the last call. */
  take(now: number): ReadonlyMap<number, number> {
    this.count(now);
    const taken = new Map(this.spent);
    this.spent.clear();
    return taken;
  }

  private count(now: number): void {
    const end = Math.min(now, this.lastInput + PATIENCE_MS);
    const since = end - this.countedUntil;
    if (this.step !== null && this.isInFront && since > 0) this.spent.set(this.step, (this.spent.get(this.step) ?? 0) + since);
    this.countedUntil = now;
  }
}
