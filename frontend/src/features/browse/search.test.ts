import { expect, test } from "vitest";

import { listSearch, trajectorySearch } from "./search";

test("keeps what a list needs and drops everything else", () => {
  expect(listSearch({ q: "source:gsm8k", sort: "-steps", lanes: "3,1", step: 4, evil: {} })).toEqual({ q: "source:gsm8k", sort: "-steps", lanes: "3,1" });
});

test("reads numbers and truths as the words that were typed", () => {
  expect(listSearch({ q: 17, lanes: 3 })).toEqual({ q: "17", lanes: "3" });
  expect(listSearch({ q: true })).toEqual({ q: "true" });
});

test("an empty filter is no filter, no lanes are no lanes", () => {
  expect(listSearch({ q: "", sort: "", lanes: "" })).toEqual({ lanes: "" });
});

test.each([[-1], [1.5], ["x"], [null], [{}]])("a step %s is no step", (step) => {
  expect(trajectorySearch({ step })).toEqual({});
});

test("a trajectory remembers its step and its list", () => {
  expect(trajectorySearch({ step: "0", q: "gold:error" })).toEqual({ step: 0, q: "gold:error" });
});
