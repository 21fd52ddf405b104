/**
 * The desk's server for the tutorial: this browser. The desk cannot tell it from the real one, and what is labelled here
 * never leaves it.
 */
import type { Tutorial } from "../../../api/tutorial";
import type { DeskApi } from "../deskApi";
import { applyChanges, type DraftState } from "../draft";
import { firstErrorOf } from "../protocol";
import type { Assignment, Batch, Claim, ServerDraft, Submission } from "../types";

export interface PracticeOptions {
  readonly tutorial: Tutorial;
  /** Where the draft is kept between two visits. */
  readonly place: string;
  /** It was handed in. */
  readonly onDone: () => Promise<unknown>;
}

interface Kept {
  readonly draft: ServerDraft;
  readonly isDone: boolean;
}

const UNDO_MS = 30_000;
const NOTHING: Claim = { assignment: null, state: null, why_nothing: null, qualification: null };

export class Practice implements DeskApi {
  private kept: Kept;
  private readonly given: Assignment;

  constructor(private readonly options: PracticeOptions) {
    // The schema knows that labels are integers; that they are ternary is the draft's to know.
    this.given = options.tutorial.assignment as Assignment;
    this.kept = keptAt(options.place, this.given) ?? { draft: this.given.draft, isDone: false };
  }

  /** What was said, for whoever looks back at it. */
  get said(): DraftState {
    return this.kept.draft.state;
  }

  /** Begins from the beginning. */
  forget(): void {
    localStorage.removeItem(this.options.place);
    this.kept = { draft: this.given.draft, isDone: false };
  }

  readonly claim = (): Promise<Claim> =>
    Promise.resolve({ ...NOTHING, ...(this.kept.isDone ? { why_nothing: "You went through the tutorial." } : { assignment: this.assignment() }) });

  // There is one lesson, so nothing comes next.
  readonly reserve = (): Promise<Claim> => Promise.resolve({ ...NOTHING, why_nothing: "The tutorial has one lesson." });
  readonly giveBack = () => Promise.resolve();

  readonly open = (): Promise<Assignment> => Promise.resolve(this.assignment());

  readonly heartbeat = () => Promise.resolve({ lease_expires_at: this.leaseEnd(), evidence: null });

  readonly save = (_id: number, batch: Batch): Promise<ServerDraft> => {
    // What is still on its way when it was handed in (time at work) opens nothing again.
    if (!this.kept.isDone) this.take(batch, false);
    return Promise.resolve(this.kept.draft);
  };

  readonly submit = async (_id: number, batch: Batch): Promise<Submission> => {
    await this.options.onDone();
    this.take(batch, true);
    const { state } = this.kept.draft;
    return {
      annotation_id: 0,
      assignment_id: 0,
      is_late: false,
      undo_until: new Date(Date.now() + UNDO_MS).toISOString(),
      first_error: firstErrorOf(state, this.given.protocol),
      no_error: state.no_error,
    };
  };

  readonly undo = (): Promise<Assignment> => {
    this.keep({ ...this.kept, isDone: false });
    return Promise.resolve(this.assignment());
  };

  // Its queue hides everything for good and its texts are short, so the desk asks for none of these.
  readonly reveal = () => Promise.reject(new Error("The tutorial reveals nothing."));
  readonly evidence = () => Promise.reject(new Error("The tutorial has no evidence."));
  readonly stepText = () => Promise.reject(new Error("The tutorial's steps are whole."));
  readonly skip = () => Promise.reject(new Error("The tutorial is left, not given up."));
  readonly release = () => Promise.reject(new Error("The tutorial is left, not given back."));

  private assignment(): Assignment {
    // By this computer's clock, so that clocks need not be compared.
    return { ...this.given, lease_expires_at: this.leaseEnd(), draft: this.kept.draft };
  }

  private leaseEnd(): string {
    return new Date(Date.now() + this.given.queue.lease_minutes * 60_000).toISOString();
  }

  private take({ operations }: Batch, isDone: boolean): void {
    const { revision, state } = this.kept.draft;
    this.keep({ draft: { revision: revision + 1, state: applyChanges(state, operations, this.given.trajectory.scorable) }, isDone });
  }

  private keep(kept: Kept): void {
    this.kept = kept;
    localStorage.setItem(this.options.place, JSON.stringify(kept));
  }
}

/** What an earlier visit left; nothing where the lesson has another shape by now. */
function keptAt(place: string, { trajectory, protocol }: Assignment): Kept | null {
  try {
    const found = JSON.parse(localStorage.getItem(place) ?? "null") as Kept | null;
    const labels = Object.entries(found?.draft.state.labels ?? {});
    const fits = labels.every(([step, label]) => trajectory.scorable.includes(Number(step)) && protocol.values.some(({ value }) => value === label));
    return fits ? found : null;
  } catch {
    return null;
  }
}
