import { expect, test } from "vitest";

import { laneCodes, shortScorer } from "./laneCodes";

test("takes the first two letters of each", () => {
  expect(laneCodes(["Qwen2.5-Math-PRM-7B", "Skywork-o1-Open-PRM", "equation-checker"])).toEqual(["Qw", "Sk", "Eq"]);
});

test("counts those that begin alike, in their order, and only those", () => {
  expect(laneCodes(["annotator", "ada", "annotator2", "grace"])).toEqual(["A1", "Ad", "A2", "Gr"]);
});

test("leaves owners and signs out of it, and has something for every script", () => {
  expect(laneCodes(["peiyi/math-shepherd", "_x", "Ω", "李明"])).toEqual(["Ma", "X", "Ω", "李明"]);
});

test("says a scorer in one word, and plain words in full", () => {
  expect(shortScorer("Qwen2.5-Math-PRM-7B")).toBe("Qwen2.5");
  expect(shortScorer("owner/Skywork-o1-Open-PRM-Qwen-2.5-7B")).toBe("Skywork");
  expect(shortScorer("equation-checker")).toBe("equation checker");
  expect(shortScorer("gpt-4o")).toBe("gpt-4o");
});
