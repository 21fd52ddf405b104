import { expect, test } from "vitest";

import { splitOf, voteOf, type Vote } from "./votes";

const said = { labels: [1, 0, -1, null], first_error: 2, no_error: false, failure: "" };

test("a label is what was said, the first error outranks it", () => {
  expect([0, 1, 2].map((index) => voteOf(said, index, true))).toEqual([
    { label: 1, basis: "label" },
    { label: 0, basis: "label" },
    { label: -1, basis: "first-error" },
  ]);
});

test("steps before a first error were passed, which is no +1; those after it were never judged", () => {
  const firstError = { labels: [null, null, null], first_error: 1, no_error: false, failure: "" };
  expect([0, 1, 2].map((index) => voteOf(firstError, index, true))).toEqual([
    { label: null, basis: "passed" },
    { label: -1, basis: "first-error" },
    { label: null, basis: "nothing" },
  ]);
  expect(voteOf({ ...firstError, first_error: null, no_error: true }, 2, true).basis).toBe("passed");
});

test("an annotation that says nothing yet is not one that passed everything", () => {
  expect(voteOf({ labels: [null], first_error: null, no_error: false, failure: "" }, 0, true).basis).toBe("nothing");
});

test("nobody votes on context, and a judge that failed votes on nothing", () => {
  expect(voteOf(said, 0, false).basis).toBe("nothing");
  expect(voteOf({ ...said, failure: "no JSON in the answer" }, 0, true).basis).toBe("nothing");
});

const label = (value: 1 | 0 | -1): Vote => ({ label: value, basis: "label" });
const passed: Vote = { label: null, basis: "passed" };
const nothing: Vote = { label: null, basis: "nothing" };

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
