import { expect, test } from "vitest";

import { domainOf, fullReward, rampOf, rewardColour, shortReward, type Semantics } from "./ramp";

test("only P(correct) is drawn on the ramp of probabilities", () => {
  const all: Semantics[] = ["probability", "value", "advantage", "log-ratio", "vote-share", "verdict", "rating", "undeclared"];
  expect(all.filter((semantics) => rampOf(semantics) === "model")).toEqual(["probability"]);
});

test.each([
  [0, "var(--model-0)"],
  [0.5, "var(--model-5)"],
  [1, "var(--model-10)"],
  [0.25, "color-mix(in srgb, var(--model-3) 50%, var(--model-2))"],
  [-3, "var(--model-0)"],
  [7, "var(--model-10)"],
])("%d has the colour %s", (reward, colour) => expect(rewardColour(reward, "probability")).toBe(colour));

test("meanings that can be negative have zero in the middle", () => {
  expect(domainOf("advantage")).toEqual([-1, 1]);
  expect(rewardColour(0, "log-ratio")).toBe("var(--value-5)");
});

test.each([
  [1, "1"],
  [0, "0"],
  [0.9998, "~1"],
  [0.0001, "~0"],
  [0.86, ".86"],
  [0.591, ".59"],
  [-0.5, "−.50"],
  [-1, "−1"],
  [2.345, "2.3"],
])("%d is short for %s", (reward, text) => expect(shortReward(reward)).toBe(text));

test("a number is never rounded into certainty", () => {
  expect(fullReward(0.99996)).toBe("0.999960");
  expect(fullReward(1)).toBe("1.000");
  expect(fullReward(0.591)).toBe("0.591");
});
