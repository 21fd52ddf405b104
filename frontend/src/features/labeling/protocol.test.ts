/** The cases of tests/annotator/labeling/test_protocols.py: page and server must ask for the same. */
import { expect, test } from "vitest";

import { PROTOCOLS } from "../../testing/protocols";
import { EMPTY_DRAFT, type DraftState, type Label } from "./draft";
import { endOf, firstErrorOf, gaps, needsReason, openSteps, type Protocol } from "./protocol";

const { ternary: TERNARY, "first-error": FIRST_ERROR, prm800k: PRM800K, correctable: CORRECTABLE, binary: BINARY, prmbench: PRMBENCH, visualprocessbench: VISUAL } = PROTOCOLS;

function draft(labels: readonly (Label | null)[], more: Partial<DraftState> = {}): DraftState {
  const given = labels.flatMap((label, step) => (label === null ? [] : [[step, label] as const]));
  return { ...EMPTY_DRAFT, labels: Object.fromEntries(given), ...more };
}

function kinds(state: DraftState, protocol: Protocol, scorable: number[]) {
  return gaps(state, protocol, scorable).map(({ kind, step_index }) => [kind, step_index]);
}

test("the first -1 is proposed as the first error", () => {
  const given = draft([1, -1, -1], { outcome: -1 });
  expect(firstErrorOf(given, TERNARY)).toBe(1);
  expect(kinds(given, TERNARY, [0, 1, 2])).toEqual([]);
});

test("steps are compared as numbers: 9 comes before 10", () => {
  const given: DraftState = { ...EMPTY_DRAFT, labels: { 10: -1, 9: -1 } };
  expect(firstErrorOf(given, TERNARY)).toBe(9);
});

test("a step without a label is asked for; context is not", () => {
  expect(kinds(draft([1, null, 0], { outcome: 1 }), TERNARY, [0, 2])).toEqual([]);
  expect(kinds(draft([1, null, 0], { outcome: 1 }), TERNARY, [0, 1, 2])).toEqual([["unlabelled", 1]]);
});

test("every label and the outcome are asked for in order", () => {
  expect(kinds(draft([null, 1, null]), TERNARY, [0, 1, 2])).toEqual([
    ["unlabelled", 0],
    ["unlabelled", 2],
    ["outcome", null],
  ]);
});

test("a later first error needs a reason and its own -1", () => {
  const late = draft([-1, 1, -1], { first_error: 2, outcome: -1 });
  expect(needsReason(late, TERNARY)).toBe(true);
  expect(kinds(late, TERNARY, [0, 1, 2])).toEqual([["first_error_reason", 2]]);
  expect(kinds({ ...late, first_error_reason: "repaired" }, TERNARY, [0, 1, 2])).toEqual([]);
  expect(kinds({ ...late, first_error: 1 }, TERNARY, [0, 1, 2])).toEqual([["first_error", 1]]);
});

test("no error beside a -1 is refused", () => {
  expect(kinds(draft([1, -1], { no_error: true, outcome: 1 }), TERNARY, [0, 1])).toEqual([["no_error", 1]]);
});

test("the first-error protocol wants an error or none and proposes nothing", () => {
  const nothing = draft([]);
  expect(kinds(nothing, FIRST_ERROR, [0, 1])).toEqual([["first_error", null]]);
  expect(kinds({ ...nothing, first_error: 1 }, FIRST_ERROR, [0, 1])).toEqual([]);
  expect(kinds({ ...nothing, no_error: true }, FIRST_ERROR, [0, 1])).toEqual([]);
  expect(kinds({ ...nothing, first_error: 1, no_error: true }, FIRST_ERROR, [0, 1])).toEqual([["first_error", 1]]);
  expect(firstErrorOf(draft([-1]), FIRST_ERROR)).toBeNull();
});

test("context cannot be the first error", () => {
  expect(kinds(draft([], { first_error: 1 }), FIRST_ERROR, [0, 2])).toEqual([["first_error", 1]]);
});

test("prm800k ends at the first bad step: what lies before it is asked for, what lies behind is refused", () => {
  expect(kinds(draft([1, null, -1]), PRM800K, [0, 1, 2, 3])).toEqual([["unlabelled", 1]]);
  expect(kinds(draft([1, 0, -1, null]), PRM800K, [0, 1, 2, 3])).toEqual([]);
  expect(kinds(draft([1, -1, 1, null]), PRM800K, [0, 1, 2, 3])).toEqual([["after_error", 2]]);
  expect(kinds(draft([1, 0, 1, null]), PRM800K, [0, 1, 2, 3])).toEqual([["unlabelled", 3]]);
  expect(endOf(draft([1, -1]), PRM800K)).toBe(1);
});

test("the first error under correctable is the first step that is wrong in either way", () => {
  expect(firstErrorOf(draft([1, 0, -1]), CORRECTABLE)).toBe(1);
  expect(kinds(draft([1, 0, -1]), CORRECTABLE, [0, 1, 2])).toEqual([]);
  expect(needsReason(draft([1, 0, -1], { first_error: 2 }), CORRECTABLE)).toBe(true);
  expect(kinds(draft([1, 0, 1], { no_error: true }), CORRECTABLE, [0, 1, 2])).toEqual([["no_error", 1]]);
});

test("binary and visualprocessbench ask for every step and for no final result", () => {
  expect(kinds(draft([1, -1, null]), BINARY, [0, 1, 2])).toEqual([["unlabelled", 2]]);
  expect(kinds(draft([1, 0, -1]), VISUAL, [0, 1, 2])).toEqual([]);
  expect(firstErrorOf(draft([1, 0, -1]), VISUAL)).toBe(2);
});

test("prmbench wants wrong steps or none, and nothing of the others", () => {
  expect(kinds(draft([]), PRMBENCH, [0, 1, 2])).toEqual([["first_error", null]]);
  expect(kinds(draft([], { no_error: true }), PRMBENCH, [0, 1, 2])).toEqual([]);
  expect(openSteps(draft([null, -1]), PRMBENCH, [0, 1, 2])).toEqual([]);
  expect(firstErrorOf(draft([null, -1, -1]), PRMBENCH)).toBe(1);
});
