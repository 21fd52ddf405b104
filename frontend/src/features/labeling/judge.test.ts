import { describe, expect, test } from "vitest";

import { PROTOCOLS } from "../../testing/protocols";
import { applyChanges, EMPTY_DRAFT, type DraftState } from "./draft";
import { followLabels, giveReason, labelStep, markFirstError, passStep, sayNoError, setOutcome, toggleUnsure, type Judged, type Task } from "./judge";
import { gaps } from "./protocol";

const TERNARY = taskOf("ternary");
const FIRST = taskOf("first-error");
const STOPS = taskOf("prm800k");
const LIST = taskOf("prmbench");
const THREE = taskOf("correctable");

function taskOf(name: keyof typeof PROTOCOLS): Task {
  return { scorable: [0, 1, 2, 4], step_count: 5, protocol: PROTOCOLS[name] };
}


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

describe("where the judging ends at the first error", () => {
  const ended = (d: DraftState) => labelStep(d, STOPS, 1, -1);

  test("nothing behind it takes a label, and the sentence says where the end is", () => {
    const draft = doing(STOPS, ended);
    const said = "Step 2 comes after the first error, step 1, and takes no label. Label step 1 anew if the error is elsewhere.";
    expect(labelStep(draft, STOPS, 2, 1)).toBe(said);
    expect(markFirstError(draft, STOPS, 4)).toMatch(/takes no label/);
  });

  test("an error that is found earlier takes the labels behind it away", () => {
    const draft = doing(STOPS, (d) => labelStep(d, STOPS, 0, 1), (d) => labelStep(d, STOPS, 2, 0), (d) => labelStep(d, STOPS, 4, 1), ended);
    expect(draft.labels).toEqual({ 0: 1, 1: -1 });
  });

  test("and so does marking it; a mark that lay behind goes, too", () => {
    const late = doing(STOPS, (d) => labelStep(d, STOPS, 1, 1), (d) => markFirstError(d, STOPS, 4));
    expect(late).toMatchObject({ labels: { 1: 1, 4: -1 }, first_error: 4 });
    const earlier = applyChanges(late, ended(late) as [], STOPS.scorable);
    expect(earlier).toMatchObject({ labels: { 1: -1 }, first_error: null });
  });

  test("a step that turns out right opens the steps behind it again", () => {
    const draft = doing(STOPS, ended, (d) => labelStep(d, STOPS, 1, 1), (d) => labelStep(d, STOPS, 2, 0));
    expect(draft.labels).toEqual({ 1: 1, 2: 0 });
  });
});

describe("on a list of wrong steps", () => {
  test("the key puts a step on it and takes it off", () => {
    expect(doing(LIST, (d) => labelStep(d, LIST, 2, -1)).labels).toEqual({ 2: -1 });
    expect(doing(LIST, (d) => labelStep(d, LIST, 2, -1), (d) => labelStep(d, LIST, 2, -1)).labels).toEqual({});
  });

  test("passing a step takes it off, and says nothing of one that was not on it", () => {
    expect(doing(LIST, (d) => labelStep(d, LIST, 2, -1), (d) => passStep(d, LIST, 2)).labels).toEqual({});
    expect(passStep(EMPTY_DRAFT, LIST, 2)).toEqual([]);
  });

  test("a wrong step unsays that there is none, which is refused while one is listed", () => {
    expect(doing(LIST, (d) => sayNoError(d, LIST), (d) => labelStep(d, LIST, 2, -1)).no_error).toBe(false);
    expect(sayNoError(doing(LIST, (d) => labelStep(d, LIST, 2, -1)), LIST)).toMatch(/Step 2 is marked −1/);
  });
});

describe("where 0 is an error, too", () => {
  test("a correctable step unsays that there is no error, and no error is not said beside it", () => {
    expect(doing(THREE, (d) => sayNoError(d, THREE), (d) => labelStep(d, THREE, 1, 0)).no_error).toBe(false);
    expect(sayNoError(doing(THREE, (d) => labelStep(d, THREE, 1, 0)), THREE)).toBe("Step 1 is marked correctable, so there is an error. Label it anew first.");
  });

  test("marking the first error leaves a correctable step correctable", () => {
    const draft = doing(THREE, (d) => labelStep(d, THREE, 1, 0), (d) => markFirstError(d, THREE, 1));
    expect(draft).toMatchObject({ labels: { 1: 0 }, first_error: 1 });
    expect(doing(THREE, (d) => markFirstError(d, THREE, 2)).labels).toEqual({ 2: -1 });
  });
});
