import { expect, test } from "vitest";

import { PROTOCOLS } from "../../testing/protocols";
import { changesBetween, differences } from "./conflict";
import { placed, sayValue, type Vocabulary } from "./conflictWords";
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

test("a step is named once, however much differs in it", () => {
  const found = placed(differences({ ...MINE, comments: { 9: "here" } }, THEIRS));
  expect(found.map(({ where, what, isFirst }) => [where, what, isFirst])).toEqual([
    ["Step 9", "label", true],
    ["Step 9", "comment", false],
    ["Step 10", "label", true],
    ["All of it", "first error", true],
    ["All of it", "final result", false],
  ]);
});

const WORDS: Vocabulary = {
  protocol: PROTOCOLS.correctable,
  types: new Map([["E1", "Wrong sum"]]),
  flags: new Map([["guessed", "Guessed"]]),
  quote: ({ start, end }) => "six is not five".slice(start, end),
};

test.each([
  ["label", 0, "correctable"],
  ["label", null, "unlabelled"],
  ["comment", "here", "here"],
  ["comment", null, "–"],
  ["unsure", true, "yes"],
  ["no_error", false, "–"],
  ["first_error", 3, "step 3"],
  ["outcome", -1, "wrong"],
  ["origin", 1, "yes"],
  ["severity", 2, "2"],
  ["error_types", ["E1", "gone"], "Wrong sum, gone"],
  ["flags", ["guessed"], "Guessed"],
  ["spans", [{ step: 2, part: "text", start: 0, end: 3 }], "step 2: “six”"],
  ["alternatives", [{ text: "5", rating: 1 }, { text: "6", rating: null }], "1. correct: 5\n2. not rated: 6"],
] as const)("%s is said in the words of the desk", (field, value, said) => {
  expect(sayValue(field, value, WORDS)).toBe(said);
});
