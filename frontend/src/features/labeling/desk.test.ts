import { describe, expect, test } from "vitest";

import { TERNARY } from "../../testing/protocols";
import { edit, nextUnlabelled, openDesk, redo, replaceDraft, stepFor, undo, type Desk, type Moved } from "./desk";
import { EMPTY_DRAFT, type Change } from "./draft";
import type { Task } from "./judge";

const TASK: Task = { scorable: [0, 2, 3], step_count: 4, protocol: TERNARY };
const label = (step_index: number, value: 1 | 0 | -1): Change => ({ field: "label", step_index, value });
const comment = (step_index: number, value: string): Change => ({ field: "comment", step_index, value });

function desk(...changes: Change[]): Desk {
  return changes.reduce((now, change) => edit(now, [change], TASK, change.step_index ?? 0).desk, openDesk(EMPTY_DRAFT, TASK));
}

function done(moved: Moved | null): Desk {
  if (!moved) throw new Error("There was nothing to move.");
  return moved.desk;
}

describe("undo", () => {
  test("brings back the label and the focus, and redo does both again", () => {
    const labelled = { ...desk(label(2, -1)), focus: 3 };
    const before = undo(labelled, TASK);
    expect(before?.desk).toMatchObject({ focus: 2, draft: { labels: {} } });
    expect(before?.changes).toEqual([{ field: "label", step_index: 2, value: null }]);
    expect(done(redo(done(before), TASK))).toMatchObject({ focus: 3, draft: { labels: { 2: -1 } } });
  });

  test("goes back through everything to the beginning, and no further", () => {
    let now = desk(label(0, 1), label(0, -1), label(2, 0));
    for (let turn = 0; turn < 3; turn += 1) now = done(undo(now, TASK));
    expect(now.draft).toEqual(EMPTY_DRAFT);
    expect(undo(now, TASK)).toBeNull();
  });

  test("forgets what was undone once something else is done", () => {
    const now = edit(done(undo(desk(label(0, 1)), TASK)), [label(2, 1)], TASK).desk;
    expect(redo(now, TASK)).toBeNull();
  });

  test("takes a typed comment back as one, and another step's comment apart", () => {
    const now = desk(comment(0, "w"), comment(0, "wh"), comment(0, "why"), comment(2, "no"));
    expect(now.past).toHaveLength(2);
    expect(done(undo(done(undo(now, TASK)), TASK)).draft).toEqual(EMPTY_DRAFT);
  });

  test("is not possible across a draft that came from elsewhere", () => {
    expect(undo(replaceDraft(desk(label(0, 1)), EMPTY_DRAFT), TASK)).toBeNull();
  });
});

describe("the focus", () => {
  test("starts where work goes on", () => {
    expect(openDesk(EMPTY_DRAFT, { ...TASK, scorable: [2, 3] }).focus).toBe(2);
    expect(openDesk({ ...EMPTY_DRAFT, labels: { 0: 1 } }, TASK).focus).toBe(2);
  });

  test("goes on to the next unlabelled step, over context and around the end", () => {
    expect(nextUnlabelled(desk(label(0, 1)), TASK, 0)).toBe(2);
    expect(nextUnlabelled(desk(label(3, 1)), TASK, 3)).toBe(0);
    expect(nextUnlabelled(desk(label(0, 1), label(2, 1), label(3, 1)), TASK, 3)).toBeUndefined();
  });
});

test.each([
  ["3", 10, 3],
  ["1", 10, 1],
  ["1", 11, "more"],
  ["10", 11, 10],
  ["0", 200, 0],
  ["12", 200, "more"],
  ["25", 200, 25],
  ["7", 5, undefined],
  ["", 5, undefined],
])("digits %s of %i steps go to %s", (digits, count, step) => {
  expect(stepFor(digits, count)).toBe(step);
});
