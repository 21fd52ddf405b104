import { expect, test, vi } from "vitest";

import type { Step } from "./types";
import { WholeTexts } from "./wholeTexts";

const STEPS: Step[] = [
  { role: "assistant", text: "short" },
  { role: "tool", text: "begin", cut: { bytes: 10, lines: 1 } },
];

test("a text that is here whole is never fetched", async () => {
  const fetchText = vi.fn(() => Promise.reject(new Error("not wanted")));
  const texts = new WholeTexts(STEPS, fetchText);
  await texts.load(0);
  expect(fetchText).not.toHaveBeenCalled();
  expect(texts.textOf(0)).toBe("short");
});

test("the rest of a long text is fetched once, however often it is wanted", async () => {
  const fetchText = vi.fn(() => Promise.resolve("begin and end"));
  const texts = new WholeTexts(STEPS, fetchText);
  expect(texts.missing).toEqual([1]);
  expect(texts.textOf(1)).toBe("begin");
  await Promise.all([texts.load(1), texts.load(1)]);
  await texts.load(1);
  expect(fetchText).toHaveBeenCalledTimes(1);
  expect(texts.textOf(1)).toBe("begin and end");
  expect(texts.missing).toEqual([]);
});

test("a text that did not arrive is said to have failed, and can be asked for again", async () => {
  const fetchText = vi.fn<() => Promise<string>>().mockRejectedValueOnce(new Error("offline")).mockResolvedValueOnce("all of it");
  const texts = new WholeTexts(STEPS, fetchText);
  await texts.load(1);
  expect(texts.store.get().failed.has(1)).toBe(true);
  await texts.load(1);
  expect(texts.store.get().failed.has(1)).toBe(false);
  expect(texts.textOf(1)).toBe("all of it");
});
