import { expect, test } from "vitest";

import { blocksOf } from "./blocks";

const upTo = (count: number) => Array.from({ length: count }, (_, step) => step);

test("sixteen steps share a block, and the last takes the rest", () => {
  const blocks = blocksOf(upTo(35));

  expect(blocks.map(({ number, from, steps }) => [number, from, steps.length])).toEqual([
    [0, 0, 16],
    [1, 16, 16],
    [2, 32, 3],
  ]);
  expect(blocks.flatMap(({ steps }) => steps)).toEqual(upTo(35));
});

test("what is folded away before a step leaves it in its block", () => {
  const rows = upTo(40).filter((step) => step < 3 || step > 19);

  const blocks = blocksOf(rows);

  expect(blocks.map(({ number, from }) => [number, from])).toEqual([
    [0, 0],
    [1, 3],
    [2, 15],
  ]);
  expect(blocks[1]?.steps).toEqual(upTo(32).slice(20));
});

test("no rows need no block", () => {
  expect(blocksOf([])).toEqual([]);
});
