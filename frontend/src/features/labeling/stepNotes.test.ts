/** What is said of a step besides its label, on the page: the cases of test_step_notes.py, and what the keys mean. */
import { describe, expect, test } from "vitest";

import { PROTOCOLS, TERNARY } from "../../testing/protocols";
import { differences } from "./conflict";
import { edit, openDesk, undo } from "./desk";
import { applyChanges, BadChange, EMPTY_DRAFT, inverse, isSameValue, type Change, type DraftState, type Value } from "./draft";
import type { Judged, Task } from "./judge";
import { noteGaps } from "./noteGaps";
import { addAlternative, changeAlternative, citeSpan, correctStep, dropSpan, fitting, offeredTypes, placesIn, rankAlternative, repairable, repairStep, setSeverity, toggleErrorType, toggleFlag, type At } from "./stepNotes";
import type { Flag, Taxonomy } from "./types";

const TASK: Task = { scorable: [0, 2, 3], step_count: 4, protocol: TERNARY };
const span = (start: number, end = start + 2, step = 1) => ({ step, part: "text" as const, start, end });
const op = (field: Change["field"], value: Value, step_index: number | null = null): Change => ({ field, value, step_index });
const at = (draft: DraftState = EMPTY_DRAFT, step = 2): At => ({ draft, task: TASK, step });

function after(judged: Judged, draft = EMPTY_DRAFT): DraftState {
  if (typeof judged === "string") throw new Error(judged);
  return applyChanges(draft, judged, TASK.scorable);
}

const leaf = (id: string) => ({ id, title: id.toUpperCase(), meaning: `Meaning of ${id}.`, example: "", retired: false });
const TAXONOMY: Taxonomy = {
  name: "ours",
  version: 2,
  is_preset: false,
  title: "Ours",
  description: "",
  severities: ["a", "b", "c", "d"],
  types: [
    { ...leaf("root"), children: [{ ...leaf("middle"), children: [leaf("deep")] }, { ...leaf("shallow"), children: [] }] },
    { ...leaf("alone"), children: [] },
    { ...leaf("gone"), retired: true, children: [] },
    { ...leaf("past"), retired: true, children: [{ ...leaf("below"), children: [] }] },
  ],
};
const FLAGS: Flag[] = [
  { id: "guessed", title: "Guessed", meaning: "", needs_evidence: false },
  { id: "fabricated-evidence", title: "Fabricated evidence", meaning: "", needs_evidence: true },
];
const TYPES = offeredTypes(TAXONOMY);

const ALL = [
  op("error_types", ["deep", "alone"], 2),
  op("severity", 3, 2),
  op("flags", ["guessed"], 0),
  op("correction", "<b>5</b>", 2),
  op("spans", [span(1), { step: 2, part: "reasoning", start: 0, end: 3 }], 2),
  op("alternatives", [{ text: "Add.", rating: 1 }, { text: "", rating: null }], 2),
  op("repairs", 0, 2),
];

describe("notes in a draft", () => {
  test("survive JSON, and their inverse takes them back", () => {
    const state = applyChanges(EMPTY_DRAFT, ALL, TASK.scorable);
    expect(JSON.parse(JSON.stringify(state))).toEqual(state);
    expect(applyChanges(state, inverse(EMPTY_DRAFT, ALL, TASK.scorable), TASK.scorable)).toEqual(EMPTY_DRAFT);
  });

  test("are cleared by what is empty", () => {
    const state = applyChanges(EMPTY_DRAFT, ALL, TASK.scorable);
    const emptied = ALL.map((change) => ({ ...change, value: Array.isArray(change.value) ? [] : null }));
    expect(applyChanges(state, emptied, TASK.scorable)).toEqual(EMPTY_DRAFT);
  });

  test.each([
    op("error_types", ["a", "a"], 0),
    op("error_types", "a", 0),
    op("error_types", ["a"], 1),
    op("severity", 0, 0),
    op("severity", 5, 0),
    op("severity", true, 0),
    op("flags", ["guessed", "guessed"], 0),
    op("correction", 5, 0),
    op("correction", "x".repeat(20_001), 0),
    op("spans", [span(4, 4)], 0),
    op("spans", [span(-1, 3)], 0),
    op("spans", Array.from({ length: 21 }, (_, one) => span(one)), 0),
    op("alternatives", [{ text: "a\u0000", rating: 1 }], 0),
    op("alternatives", [{ text: "a", rating: 2 }] as unknown as Value, 0),
    op("repairs", 2, 2),
    op("repairs", 1, 2),
    op("repairs", 3, 2),
    op("repairs", "0", 2),
  ])("refuse $field = $value at step $step_index", (bad) => {
    expect(() => applyChanges(EMPTY_DRAFT, [op("label", 1, 0), bad], TASK.scorable)).toThrow(BadChange);
  });

  test("are the same whatever the order of an object's names, and differ where one character does", () => {
    expect(isSameValue([{ step: 1, part: "text", start: 0, end: 2 }], [{ end: 2, part: "text", start: 0, step: 1 }])).toBe(true);
    expect(isSameValue([span(0)], [span(0, 3)])).toBe(false);
    expect(isSameValue([], [span(0)])).toBe(false);
  });

  test("are part of a conflict only where they differ", () => {
    const mine = applyChanges(EMPTY_DRAFT, [...ALL, op("spans", [span(1)], 2)], TASK.scorable);
    const theirs = applyChanges(EMPTY_DRAFT, [...ALL, op("spans", [{ end: 3, start: 1, part: "text", step: 1 }], 2), op("severity", 1, 2)], TASK.scorable);
    expect(differences(mine, theirs)).toEqual([{ field: "severity", step_index: 2, mine: 3, theirs: 1 }]);
  });
});

