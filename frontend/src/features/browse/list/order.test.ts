import { expect, test } from "vitest";

import type { Channel } from "../shapes";
import { directionOf, nextOrder, orderChoices, orderName, sortedScorer } from "./order";

const channel = (scorer: string, name = "reward"): Channel => ({
  id: 1,
  scorer,
  name,
  adapter: "imported",
  revision: "1",
  semantics: "probability",
  threshold: 0.5,
  threshold_source: "default",
});

test("offers import, steps and the lowest reward of each scorer once, both ways", () => {
  const found = orderChoices([channel("prm"), channel("prm", "margin"), channel("judge")]).flatMap(({ choices }) => choices.map(({ order }) => order));
  expect(found).toEqual(["id", "-id", "steps", "-steps", "lowest:prm", "-lowest:prm", "lowest:judge", "-lowest:judge"]);
});

test("names an order in a few words", () => {
  expect(["id", "-id", "steps", "-steps", "lowest:Qwen2.5-Math-PRM-7B", "-lowest:equation-checker"].map(orderName)).toEqual([
    "import",
    "newest first",
    "fewest steps",
    "most steps",
    "lowest Qwen2.5",
    "highest equation checker",
  ]);
});

test("finds the scorer of an order, also one with a colon or a sign in its name", () => {
  expect(sortedScorer("-lowest:my:scorer<1")).toBe("my:scorer<1");
  expect(sortedScorer("steps")).toBeNull();
});

test("a column's head goes from unsorted to ascending, descending, and back", () => {
  expect([nextOrder("id", "steps"), nextOrder("steps", "steps"), nextOrder("-steps", "steps")]).toEqual(["steps", "-steps", undefined]);
  expect([directionOf("id", "steps"), directionOf("-steps", "steps")]).toEqual(["none", "descending"]);
});
