import { expect, test } from "vitest";

import type { GuidelineVersion } from "../../api/guideline";
import { changedRules, emptyExample, missing, placeOf, startFrom, toSend, touchedRules } from "./writing";

const BEFORE = "**Correct.** It follows.\n\n**Neutral.** It restates.";

function version(more: Partial<GuidelineVersion> = {}): GuidelineVersion {
  return { version: 3, is_in_force: true, body: BEFORE, summary: "", touches: { rules: [], error_types: [], sources: [] }, author: "max", created_at: "2026-01-02T10:00:00Z", examples: [], ...more };
}

test("rules that are new, gone or worded differently have changed", () => {
  const after = "**Correct.** It follows from what stands.\n\n**Slips.** They are neutral.";
  expect(changedRules(BEFORE, after)).toEqual(["Correct", "Neutral", "Slips"]);
  expect(changedRules(BEFORE, BEFORE)).toEqual([]);
});

test("the writer has the last word about what is touched", () => {
  const writing = { ...startFrom(version()), body: BEFORE.replace("restates", "repeats") };
  expect(touchedRules(writing, BEFORE)).toEqual(["Neutral"]);
  expect(touchedRules({ ...writing, toggledRules: ["Neutral", "Correct"] }, BEFORE)).toEqual(["Correct"]);
});

test.each([
  ["http://x/p/sums/trajectories/812?step=3", 812, 3],
  ["/p/sums/trajectories/812?q=a%20b&step=3", 812, 3],
  ["812 3", 812, 3],
  ["#812 / step 3", 812, 3],
  ["#812/3", 812, 3],
  ["812", null, null],
  ["eight 3", null, null],
  ["", null, null],
])("a place is read from %j", (text, trajectory, step) => {
  expect(placeOf(text)).toEqual(trajectory === null ? null : { trajectory, step });
});

test("what was kept is sent by its id alone, and prose without a place", () => {
  const kept = { id: "e-1", is_step: true } as GuidelineVersion["examples"][number];
  const start = startFrom(version({ examples: [kept] }));
  const writing = { ...start, body: "New.", summary: "All of it.", sources: "gsm8k, , gsm8k", examples: [...start.examples, { ...emptyExample("n"), title: "T", body: "B", place: "812 3", label: 1 as const }] };
  expect(toSend(writing, BEFORE)).toEqual({
    based_on: 3,
    body: "New.",
    summary: "All of it.",
    touches: { rules: ["Correct", "Neutral"], error_types: [], sources: ["gsm8k"] },
    examples: [{ keep: "e-1", title: "", body: "" }, { keep: "", title: "T", body: "B", trajectory: null, step_index: null, label: null }],
    closes_slots: false,
  });
});

test("says what is missing before it can be published", () => {
  const start = startFrom(version());
  expect(missing(start, version())).toBe("Nothing differs from the version in force.");
  expect(missing({ ...start, body: " " }, version())).toBe("Write the guideline first.");
  expect(missing({ ...start, body: "x" }, version())).toBe("Say in a sentence what changed.");
  const step = { ...emptyExample("n"), body: "why", isStep: true, place: "12 0", label: null };
  expect(missing({ ...start, summary: "s", examples: [step] }, version())).toMatch(/right label/);
  expect(missing({ ...start, summary: "s", examples: [{ ...step, label: 0 }] }, version())).toBeNull();
  expect(missing({ ...startFrom(null), body: "x", summary: "s" }, null)).toBeNull();
});