describe("what the keys mean", () => {
  test("types are chosen and taken back, always in the order in which they are offered", () => {
    const one = after(toggleErrorType(at(), "alone", TYPES));
    const two = after(toggleErrorType(at(one), "deep", TYPES), one);
    expect(two.error_types).toEqual({ 2: ["deep", "alone"] });
    expect(after(toggleErrorType(at(two), "alone", TYPES), two).error_types).toEqual({ 2: ["deep"] });
  });

  test("a type that is no longer offered can still be taken away", () => {
    const old = after([op("error_types", ["gone"], 2)]);
    expect(after(toggleErrorType(at(old), "gone", TYPES), old).error_types).toEqual({});
  });

  test("the same severity once more takes it back", () => {
    const one = after(setSeverity(at(), 3));
    expect(one.severities).toEqual({ 2: 3 });
    expect(after(setSeverity(at(one), 3), one).severities).toEqual({});
  });

  test("a correction that says what the step says is none", () => {
    const one = after(correctStep(at(), "So 5.", "So 6."));
    expect(one.corrections).toEqual({ 2: "So 5." });
    expect(after(correctStep(at(one), "So 6.", "So 6."), one).corrections).toEqual({});
  });

  test("typing on in a correction is one entry to take back", () => {
    let desk = openDesk(EMPTY_DRAFT, TASK);
    for (const text of ["S", "So", "So 5"]) desk = edit(desk, [op("correction", text, 2)], TASK, 2).desk;
    expect(undo(desk, TASK)?.desk.draft).toEqual(EMPTY_DRAFT);
  });

  test("a place is cited once", () => {
    const one = after(citeSpan(at(), span(1)));
    expect(citeSpan(at(one), span(1))).toBe("This place is cited already.");
    expect(after(dropSpan(at(one), 0), one).spans).toEqual({});
  });

  test("places of a step are found whoever cites them, and stay the same list while nothing is cited anew", () => {
    const state = after([op("spans", [span(1), span(0, 2, 3)], 2), op("spans", [span(5)], 0)]);
    expect(placesIn(state.spans, 1)).toEqual([span(5), span(1)]);
    expect(placesIn(state.spans, 1)).toBe(placesIn(state.spans, 1));
    expect(placesIn(state.spans, 2)).toEqual([]);
  });

  test("alternatives are written, rated and ranked", () => {
    let state = after(addAlternative(at()));
    state = after(changeAlternative(at(state), 0, { text: "First" }), state);
    state = after(addAlternative(at(state)), state);
    state = after(changeAlternative(at(state), 1, { text: "Second", rating: 1 }), state);
    state = after(rankAlternative(at(state), 1, -1), state);
    expect(state.alternatives).toEqual({ 2: [{ text: "Second", rating: 1 }, { text: "First", rating: null }] });
    expect(rankAlternative(at(state), 0, -1)).toEqual([]);
  });

  test("a repair begins at the latest step that is wrong", () => {
    const draft = after([op("label", -1, 0), op("label", 1, 2)]);
    expect(repairable(at(draft, 3))).toEqual({ steps: [0, 2], start: 0 });
    expect(repairable(at(EMPTY_DRAFT, 3)).start).toBe(2);
    expect(repairStep(at(EMPTY_DRAFT, 2), 3)).toMatch(/earlier step/);
  });

  test("a repair begins at a correctable step where the protocol has such, and passes over neutral ones", () => {
    const draft = after([op("label", 0, 0), op("label", 1, 2)]);
    expect(repairable({ ...at(draft, 3), task: { ...TASK, protocol: PROTOCOLS.correctable } }).start).toBe(0);
    expect(repairable(at(draft, 3)).start).toBe(2);
  });

  test("context takes none of it", () => {
    expect(toggleFlag(at(EMPTY_DRAFT, 1), "guessed", FLAGS)).toMatch(/context/);
  });
});

test("a search finds every word anywhere in title, heading or meaning", () => {
  expect(TYPES.map(({ id, heading }) => [id, heading])).toEqual([["deep", "ROOT › MIDDLE"], ["shallow", "ROOT"], ["alone", ""]]);
  expect(fitting(TYPES, "root MEANING deep").map(({ id }) => id)).toEqual(["deep"]);
  expect(fitting(TYPES, "  ")).toHaveLength(3);
});

test("the gaps of notes are those of the server, in its words", () => {
  const draft = after([
    op("error_types", ["gone"], 0),
    op("flags", ["fabricated-evidence"], 2),
    op("alternatives", [{ text: " ", rating: 1 }, { text: "x", rating: null }], 3),
  ]);
  expect(noteGaps(draft, { taxonomy: TAXONOMY, flags: FLAGS }).map(({ kind, message, step_index }) => [kind, step_index, message])).toEqual([
    ["error_types", 0, "Take 'gone' from step 0: this queue now goes by ours v2."],
    ["evidence", 2, "Step 2 is flagged for fabricated evidence: cite the place where it is."],
    ["alternatives", 3, "Alternative 1 of step 3 is empty: write it or take it away."],
    ["alternatives", 3, "Alternative 2 of step 3 has no rating."],
  ]);
});
