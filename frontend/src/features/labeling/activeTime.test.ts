import { expect, test } from "vitest";

import { ActiveTime } from "./activeTime";

test("counts for the step that has the focus", () => {
  const time = new ActiveTime(0);
  time.moveTo(0, 0);
  time.moveTo(1, 4_000);
  expect(Object.fromEntries(time.take(5_000))).toEqual({ 0: 4_000, 1: 1_000 });
  expect(Object.fromEntries(time.take(5_500))).toEqual({ 1: 500 });
});

test("stops a minute after the last input, and starts again with the next", () => {
  const time = new ActiveTime(0);
  time.moveTo(0, 0);
  time.input(10_000);
  time.input(500_000);
  expect(Object.fromEntries(time.take(501_000))).toEqual({ 0: 71_000 });
});

test("stands still while another page is in front", () => {
  const time = new ActiveTime(0);
  time.moveTo(0, 0);
  time.show(false, 1_000);
  time.show(true, 21_000);
  expect(Object.fromEntries(time.take(22_000))).toEqual({ 0: 2_000 });
});

test("does not count on context", () => {
  const time = new ActiveTime(0);
  time.moveTo(null, 0);
  expect(time.take(9_000).size).toBe(0);
});
