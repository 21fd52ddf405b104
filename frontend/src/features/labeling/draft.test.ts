/** The cases of tests/annotator/labeling/test_draft_state.py, and what only the page does: inverse operations. */
import { describe, expect, test } from "vitest";

import { applyChanges, BadChange, EMPTY_DRAFT, inverse, valueAt, writable, type Change, type Value } from "./draft";

function op(field: Change["field"], value: Value, step_index: number | null = null): Change {
  return { field, value, step_index };
}

const HALF = String.fromCharCode(0xd800);

describe("operations on a draft", () => {
  test("leave the last value of a field, and null clears it", () => {
    const state = applyChanges(EMPTY_DRAFT, [op("label", 1, 0), op("label", -1, 0), op("label", 0, 2), op("label", null, 2)], [0, 2]);
    expect(state.labels).toEqual({ 0: -1 });
  });

  test("survive JSON and back", () => {
    const changes = [op("label", 1, 0), op("unsure", true, 0), op("comment", "why", 2), op("outcome", 0), op("first_error", 2)];
    const state = applyChanges(EMPTY_DRAFT, changes, [0, 2]);
    expect(JSON.parse(JSON.stringify(state))).toEqual(state);
  });

  test.each([
    op("label", true, 0),
    op("label", 2, 0),
    op("label", 0.5, 0),
    op("label", "1", 0),
    op("label", 1, 1),
    op("label", 1, null),
    op("unsure", 1, 0),
    op("active_ms", -5, 0),
    op("comment", "a\u0000b", 0),
    op("comment", HALF, 0),
    op("comment", "x".repeat(10_001), 0),
    op("first_error", 1),
    op("first_error", true),
    op("no_error", 1),
    op("outcome", 2),
    op("first_error_reason", 3),
    op("reward" as Change["field"], 1, 0),
  ])("refuse $field = $value at step $step_index", (bad) => {
    expect(() => applyChanges(EMPTY_DRAFT, [op("label", 1, 0), bad], [0, 2])).toThrow(BadChange);
  });

  test("clear a comment by an empty text and unsure by false", () => {
    const state = applyChanges(EMPTY_DRAFT, [op("comment", "why", 0), op("unsure", true, 0), op("comment", "", 0), op("unsure", false, 0)], [0]);
    expect(state).toEqual(EMPTY_DRAFT);
  });

  test("never touch the state they were given", () => {
    const before = applyChanges(EMPTY_DRAFT, [op("label", 1, 0)], [0]);
    const frozen = JSON.stringify(before);
    applyChanges(before, [op("label", -1, 0), op("note", "n")], [0]);
    expect(JSON.stringify(before)).toBe(frozen);
  });
});

describe("the inverse", () => {
  test("brings back exactly what was there, also where one field changed twice", () => {
    const before = applyChanges(EMPTY_DRAFT, [op("label", 1, 0), op("first_error", 2), op("note", "n")], [0, 2]);
    const changes = [op("label", -1, 0), op("label", 0, 0), op("unsure", true, 2), op("first_error", null), op("note", null)];
    const after = applyChanges(before, changes, [0, 2]);
    expect(applyChanges(after, inverse(before, changes, [0, 2]), [0, 2])).toEqual(before);
  });
});

test("a value that is not there reads as null", () => {
  expect(valueAt(EMPTY_DRAFT, { field: "label", step_index: 4 })).toBeNull();
  expect(valueAt(EMPTY_DRAFT, { field: "no_error", step_index: null })).toBe(false);
});

test("typed text is made into text that the server takes", () => {
  expect(writable(`a\u0000b${HALF}`)).toBe("ab\uFFFD");
  expect(writable("😀".repeat(5_001))).toHaveLength(10_000);
  expect(writable(`x${"😀".repeat(5_000)}`)).not.toMatch(/\p{Surrogate}/u);
});
