import { expect, test } from "vitest";

import { barsOf, barsText, percent, ticks, whyNoBars } from "./posterior";

test("has a bar for each step that can be judged and one for none, in order", () => {
  // s = 0.9, (context), 0.5: first error at 0 with 0.1, at 2 with 0.9 * 0.5, none with 0.45
  const bars = barsOf({ by_step: [0.1, 0, 0.45], none: 0.45 }, [0, 2]);
  expect(bars).toEqual([
    { step: 0, share: 0.1 },
    { step: 2, share: 0.45 },
    { step: null, share: 0.45 },
  ]);
  expect(bars.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
});

test("names the largest two, and one alone where the rest is next to nothing", () => {
  expect(barsText(barsOf({ by_step: [0.01, 0.14], none: 0.85 }, [0, 1]))).toBe("no error 85 %, step 1 14 %");
  expect(barsText(barsOf({ by_step: [0.001, 0.998], none: 0.001 }, [0, 1]))).toBe("step 1 >99 %");
});

test("rounds nothing up to certainty and nothing down to impossible", () => {
  expect([0, 0.0001, 0.004, 0.146, 0.9999, 1].map(percent)).toEqual(["0 %", "<1 %", "<1 %", "15 %", ">99 %", "100 %"]);
});

test("writes as many numbers under the axis as fit", () => {
  const written = (count: number) => Array.from({ length: count }, (_, place) => place).filter(ticks(count, 12));
  expect(written(12)).toHaveLength(12);
  expect(written(13)).toEqual([0, 2, 4, 6, 8, 10, 12]);
  expect(written(200)).toEqual([0, 20, 40, 60, 80, 100, 120, 140, 160, 180]);
});

test("says why a scorer has no bars", () => {
  expect(whyNoBars("value")).toBe("a value is not a probability");
  expect(whyNoBars("advantage")).toBe("an advantage is not a probability");
  expect(whyNoBars("log-ratio")).toBe("a log ratio is not a probability");
});
