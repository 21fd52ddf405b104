import { expect, test } from "vitest";

import { qualificationRows, wayOn } from "./qualify";
import type { BeforeTheGate } from "./types";

const STANDS: BeforeTheGate = {
  queue: { id: 1, name: "All" },
  screening: { id: 2, name: "Qualification for All" },
  ...{ measure: "STEP_LABELS", threshold: 0.8, minimum: 3, attempts: 2, attempt: 1, done: 1, shares: [], has_passed: false, has_failed: false },
};

test("leads from the closed queue to the qualification, and back once it is passed", () => {
  expect(wayOn(STANDS, 1)).toEqual({ queueId: 2, words: "To the qualification" });
  expect(wayOn(STANDS, 2)).toBeNull();
  expect(wayOn({ ...STANDS, has_passed: true }, 2)).toEqual({ queueId: 1, words: "To All" });
});

test("leads nowhere from a qualification that was failed for good", () => {
  const failed = { ...STANDS, has_failed: true };
  expect([wayOn(failed, 1), wayOn(failed, 2)]).toEqual([null, null]);
});

test("says what is asked and how far one is", () => {
  expect(qualificationRows(STANDS)).toEqual([
    ["Asked for", "80 % of the step labels right, over 3 trajectories whose right labels are known"],
    ["Labelled", "1 of 3, attempt 1 of 2"],
  ]);
});

test("says of a second attempt what the first one reached, and of one that is over no more how far it is", () => {
  expect(qualificationRows({ ...STANDS, attempt: 2, done: 0, shares: [0.667] }).slice(1)).toEqual([
    ["Labelled", "0 of 3, attempt 2 of 2"],
    ["Reached", "67 %"],
  ]);
  const failed: BeforeTheGate = { ...STANDS, measure: "FIRST_ERROR", minimum: 1, shares: [0.5, 0.25], has_failed: true };
  expect(qualificationRows(failed)).toEqual([
    ["Asked for", "80 % of the first errors right, over 1 trajectory whose right labels are known"],
    ["Reached", "50 %, then 25 %"],
  ]);
});
