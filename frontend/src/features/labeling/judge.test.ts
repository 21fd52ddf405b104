import { describe, expect, test } from "vitest";

import { applyChanges, EMPTY_DRAFT, type DraftState } from "./draft";
import { followLabels, giveReason, labelStep, markFirstError, passStep, sayNoError, setOutcome, toggleUnsure, type Judged, type Task } from "./judge";
import { gaps } from "./protocol";

const TERNARY: Task = { scorable: [0, 1, 2, 4], step_count: 5, protocol: { asks_for_labels: true, asks_for_outcome: true } };
const FIRST: Task = { ...TERNARY, protocol: { asks_for_labels: false, asks_for_outcome: false } };

/** Does one thing after the other, as a person would. */
function doing(task: Task, ...acts: ((draft: DraftState) => Judged)[]): DraftState {
  return acts.reduce((draft, act) => {
    const judged = act(draft);
    if (typeof judged === "string") throw new Error(judged);
    return applyChanges(draft, judged, task.scorable);
  }, EMPTY_DRAFT);
}

describe("with step labels", () => {
  test("the same label again changes nothing", () => {
    const draft = doing(TERNARY, (d) => labelStep(d, TERNARY, 1, 0));
    expect(labelStep(draft, TERNARY, 1, 0)).toEqual([]);
  });

  test("context takes no label, no flag and no doubt", () => {
    expect(labelStep(EMPTY_DRAFT, TERNARY, 3, 1)).toBe("Step 3 is context: it is shown, never labelled.");
    expect(markFirstError(EMPTY_DRAFT, TERNARY, 3)).toMatch(/context/);
    expect(toggleUnsure(EMPTY_DRAFT, TERNARY, 3)).toMatch(/context/);
  });

  test("marking the first error labels the step -1", () => {
    const draft = doing(TERNARY, (d) => markFirstError(d, TERNARY, 2));
    expect(draft).toMatchObject({ labels: { 2: -1 }, first_error: 2 });
  });

  test("a step that turns out right is no longer the first error", () => {
    const draft = doing(TERNARY, (d) => markFirstError(d, TERNARY, 2), (d) => labelStep(d, TERNARY, 2, 1));
    expect(draft).toMatchObject({ labels: { 2: 1 }, first_error: null });
  });

  test("a first error behind the first -1 asks for a reason, which goes when the -1 before it goes", () => {
    const late = doing(TERNARY, (d) => labelStep(d, TERNARY, 0, -1), (d) => markFirstError(d, TERNARY, 2));
    expect(gaps(late, TERNARY.protocol, [0, 2]).map(({ kind }) => kind)).toContain("first_error_reason");
    const explained = applyChanges(late, giveReason(late, TERNARY, "repaired") as [], TERNARY.scorable);
    expect(explained.first_error_reason).toBe("repaired");
    const mended = applyChanges(explained, labelStep(explained, TERNARY, 0, 1) as [], TERNARY.scorable);
    expect(mended).toMatchObject({ first_error: 2, first_error_reason: "" });
  });

  test("the labels can be followed after all", () => {
    const draft = doing(
      TERNARY,
      (d) => labelStep(d, TERNARY, 0, -1),
      (d) => markFirstError(d, TERNARY, 2),
      (d) => giveReason(d, TERNARY, "wasteful"),
      (d) => followLabels(d, TERNARY),
    );
    expect(draft).toMatchObject({ first_error: null, first_error_reason: "" });
  });

  test("no error is not said beside a -1, and a later -1 unsays it", () => {
    const wrong = doing(TERNARY, (d) => labelStep(d, TERNARY, 1, -1));
    expect(sayNoError(wrong, TERNARY)).toBe("Step 1 is marked −1, so there is an error. Label it anew first.");
    const unsaid = doing(TERNARY, (d) => sayNoError(d, TERNARY), (d) => labelStep(d, TERNARY, 1, -1));
    expect(unsaid.no_error).toBe(false);
  });

  test("doubt is a switch", () => {
    const once = doing(TERNARY, (d) => toggleUnsure(d, TERNARY, 1));
    expect(once.unsure).toEqual({ 1: true });
    expect(doing(TERNARY, (d) => toggleUnsure(d, TERNARY, 1), (d) => toggleUnsure(d, TERNARY, 1)).unsure).toEqual({});
  });

  test("an outcome can be changed, not taken away by pressing it again", () => {
    const draft = doing(TERNARY, (d) => setOutcome(d, TERNARY, -1), (d) => setOutcome(d, TERNARY, 1), (d) => setOutcome(d, TERNARY, 1));
    expect(draft.outcome).toBe(1);
  });
});

describe("with the first error alone", () => {
  test("marking labels nothing: one wrong step makes no other right", () => {
    const draft = doing(FIRST, (d) => markFirstError(d, FIRST, 2));
    expect(draft).toMatchObject({ labels: {}, first_error: 2 });
  });

  test("no error and a first error take each other back", () => {
    expect(doing(FIRST, (d) => markFirstError(d, FIRST, 2), (d) => sayNoError(d, FIRST))).toMatchObject({ first_error: null, no_error: true });
    expect(doing(FIRST, (d) => sayNoError(d, FIRST), (d) => markFirstError(d, FIRST, 2))).toMatchObject({ first_error: 2, no_error: false });
  });

  test("marking twice, and passing a marked step, unmark it", () => {
    expect(doing(FIRST, (d) => markFirstError(d, FIRST, 2), (d) => markFirstError(d, FIRST, 2)).first_error).toBeNull();
    expect(doing(FIRST, (d) => markFirstError(d, FIRST, 2), (d) => passStep(d, FIRST, 2)).first_error).toBeNull();
    expect(doing(FIRST, (d) => markFirstError(d, FIRST, 2), (d) => passStep(d, FIRST, 1)).first_error).toBe(2);
  });
});
