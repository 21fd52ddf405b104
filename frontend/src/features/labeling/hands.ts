/** What the keys do on a desk: judge, then move on. Buttons call the same functions. */
import { allToggled, besideBranches, branchNear, outsideFolded, toggled } from "../../text";
import { nextUnlabelled } from "./desk";
import { writable, type DraftState, type Label } from "./draft";
import { foldTarget, isFoldable } from "./folding";
import { nameOf } from "./labelName";
import { followLabels, giveReason, labelStep, markFirstError, passStep, sayNoError, setOutcome, toggleUnsure, type Judged, type Task } from "./judge";
import { NoteHands } from "./noteHands";
import { firstErrorOf, goesStepByStep, needsReason, withMinus, type Gap } from "./protocol";
import { ProposalHands } from "./proposalHands";
import type { Session } from "./session";
import type { Sheet } from "./sheetNames";

/** How a desk speaks: to screen readers alone, or to everybody. */
export interface Voice {
  readonly announce: (text: string) => void;
  readonly tell: (text: string) => void;
}

/** After a label one sees what one did, before the focus goes on. */
export const REST_MS = 120;

const OUTCOME_WORDS = { "1": "right", "0": "unclear", "-1": "wrong" } as const;

export class Hands {
  private resting: { readonly timer: ReturnType<typeof setTimeout>; readonly goOn: () => void } | null = null;

  readonly proposals: ProposalHands;
  readonly notes: NoteHands;

  constructor(
    private readonly session: Session,
    private readonly voice: Voice,
  ) {
    this.proposals = new ProposalHands({
      ...voice,
      session,
      judge: (act, step) => {
        this.arrive();
        return this.judge(act, step);
      },
      goOn: (step) => this.goOn(step),
    });
    this.notes = new NoteHands(session, (act, step) => this.judge(act, step), voice.tell);
  }

  /** +1, 0 or -1; without a step, to the focused one. Where only what is wrong is named, -1 names it and +1 reads on. */
  readonly label = (label: Label, at?: number): void => {
    // Keys that come faster than the rest mean the step to which the focus is going.
    if (at === undefined) this.arrive();
    const step = at ?? this.focus;
    const { protocol } = this.task;
    if (!goesStepByStep(protocol) && label === 1) return this.pass(step);
    if (!protocol.asks_for_labels) return this.markFirst(step);
    this.give(label, step);
  };

  private give(label: Label, step: number): void {
    const { protocol } = this.task;
    if (!this.judge((draft, task) => labelStep(draft, task, step, label), step)) return;
    this.voice.announce(`Step ${step}: ${nameOf(protocol, this.draft.labels[step])}`);
    if (!this.askForReason() && goesStepByStep(protocol)) this.goOn(step);
  }

  readonly markFirst = (at?: number): void => {
    if (at === undefined) this.arrive();
    const step = at ?? this.focus;
    const wasOpen = this.draft.labels[step] === undefined;
    if (!this.judge((draft, task) => markFirstError(draft, task, step), step)) return;
    const isFirst = this.session.firstErrorIn(this.draft) === step;
    this.voice.announce(isFirst ? `Step ${step} is the first error` : `Step ${step} is not marked as the first error`);
    if (!this.askForReason() && wasOpen && goesStepByStep(this.task.protocol)) this.goOn(step);
  };

  readonly noError = (): void => {
    this.cancelRest();
    if (!this.judge(sayNoError)) return;
    this.voice.announce(this.draft.no_error ? "No error in the whole trajectory" : "No longer said that there is no error");
  };

  readonly unsure = (at?: number): void => {
    const step = at ?? this.focus;
    if (!this.judge((draft, task) => toggleUnsure(draft, task, step), step)) return;
    this.voice.announce(`Step ${step}: ${this.draft.unsure[step] === true ? "unsure" : "sure"}`);
  };

  readonly outcome = (outcome: Label): void => {
    if (!this.judge((draft, task) => setOutcome(draft, task, outcome))) return;
    this.voice.announce(`Final result ${OUTCOME_WORDS[`${outcome}`]}`);
  };

  readonly reason = (key: string): void => {
    this.session.sheet.set(null);
    this.judge((draft, task) => giveReason(draft, task, key));
  };

  readonly followLabels = (): void => {
    this.session.sheet.set(null);
    this.judge(followLabels);
  };

  readonly comment = (step: number, text: string): void => {
    this.session.change([{ field: "comment", step_index: step, value: writable(text) }], step);
  };

  readonly note = (text: string): void => {
    this.session.change([{ field: "note", step_index: null, value: writable(text) }]);
  };

  readonly step = (by: 1 | -1): void => {
    this.cancelRest();
    const { folded, focus } = this.session.desk.get();
    const to = besideBranches(this.session.branches, folded, { from: focus, by });
    if (to >= 0 && to < this.task.step_count) this.session.move({ focus: to, isStill: false });
  };

  readonly goTo = (step: number): void => {
    this.cancelRest();
    this.session.move({ focus: step, isStill: false });
  };

  /** Focus by the pointer: the step is where the person looks, so nothing scrolls. */
  readonly point = (step: number): void => {
    if (step === this.focus) return;
    this.cancelRest();
    this.session.move({ focus: step, isStill: true });
  };

