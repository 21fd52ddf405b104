import { expect, it } from "vitest";

import { experimentSearch, placeOf, reachOf, verdictText, type Comparison, type Estimate } from "./experiments";

const estimate = (value: number | null, n = 60): Estimate => ({ value, low: value === null ? null : value - 0.1, high: value === null ? null : value + 0.1, n, trajectories: n });
const comparison = (news: Partial<Comparison>): Comparison => ({
  measure: "incorrect_share",
  shown: estimate(0.5),
  hidden: estimate(0.2),
  difference: estimate(0.3),
  verdict: "differs",
  ...news,
});

it("concludes nothing on few, and says how few", () => {
  expect(verdictText(comparison({ verdict: "too-few", shown: estimate(0.5, 12), hidden: estimate(0.2, 9) }), 50)).toBe("n < 50: no conclusion (12 shown, 9 hidden)");
});

it("says in which direction the arms differ", () => {
  expect(verdictText(comparison({}), 50)).toBe("Higher with the evidence in view");
  expect(verdictText(comparison({ measure: "active_seconds", difference: estimate(-4) }), 50)).toBe("Faster with the evidence in view");
  expect(verdictText(comparison({ measure: "first_error_position" }), 50)).toBe("Found later with the evidence in view");
  expect(verdictText(comparison({ measure: "listed_steps", difference: estimate(-0.5) }), 50)).toBe("Fewer with the evidence in view");
});

it("does not take no difference shown for no difference", () => {
  expect(verdictText(comparison({ verdict: "no-difference-shown" }), 50)).toContain("the interval holds 0");
});

it("draws 0 in the middle and everything inside", () => {
  const reach = reachOf(comparison({ difference: { ...estimate(-0.2), low: -0.4, high: 0 } }));

  expect(placeOf(0, reach)).toBe(50);
  expect(placeOf(-0.4, reach)).toBeGreaterThan(0);
  expect(placeOf(1, 0)).toBe(50);
});

it("drops what it cannot read from an address", () => {
  expect(experimentSearch({ queue: 3, channel: "x" })).toEqual({ queue: 3 });
  expect(experimentSearch({ queue: -1 })).toEqual({});
});
