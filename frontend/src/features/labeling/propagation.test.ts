import { describe, expect, test } from "vitest";

import { PROTOCOLS } from "../../testing/protocols";
import { applyChanges, EMPTY_DRAFT, type DraftState, type Label } from "./draft";
import { labelStep, type Task } from "./judge";
import { acceptAll, acceptProposal, proposedSteps, refuseProposal, switchProposals } from "./propagation";

/** Step 3 is context. */
const TASK: Task = { scorable: [0, 1, 2, 4, 5, 6], step_count: 7, protocol: PROTOCOLS.ternary };

function draft(labels: Readonly<Record<number, Label>>, more: Partial<DraftState> = {}): DraftState {
  return { ...EMPTY_DRAFT, labels, proposing: true, ...more };
}

function proposed(state: DraftState, task = TASK): number[] {
  return [...proposedSteps(state, task)];
}

function after(state: DraftState, judged: ReturnType<typeof acceptAll>, task = TASK): DraftState {
  if (typeof judged === "string") throw new Error(judged);
  return applyChanges(state, judged, task.scorable);
}

describe("what is proposed", () => {
  test("every open step behind the first error, and no context", () => {
    expect(proposed(draft({ 0: 1, 1: -1 }))).toEqual([2, 4, 5, 6]);
    expect(proposed(draft({ 0: 1, 1: -1, 4: 1 }))).toEqual([2, 5, 6]);
  });

  test("nothing before the first error, without one, and unless somebody asked", () => {
    expect(proposed(draft({ 1: -1 }))).not.toContain(0);
    expect(proposed(draft({ 0: 1 }))).toEqual([]);
    expect(proposed(draft({ 0: 1, 1: -1 }, { proposing: false }))).toEqual([]);
  });

  test("it ends with the step that repairs an earlier one, which is judged by hand itself", () => {
    expect(proposed(draft({ 0: 1, 1: -1 }, { repairs: { 5: 1 } }))).toEqual([2, 4]);
  });

  test("a repair before the error does not matter", () => {
    expect(proposed(draft({ 0: 1, 1: 1, 2: -1 }, { repairs: { 1: 0 } }))).toEqual([4, 5, 6]);
  });

  test("it begins behind a first error that was marked later, with its reason", () => {
    expect(proposed(draft({ 0: -1, 1: 1, 2: -1 }, { first_error: 2, first_error_reason: "repaired" }))).toEqual([4, 5, 6]);
  });

  test("a step that can still be put right colours nothing: it begins with the first that cannot", () => {
    const task = { ...TASK, protocol: PROTOCOLS.correctable };
    expect(proposed(draft({ 0: 0 }), task)).toEqual([]);
    expect(proposed(draft({ 0: 0, 1: 1, 2: -1 }), task)).toEqual([4, 5, 6]);
  });

  test.each(["prm800k", "prmbench", "first-error"] as const)("%s judges nothing behind the first error, so nothing is proposed", (name) => {
    expect(proposed(draft({ 0: -1 }, { first_error: 0 }), { ...TASK, protocol: PROTOCOLS[name] })).toEqual([]);
  });
});

describe("what a person says to it", () => {
  const begun = draft({ 0: 1, 1: -1 });

  test("an accepted proposal is a label with its origin", () => {
    const state = after(begun, acceptProposal(begun, TASK, 2));
    expect(state).toMatchObject({ labels: { 2: -1 }, origins: { 2: 1 } });
    expect(proposed(state)).toEqual([4, 5, 6]);
  });

  test("a refused one leaves the step open and is not proposed again", () => {
    const state = after(begun, refuseProposal(begun, TASK, 2));
    expect(state.labels[2]).toBeUndefined();
    expect(proposed(state)).toEqual([4, 5, 6]);
  });

  test("all that remain can be accepted at once; refused ones and those labelled by hand stay as they are", () => {
    const refused = after(begun, refuseProposal(begun, TASK, 2));
    const byHand = after(refused, labelStep(refused, TASK, 4, 1));
    expect(after(byHand, acceptAll(byHand, TASK))).toMatchObject({ labels: { 0: 1, 1: -1, 4: 1, 5: -1, 6: -1 }, origins: { 5: 1, 6: 1 }, refused: { 2: true } });
  });

  test("a label given by hand is no accepted proposal any more, also where it says the same", () => {
    const accepted = after(begun, acceptAll(begun, TASK));
    const changed = after(accepted, labelStep(accepted, TASK, 2, 0));
    const confirmed = after(changed, labelStep(changed, TASK, 4, -1));
    expect(confirmed).toMatchObject({ labels: { 2: 0, 4: -1 }, origins: { 5: 1, 6: 1 } });
    expect(Object.keys(confirmed.origins)).toEqual(["5", "6"]);
  });

  test("asking again proposes what was refused; asking in vain says why", () => {
    const refused = after(begun, refuseProposal(begun, TASK, 2));
    const off = after(refused, switchProposals(refused, TASK));
    expect(proposed(off)).toEqual([]);
    expect(proposed(after(off, switchProposals(off, TASK)))).toEqual([2, 4, 5, 6]);
    expect(switchProposals(EMPTY_DRAFT, TASK)).toMatch(/no first error yet/);
    expect(switchProposals(draft({ 0: 1, 6: -1 }, { proposing: false }), TASK)).toMatch(/Nothing is left to propose/);
    expect(acceptProposal(begun, TASK, 0)).toBe("Nothing is proposed for step 0.");
    expect(refuseProposal(begun, TASK, 0)).toBe("Nothing is proposed for step 0.");
    expect(acceptAll(EMPTY_DRAFT, TASK)).toBe("Nothing is proposed.");
  });
});
