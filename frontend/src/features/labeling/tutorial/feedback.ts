/** What the worked answers say to a draft: whether a judgement agrees with them, and why. */
import type { Lesson } from "../../../api/tutorial";
import { labelSign } from "../../../ui/Labels";
import type { Desk } from "../desk";
import type { Change, DraftState, Label } from "../draft";
import { nameOf } from "../labelName";
import { firstErrorOf, valueOf, type Protocol } from "../protocol";

/** A step of the trajectory, or the question about the whole. */
export type About = number | "outcome" | "no-error";

export interface Feedback {
  readonly about: About;
  readonly agrees: boolean;
  /** What was said, and what the worked answer is where that differs. */
  readonly verdict: string;
  readonly why: string;
}

export function feedbackOn(about: About, draft: DraftState, lesson: Lesson, protocol: Protocol): Feedback | null {
  if (about === "outcome") return onOutcome(draft, lesson);
  if (about === "no-error") return onNoError(draft, lesson);
  return protocol.asks_for_labels ? onLabel(about, draft, lesson, protocol) : onFirstError(about, draft, lesson);
}

function onLabel(step: number, { labels }: DraftState, lesson: Lesson, protocol: Protocol): Feedback | null {
  const said = labels[step];
  const answer = answerTo(lesson, step);
  if (said === undefined || !answer) return null;
  const agrees = said === answer.label;
  const verdict = agrees ? `You said ${call(protocol, said)}, and so does the worked answer.` : `You said ${call(protocol, said)}; the worked answer is ${call(protocol, answer.label as Label | null)}.`;
  return { about: step, agrees, verdict, why: answer.why };
}

/** Where only the first error is asked for, a step is judged by marking it. */
function onFirstError(step: number, { first_error: said }: DraftState, lesson: Lesson): Feedback | null {
  const answer = answerTo(lesson, step);
  if (said !== step || !answer) return null;
  const agrees = lesson.first_error === step;
  return { about: step, agrees, verdict: agrees ? "You marked the first error here, and so does the worked answer." : `You marked the first error here; ${workedError(lesson)}.`, why: answer.why };
}

function onNoError({ no_error: said }: DraftState, lesson: Lesson): Feedback | null {
  if (!said) return null;
  const why = lesson.first_error === null ? "" : (answerTo(lesson, lesson.first_error)?.why ?? "");
  return { about: "no-error", agrees: lesson.no_error, verdict: lesson.no_error ? "You found no error, and there is none." : `You found no error; ${workedError(lesson)}.`, why };
}

function onOutcome({ outcome }: DraftState, lesson: Lesson): Feedback | null {
  if (outcome === null || lesson.outcome === null) return null;
  const agrees = outcome === lesson.outcome;
  const verdict = agrees ? `You said ${OUTCOMES[outcome]}, and so does the worked answer.` : `You said ${OUTCOMES[outcome]}; the worked answer is ${OUTCOMES[lesson.outcome as Label]}.`;
  return { about: "outcome", agrees, verdict, why: lesson.outcome_why };
}

const OUTCOMES = { "1": "right", "0": "unclear", "-1": "wrong" } as const;

function workedError({ first_error: first }: Lesson): string {
  return first === null ? "the worked answer finds none" : `the worked answer has it at step ${first}`;
}

function answerTo(lesson: Lesson, step: number) {
  return lesson.answers.find(({ step_index }) => step_index === step);
}

function call(protocol: Protocol, label: Label | null): string {
  if (label === null) return "no label";
  return valueOf(protocol, label) === undefined ? labelSign(label) : `${labelSign(label)} ${nameOf(protocol, label)}`;
}

/** What the panel speaks of: the focused step where it is judged, else what was judged last. */
export function speaksOf({ draft, focus, past }: Desk, protocol: Protocol): About | null {
  const last = lastJudged(past);
  if (last === "outcome" || last === "no-error") return last;
  const isJudged = protocol.asks_for_labels ? draft.labels[focus] !== undefined : draft.first_error === focus;
  return isJudged ? focus : last;
}

function lastJudged(past: Desk["past"]): About | null {
  for (const { redo } of [...past].reverse()) {
    const about = redo.map(aboutChange).find((one) => one !== null);
    if (about !== undefined) return about;
  }
  return null;
}

function aboutChange({ field, step_index, value }: Change): About | null {
  if (value === null || value === false) return null;
  if (field === "label") return step_index;
  if (field === "first_error") return value as number;
  return field === "outcome" ? "outcome" : field === "no_error" ? "no-error" : null;
}

/** Everything that was judged, in the order of the steps: for the end. */
export function allFeedback(draft: DraftState, lesson: Lesson, protocol: Protocol): Feedback[] {
  const first = firstErrorOf(draft, protocol);
  const steps: About[] = protocol.asks_for_labels ? lesson.answers.map(({ step_index }) => step_index) : first === null ? ["no-error"] : [first];
  return [...steps, "outcome" as const].map((about) => feedbackOn(about, draft, lesson, protocol) ?? leftOut(about, lesson, protocol)).filter((one) => one !== null);
}

/** Where wrong steps are listed, one that is not in the list counts as judged, too. */
function leftOut(about: About, lesson: Lesson, protocol: Protocol): Feedback | null {
  const answer = protocol.completeness === "wrong-steps" ? lesson.answers.find(({ step_index }) => step_index === about) : undefined;
  if (answer?.label == null) return null;
  return { about, agrees: false, verdict: `You left it out; the worked answer is ${call(protocol, answer.label as Label)}.`, why: answer.why };
}
