import { expect, test } from "vitest";

import { changesBetween, differences } from "./conflict";
import { applyChanges, EMPTY_DRAFT, type DraftState } from "./draft";

const MINE: DraftState = { ...EMPTY_DRAFT, labels: { 0: 1, 10: -1 }, comments: { 2: "here" }, active_ms: { 0: 5 }, outcome: 1 };
const THEIRS: DraftState = { ...EMPTY_DRAFT, labels: { 0: 1, 9: 0, 10: 0 }, active_ms: { 0: 7 }, first_error: 10, outcome: null };

test("two versions are compared step by step, then as a whole, and time is left out", () => {
  expect(differences(MINE, THEIRS)).toEqual([
    { field: "comment", step_index: 2, mine: "here", theirs: null },
    { field: "label", step_index: 9, mine: null, theirs: 0 },
    { field: "label", step_index: 10, mine: -1, theirs: 0 },
    { field: "first_error", step_index: null, mine: null, theirs: 10 },
    { field: "outcome", step_index: null, mine: 1, theirs: null },
  ]);
});

test("the changes between two versions make one into the other", () => {
  const scorable = [0, 2, 9, 10];
  expect(applyChanges(MINE, changesBetween(MINE, THEIRS), scorable)).toEqual(THEIRS);
  expect(applyChanges(THEIRS, changesBetween(THEIRS, MINE), scorable)).toEqual(MINE);
  expect(changesBetween(MINE, MINE)).toEqual([]);
});
