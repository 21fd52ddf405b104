/**
 * The propagation assistant: labels that it proposes for the steps behind the first error. Pure.
 *
 * An error may colour what builds on it, or it may not: on published labels 37.5 % of the steps behind a first error are
 * not wrong. So these are proposals and no labels: each is accepted or refused by a person, and what was accepted keeps
 * that origin. They end where a step repairs an earlier one.
 */
import type { Change, DraftState } from "./draft";
import type { Judged, Task } from "./judge";
import { firstErrorOf, withMinus } from "./protocol";

const NONE: ReadonlySet<number> = new Set();
/** The origin of a label that was proposed and accepted; labels given by hand have none in a draft. */
const ACCEPTED = 1;

/** The steps for which a label is proposed now. */
export function proposedSteps(draft: DraftState, { protocol, scorable }: Task): ReadonlySet<number> {
  const first = draft.proposing && protocol.proposes !== null ? firstErrorOf(draft, protocol) : null;
  if (first === null) return NONE;
  // A step that can still be put right colours nothing yet: it begins with the first that has the proposed label.
  const start = scorable.find((step) => step >= first && draft.labels[step] === protocol.proposes);
  if (start === undefined) return NONE;
  const end = scorable.find((step) => step > start && draft.repairs[step] !== undefined) ?? Infinity;
  return new Set(scorable.filter((step) => step > start && step < end && draft.labels[step] === undefined && draft.refused[step] !== true));
}

/** Begins to propose, also what was refused before, or stops. */
export function switchProposals(draft: DraftState, task: Task): Judged {
  if (draft.proposing) return [whole(false)];
  const anew = Object.keys(draft.refused).map((step): Change => ({ field: "refused", step_index: Number(step), value: null }));
  const after: DraftState = { ...draft, proposing: true, refused: {} };
  if (firstErrorOf(draft, task.protocol) === null) return "There is no first error yet: proposals are for the steps behind it.";
  if (proposedSteps(after, task).size === 0) return "Nothing is left to propose: no open step stands behind the error before one that repairs it.";
  return [whole(true), ...anew];
}

export function acceptProposal(draft: DraftState, task: Task, step: number): Judged {
  return proposedSteps(draft, task).has(step) ? accepting(step, task) : nothing(step);
}

/** The step stays open: a refused proposal says nothing of what is right. */
export function refuseProposal(draft: DraftState, task: Task, step: number): Judged {
  return proposedSteps(draft, task).has(step) ? [{ field: "refused", step_index: step, value: true }] : nothing(step);
}

export function acceptAll(draft: DraftState, task: Task): Judged {
  const steps = [...proposedSteps(draft, task)];
  return steps.length === 0 ? "Nothing is proposed." : steps.flatMap((step) => accepting(step, task));
}

/** What the proposals are, in words. */
export function proposalWords({ protocol }: Task): string {
  return withMinus(`proposed ${protocol.proposes ?? ""}`);
}

function accepting(step: number, { protocol }: Task): Change[] {
  return [
    { field: "label", step_index: step, value: protocol.proposes },
    { field: "origin", step_index: step, value: ACCEPTED },
  ];
}

function nothing(step: number): string {
  return `Nothing is proposed for step ${step}.`;
}

function whole(value: boolean): Change {
  return { field: "proposing", step_index: null, value };
}
