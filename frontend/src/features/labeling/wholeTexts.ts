/** Texts of which the assignment gave the beginning only: fetched when they are wanted, once, and kept with the desk. */
import { Store } from "./store";
import type { Step } from "./types";

/** Steps by index. A text that is on its way is not in `texts` yet. */
export interface WholeState {
  readonly texts: ReadonlyMap<number, string>;
  readonly failed: ReadonlySet<number>;
}

export class WholeTexts {
  readonly store = new Store<WholeState>({ texts: new Map(), failed: new Set() });
  private readonly asked = new Map<number, Promise<void>>();

  constructor(
    private readonly steps: readonly Step[],
    private readonly fetchText: (step: number) => Promise<string>,
  ) {}

  /** The text of a step, whole or as far as it is here. */
  textOf(step: number): string {
    return this.store.get().texts.get(step) ?? this.steps[step]?.text ?? "";
  }

  /** Steps whose text is not here to its end. */
  get missing(): number[] {
    const { texts } = this.store.get();
    return this.steps.flatMap((step, index) => (step.cut && !texts.has(index) ? [index] : []));
  }

  /** Resolves when the text is here or could not be had; what failed is tried again by the next call. */
  load(step: number): Promise<void> {
    if (!this.steps[step]?.cut || this.store.get().texts.has(step)) return Promise.resolve();
    const asked = this.asked.get(step) ?? this.fetch(step);
    this.asked.set(step, asked);
    return asked;
  }

  private async fetch(step: number): Promise<void> {
    try {
      const text = await this.fetchText(step);
      const { texts, failed } = this.store.get();
      this.store.set({ texts: new Map([...texts, [step, text]]), failed: without(failed, step) });
    } catch {
      const { texts, failed } = this.store.get();
      this.store.set({ texts, failed: new Set([...failed, step]) });
    } finally {
      this.asked.delete(step);
    }
  }
}

function without(set: ReadonlySet<number>, gone: number): ReadonlySet<number> {
  return new Set([...set].filter((one) => one !== gone));
}
