import { expect, test } from "vitest";

import { splitOf, voteOf, type Vote } from "./votes";

const NAMES = { "1": "correct", "0": "neutral", "-1": "incorrect" };
const said = { labels: [1, 0, -1, null], first_error: 2, no_error: false, failure: "", value_names: NAMES };

test("a label is what was said, the first error outranks it", () => {
  expect([0, 1, 2].map((index) => voteOf(said, index, true))).toEqual([
    { label: 1, basis: "label", word: "correct" },
    { label: 0, basis: "label", word: "neutral" },
    { label: -1, basis: "first-error", word: "incorrect" },
  ]);
});

test("steps before a first error were passed, which is no +1; those after it were never judged", () => {
  const firstError = { labels: [null, null, null], first_error: 1, no_error: false, failure: "", value_names: NAMES };
  expect([0, 1, 2].map((index) => voteOf(firstError, index, true))).toEqual([
    { label: null, basis: "passed", word: "" },
    { label: -1, basis: "first-error", word: "incorrect" },
    { label: null, basis: "nothing", word: "" },
  ]);
  expect(voteOf({ ...firstError, first_error: null, no_error: true }, 2, true).basis).toBe("passed");
});

test("an annotation that says nothing yet is not one that passed everything", () => {
  expect(voteOf({ labels: [null], first_error: null, no_error: false, failure: "", value_names: {} }, 0, true).basis).toBe("nothing");
});

test("nobody votes on context, and a judge that failed votes on nothing", () => {
  expect(voteOf(said, 0, false).basis).toBe("nothing");
  expect(voteOf({ ...said, failure: "no JSON in the answer" }, 0, true).basis).toBe("nothing");
});

const label = (value: 1 | 0 | -1): Vote => ({ label: value, basis: "label", word: NAMES[`${value}`] });
const passed: Vote = { label: null, basis: "passed", word: "" };
const nothing: Vote = { label: null, basis: "nothing", word: "" };

test.each([
  { votes: [label(-1), label(-1), label(1)], ratio: "2 : 1" },
  { votes: [label(1), label(0)], ratio: "1 : 1" },
  { votes: [label(-1), passed, passed], ratio: "2 : 1" },
  { votes: [label(-1), label(0), label(1), nothing], ratio: "1 : 1 : 1" },
  { votes: [label(-1), label(1), passed, passed], ratio: "3 : 1" },
  { votes: [label(0), label(1), passed], ratio: "1 : 1" },
])("$votes.length readers who differ: $ratio", ({ votes, ratio }) => {
  expect(splitOf(votes)?.ratio).toBe(ratio);
});

test.each([[[]], [[label(-1)]], [[label(1), passed, nothing]], [[label(0), passed]], [[label(-1), nothing]]])("%j is no difference", (votes) => {
  expect(splitOf(votes)).toBeNull();
});

test("says who says what", () => {
  expect(splitOf([label(-1), label(1), passed, passed])?.text).toBe("1 says incorrect, 1 correct, 2 did not mark it");
});

test("goes by the words of its protocol: a step that is still to be put right is wrong, and not neutral", () => {
  const names = { "1": "correct", "0": "correctable", "-1": "irrecoverable" };
  const given = { labels: [1, 0, -1], first_error: 1, no_error: false, failure: "", value_names: names };

  const votes = [0, 1, 2].map((index) => voteOf(given, index, true));

  expect(votes.map(({ word }) => word)).toEqual(["correct", "correctable", "irrecoverable"]);
  expect(votes[1]).toMatchObject({ label: 0, basis: "first-error" });
  expect(splitOf(votes)?.text).toBe("1 says irrecoverable, 1 correctable, 1 correct");
});

test("a number that its protocol does not name goes by its usual word", () => {
  expect(voteOf({ ...said, value_names: {} }, 1, true).word).toBe("neutral");
});
