import { describe, expect, test } from "vitest";

import { allToggled, besideBranches, branchAt, branchesOf, branchNear, outsideFolded, rowAt, rowsOf, toggled, withInView } from "./branches";

const say = (agent?: string, role = "assistant") => ({ role, agent });

test("runs of another agent are branches, with the outputs that they asked for", () => {
  const steps = [say(undefined, "user"), say("planner"), say("coder"), say(undefined, "tool"), say("coder"), say("planner"), say(undefined, "tool"), say("critic"), say("coder")];
  expect(branchesOf(steps)).toEqual([
    { start: 2, end: 5, agent: "coder" },
    { start: 7, end: 8, agent: "critic" },
    { start: 8, end: 9, agent: "coder" },
  ]);
});

test("there are none where one agent speaks, with or without a name, and a person's name is no agent's", () => {
  expect(branchesOf([say(), say(), say(undefined, "tool")])).toEqual([]);
  expect(branchesOf([say("solver"), say("solver"), say("Alice", "user"), say()])).toEqual([]);
  expect(branchesOf([])).toEqual([]);
});

test("who has no name first is the main agent, and an agent may speak as a user", () => {
  expect(branchesOf([say(), say("critic"), say(), say("critic", "user")])).toEqual([
    { start: 1, end: 2, agent: "critic" },
    { start: 3, end: 4, agent: "critic" },
  ]);
});

test("the branch that is meant is one's own, else the next at hand", () => {
  const branches = branchesOf([say(), say(), say("a"), say("a"), say(), say(), say("b")]);
  expect(branchAt(branches, 4)).toBeUndefined();
  expect([0, 1, 3, 4, 5, 6].map((step) => branchNear(branches, step)?.agent)).toEqual(["a", "a", "a", "a", "b", "b"]);
});

describe("of eight steps with branches at 2 to 4 and at 7", () => {
  const branches = branchesOf([say("main"), say("main"), say("coder"), say("coder"), say("coder"), say("main"), say("main"), say("critic")]);
  const folded = new Set([2]);

  test("a folded branch is one row, and a step finds its row or that of its branch", () => {
    const rows = rowsOf(8, branches, folded);
    expect(rows).toEqual([0, 1, 2, 5, 6, 7]);
    expect([0, 2, 3, 4, 5, 7].map((step) => rowAt(rows, step))).toEqual([0, 2, 2, 2, 3, 5]);
    expect(rowsOf(8, branches, new Set())).toHaveLength(8);
  });

  test("the next step lies past what is folded, in both directions, and may lie beyond the ends", () => {
    expect(besideBranches(branches, folded, { from: 1, by: 1 })).toBe(5);
    expect(besideBranches(branches, folded, { from: 5, by: -1 })).toBe(1);
    expect(besideBranches(branches, new Set([7]), { from: 6, by: 1 })).toBe(8);
    expect(besideBranches(branches, new Set(), { from: 1, by: 1 })).toBe(2);
  });

  test("what is asked for is unfolded, and nothing else", () => {
    expect(withInView(branches, new Set([2, 7]), 4)).toEqual(new Set([7]));
    expect(withInView(branches, folded, 6)).toBe(folded);
  });

  test("folding toggles one or all, and a focus that it hides goes out of it, before it where it can", () => {
    expect(toggled(toggled(folded, { start: 7, end: 8, agent: "critic" }), { start: 2, end: 5, agent: "coder" })).toEqual(new Set([7]));
    expect(allToggled(folded, branches)).toEqual(new Set());
    expect(allToggled(new Set(), branches)).toEqual(new Set([2, 7]));
    expect(outsideFolded({ branches, folded, focus: 3, count: 8 })).toBe(1);
    expect(outsideFolded({ branches: [{ start: 0, end: 2, agent: "coder" }], folded: new Set([0]), focus: 1, count: 3 })).toBe(2);
    expect(outsideFolded({ branches, folded, focus: 6, count: 8 })).toBe(6);
  });
});
