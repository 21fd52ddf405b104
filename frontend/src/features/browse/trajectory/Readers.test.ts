import { expect, test } from "vitest";

import type { Reader } from "./columns";
import { circumstances, spent } from "./Readers";

const reader = (evidence_view: string, guideline_version: number | null, isJudge = false) =>
  ({ isJudge, annotation: { evidence_view, guideline_version } }) as unknown as Reader;

test("adds up the time of all steps, and says nothing where none was measured", () => {
  expect(spent([60_000, null, 52_000])).toBe("1:52");
  expect(spent([999])).toBe("0:01");
  expect(spent([null, 0])).toBe("");
  expect(spent([])).toBe("");
});

test("says how people read, and leaves models out of it", () => {
  expect(circumstances([reader("BLIND", 4), reader("BLIND", 4)])).toBe("Labelled blind, guideline v4.");
  expect(circumstances([reader("BLIND", 3), reader("UNCONTROLLED", 4), reader("BLIND", 9, true)])).toBe("1 of 2 labelled blind, guideline v3 and v4.");
  expect(circumstances([reader("BLIND", null)])).toBe("Labelled blind.");
  expect(circumstances([reader("BLIND", 1, true)])).toBe("No person has labelled it.");
});
