import { expect, test } from "vitest";

import { forgetLast, lastOf, noteLast } from "./lastWords";
import type { Kept } from "./kept";

const OWNER = "ada/1/7";
const row = (seq: number): Kept => ({ owner: OWNER, seq, base: 0, operation: { id: `id-${seq}`, field: "label", step_index: seq, value: 1 } });

test("the page that comes next finds what the one before noted, and nobody else's", () => {
  noteLast([row(1), row(2)]);
  expect(lastOf(OWNER)).toEqual([row(1), row(2)]);
  expect(lastOf("grace/1/7")).toEqual([]);
});

test("what the server has is forgotten, and the rest stays", () => {
  noteLast([row(1), row(2)]);
  forgetLast([row(1)]);
  expect(lastOf(OWNER)).toEqual([row(2)]);
  forgetLast([row(2)]);
  expect(localStorage.length).toBe(0);
});

test("what something else wrote there is nothing", () => {
  localStorage.setItem(`assay-last:${OWNER}`, "{");
  expect(lastOf(OWNER)).toEqual([]);
});
