import { expect, test } from "vitest";

import { branchAt, branchesOf, branchNear } from "./branches";

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
