/** The guideline that a desk shows: the submission names it, and a newer one is said before anything is submitted. */
import { Store } from "./store";
import type { Batch, Guideline, LastBatch } from "./types";

export class GuidelineInHand {
  readonly shown: Store<Guideline | null>;
  /** A version that came into force meanwhile, once the server said so. */
  newer: number | null = null;
  private isKept = false;

  constructor(guideline: Guideline | null) {
    this.shown = new Store<Guideline | null>(guideline);
  }

  /** What goes out with the work. */
  get said(): Omit<LastBatch, keyof Batch> {
    return { guideline_version: this.shown.get()?.version ?? null, keeps_guideline: this.isKept };
  }

  /** Nothing was submitted: first somebody has to know of it. */
  readonly moved = (version: number): void => {
    this.newer = version;
    this.isKept = false;
  };

  /** Whoever knows of the newer one may go by the one that they began with. */
  readonly keep = (): void => {
    this.isKept = true;
  };

  /** From now on the work goes by this one. */
  readonly show = (guideline: Guideline): void => {
    this.isKept = false;
    this.shown.set(guideline);
  };
}
