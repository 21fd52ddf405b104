/** The search of one desk: what is looked for, what was found, and which of it is shown. */
import type { Desk } from "./desk";
import { isFoldable } from "./folding";
import { findAll, nearest, type Found } from "./search";
import { Store } from "./store";
import type { Step } from "./types";
import type { WholeTexts } from "./wholeTexts";

export interface FinderState {
  readonly isOpen: boolean;
  readonly query: string;
  readonly found: readonly Found[];
  /** Index into `found` of the one that is shown; -1 while there is none. */
  readonly at: number;
  /** Texts whose end is still on its way. */
  readonly missing: number;
  /** Grows with every move, so that going to the same place twice goes there twice. */
  readonly turn: number;
}

const CLOSED: FinderState = { isOpen: false, query: "", found: [], at: -1, missing: 0, turn: 0 };

export interface FinderOptions {
  readonly steps: readonly Step[];
  readonly texts: WholeTexts;
  readonly desk: Store<Desk>;
}

export class Finder {
  readonly store = new Store<FinderState>(CLOSED);

  constructor(private readonly options: FinderOptions) {}

  /** Opens it; what was looked for last is still there. Texts that are cut are fetched: a search that skips them would lie. */
  readonly open = (): void => {
    this.update({ isOpen: true });
    void this.fetchMissing();
    if (this.store.get().query !== "") this.look(this.store.get().query);
  };

  readonly close = (): void => this.update({ isOpen: false });

  readonly look = (query: string): void => {
    const { steps, texts, desk } = this.options;
    const found = findAll(query, steps, (step) => texts.textOf(step));
    this.update({ query, found });
    this.show(found.length === 0 ? -1 : nearest(found, desk.get().focus));
  };

  readonly step = (by: 1 | -1): void => {
    const { found, at } = this.store.get();
    if (found.length > 0) this.show((at + by + found.length) % found.length);
  };

  /** What is shown now, where it is open. */
  get current(): Found | undefined {
    const { isOpen, found, at } = this.store.get();
    return isOpen ? found[at] : undefined;
  }

  private show(at: number): void {
    const { desk, steps } = this.options;
    const { found, turn } = this.store.get();
    const target = found[at];
    if (target) {
      const { unfolded } = desk.get();
      const step = steps[target.step];
      const opens = step !== undefined && isFoldable(step) && !unfolded.has(target.step);
      // Still: the search itself brings the place into view, not only the step.
      desk.set({ ...desk.get(), focus: target.step, isStill: true, ...(opens && { unfolded: new Set([...unfolded, target.step]) }) });
    }
    this.update({ at, turn: turn + 1 });
  }

  private async fetchMissing(): Promise<void> {
    const { texts } = this.options;
    const { missing } = texts;
    if (missing.length === 0) return;
    this.update({ missing: missing.length });
    await Promise.all(missing.map((step) => texts.load(step)));
    this.update({ missing: texts.missing.length });
    this.refresh();
  }

  /** More has arrived: the numbers change, the place does not. */
  private refresh(): void {
    const { query, at, found } = this.store.get();
    const before = found[at];
    const { steps, texts } = this.options;
    const now = findAll(query, steps, (step) => texts.textOf(step));
    this.update({ found: now });
    const same = now.findIndex((one) => one.step === before?.step && one.nth === before.nth);
    if (before === undefined && now.length > 0) this.show(nearest(now, this.options.desk.get().focus));
    else this.update({ at: same });
  }

  private update(part: Partial<FinderState>): void {
    this.store.set({ ...this.store.get(), ...part });
  }
}