  readonly nextOpen = (): void => {
    this.cancelRest();
    const to = nextUnlabelled(this.session.desk.get(), this.task);
    if (to === undefined) this.voice.tell("No step is left that wants a label.");
    else this.session.move({ focus: to, isStill: false });
  };

  readonly fold = (at?: number): void => {
    const { unfolded } = this.session.desk.get();
    const step = at ?? foldTarget(this.steps, this.focus);
    if (step === undefined) return;
    const next = new Set(unfolded);
    if (!next.delete(step)) next.add(step);
    this.session.move({ unfolded: next });
  };

  readonly foldAll = (): void => {
    const all = this.steps.flatMap((step, index) => (isFoldable(step) ? [index] : []));
    const { unfolded } = this.session.desk.get();
    this.session.move({ unfolded: all.every((step) => unfolded.has(step)) ? new Set() : new Set(all) });
  };

  /** A sub-agent's steps go behind one line; the focus stays where it is, or goes to the step before them. */
  readonly foldBranch = (at?: number): void => {
    const { branches } = this.session;
    const branch = branchNear(branches, at ?? this.focus);
    if (!branch) return this.voice.tell("No sub-agent speaks in this trajectory.");
    const next = toggled(this.session.desk.get().folded, branch);
    this.showFolded(next);
    this.voice.announce(`${branch.agent} ${next.has(branch.start) ? "folded" : "unfolded"}`);
  };

  readonly foldBranches = (): void => {
    const { branches } = this.session;
    if (branches.length === 0) return this.voice.tell("No sub-agent speaks in this trajectory.");
    this.showFolded(allToggled(this.session.desk.get().folded, branches));
  };

  private showFolded(folded: ReadonlySet<number>): void {
    const { desk, task, branches } = this.session;
    this.cancelRest();
    const { focus, isStill } = desk.get();
    const to = outsideFolded({ branches, folded, focus, count: task.step_count });
    this.session.move({ folded, focus: to, isStill: isStill && to === focus });
  }

  readonly raw = (): void => this.session.move({ raw: !this.session.desk.get().raw });

  /** False when there is nothing to take back on this desk. */
  readonly undo = (): boolean => {
    this.cancelRest();
    return this.taken(this.session.undo(), "Undone");
  };

  readonly redo = (): boolean => {
    this.cancelRest();
    return this.taken(this.session.redo(), "Done again");
  };

  /** Goes to what is missing and says it. */
  readonly lead = ({ kind, step_index, message }: Gap): void => {
    this.cancelRest();
    if (step_index !== null) this.session.move({ focus: step_index, isStill: false });
    const sheet = SHEETS[kind];
    if (sheet !== undefined) this.session.sheet.set(sheet);
    if (sheet !== "reason") this.voice.tell(withMinus(message));
  };

  dispose(): void {
    this.cancelRest();
  }

  private get draft(): DraftState {
    return this.session.desk.get().draft;
  }

  private get focus(): number {
    return this.session.desk.get().focus;
  }

  private get task(): Task {
    return this.session.task;
  }

  private get steps() {
    return this.session.assignment.trajectory.steps;
  }

  /** True when it was said; otherwise the person hears why not. */
  private judge(act: (draft: DraftState, task: Task) => Judged, step = this.focus): boolean {
    const { mode } = this.session;
    const judged = mode === "writing" ? act(this.draft, this.task) : READ_ONLY[mode];
    if (typeof judged === "string") {
      if (judged !== "") this.voice.tell(judged);
      return false;
    }
    if (step !== this.focus) this.session.move({ focus: step, isStill: true });
    this.session.change(judged, step);
    return true;
  }

  /** Where only what is wrong is named, "this one is fine" is a way of reading on. */
  private pass(step: number): void {
    if (!this.judge((draft, task) => passStep(draft, task, step), step)) return;
    const next = this.task.scorable.find((one) => one > step);
    if (next === undefined) this.voice.tell(this.hasError() ? "That was the last step." : "That was the last step. Is there no error at all?");
    else this.session.move({ focus: next, isStill: false });
  }

  private hasError(): boolean {
    return firstErrorOf(this.draft, this.task.protocol) !== null;
  }

  private goOn(step: number): void {
    this.cancelRest();
    const to = nextUnlabelled(this.session.desk.get(), this.task, step);
    if (to === undefined) return;
    const goOn = () => this.session.move({ focus: to, isStill: false });
    const timer = setTimeout(() => {
      this.resting = null;
      goOn();
    }, REST_MS);
    this.resting = { timer, goOn };
  }

  private arrive(): void {
    const { resting } = this;
    this.cancelRest();
    resting?.goOn();
  }

  private cancelRest(): void {
    clearTimeout(this.resting?.timer);
    this.resting = null;
  }

  private askForReason(): boolean {
    const asks = needsReason(this.draft, this.task.protocol) && this.draft.first_error_reason === "";
    if (asks) this.session.sheet.set("reason");
    return asks;
  }

  private taken(done: boolean, word: string): boolean {
    if (done) this.voice.announce(`${word}, step ${this.focus}`);
    return done;
  }
}

/** Where what is missing can be said at once. */
const SHEETS: Readonly<Record<string, Sheet | undefined>> = { first_error_reason: "reason", error_types: "error-types", evidence: "evidence", alternatives: "alternatives" };

const READ_ONLY = {
  submitting: "",
  elsewhere: "Read only: take the draft over first.",
  closed: "Read only: this was submitted.",
} as const;
