import { expect, test } from "vitest";

import { openDesk } from "./desk";
import { EMPTY_DRAFT } from "./draft";
import { Finder } from "./finder";
import { Store } from "./store";
import type { Step } from "./types";
import { WholeTexts } from "./wholeTexts";
import { TERNARY } from "../../testing/labeling";

const LINES = "line\n".repeat(20);
const STEPS: Step[] = [
  { role: "assistant", text: "We search for apples." },
  { role: "tool", text: `${LINES}an apple` },
  { role: "tool", text: "begin", cut: { bytes: 100, lines: 1 } },
];

function finder(fetchText: () => Promise<string> = () => Promise.resolve("begin and an apple at the end")) {
  const desk = new Store(openDesk(EMPTY_DRAFT, { protocol: TERNARY, scorable: [0], step_count: 3 }));
  const texts = new WholeTexts(STEPS, fetchText);
  return { desk, texts, finder: new Finder({ steps: STEPS, texts, desk }) };
}

test("goes to what it finds, around the end, and unfolds the step that holds it", () => {
  const { desk, finder: found } = finder();
  found.look("apple");
  expect(found.store.get()).toMatchObject({ at: 0 });
  expect(desk.get()).toMatchObject({ focus: 0, isStill: true });
  found.step(1);
  expect(desk.get().focus).toBe(1);
  expect([...desk.get().unfolded]).toEqual([1]);
  found.step(1);
  expect(desk.get().focus).toBe(0);
});

test("never folds again what it or a person has opened", () => {
  const { desk, finder: found } = finder();
  desk.set({ ...desk.get(), unfolded: new Set([2]) });
  found.look("an apple");
  found.close();
  expect([...desk.get().unfolded].sort()).toEqual([1, 2]);
});

test("fetches what is not here when it opens, counts it in, and stays where it is", async () => {
  const { finder: found, texts } = finder();
  found.open();
  found.look("apple");
  expect(found.store.get()).toMatchObject({ missing: 1, at: 0 });
  expect(found.store.get().found).toHaveLength(2);
  await texts.load(2);
  await Promise.resolve();
  expect(found.store.get()).toMatchObject({ missing: 0, at: 0 });
  expect(found.store.get().found).toHaveLength(3);
});

test("says how much of the trajectory it could not look at", async () => {
  const { finder: found, texts } = finder(() => Promise.reject(new Error("offline")));
  found.open();
  await texts.load(2);
  await Promise.resolve();
  expect(found.store.get().missing).toBe(1);
});

test("says nothing of what nobody looks for", () => {
  const { finder: found, desk } = finder();
  found.look("pears");
  expect(found.store.get()).toMatchObject({ at: -1, found: [] });
  expect(desk.get().focus).toBe(0);
  expect(found.current).toBeUndefined();
});
