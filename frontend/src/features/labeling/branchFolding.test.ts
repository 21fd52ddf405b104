import { afterEach, expect, test, vi } from "vitest";

import { assignmentOf } from "../../testing/labeling";
import { answerNetwork } from "../../testing/network";
import { rowsOf } from "../../text";
import { deskApi } from "./deskApi";
import { Hands } from "./hands";
import { PassingOutbox } from "./outbox";
import { Session } from "./session";

afterEach(() => vi.useRealTimers());

/** Steps 2 to 4 and step 7 are sub-agents'. */
const AGENTS = ["planner", "planner", "coder", "coder", "coder", "planner", "planner", "critic"];

async function open() {
  const assignment = assignmentOf(1, AGENTS.length);
  const steps = assignment.trajectory.steps.map((step, index) => ({ ...step, agent: AGENTS[index] }));
  answerNetwork({ "POST projects/algebra/assignments/1/draft": { body: { revision: 1, state: assignment.draft.state } } });
  const session = await Session.open({
    assignment: { ...assignment, trajectory: { ...assignment.trajectory, steps } },
    isFresh: true,
    user: "ada",
    api: deskApi("algebra"),
    outbox: new PassingOutbox(),
    onSignedOut: vi.fn(),
  });
  const tell = vi.fn();
  const hands = new Hands(session, { announce: vi.fn(), tell });
  const rows = () => rowsOf(AGENTS.length, session.branches, session.desk.get().folded);
  return { session, hands, rows, tell, focus: () => session.desk.get().focus };
}

test("what is folded is one row, and the focus steps over it in both directions", async () => {
  const { session, hands, rows, focus } = await open();
  hands.goTo(1);
  hands.foldBranch();
  expect(rows()).toEqual([0, 1, 2, 5, 6, 7]);
  hands.step(1);
  expect(focus()).toBe(5);
  hands.step(-1);
  expect(focus()).toBe(1);
  session.close();
});

test("folding one's own step away leaves the focus in view, and the same key unfolds", async () => {
  const { session, hands, rows, focus } = await open();
  hands.goTo(3);
  hands.foldBranch();
  expect(focus()).toBe(1);
  hands.foldBranch();
  expect(rows()).toHaveLength(8);
  session.close();
});

test("a folded step without a label is found by the key for the next one, and unfolded", async () => {
  const { session, hands, rows, focus } = await open();
  hands.foldBranches();
  expect(rows()).toEqual([0, 1, 2, 5, 6, 7]);
  session.change([0, 1, 2, 3, 5, 6, 7].map((step) => ({ field: "label", step_index: step, value: 1 })));
  hands.nextOpen();
  expect(focus()).toBe(4);
  expect(rows()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  session.close();
});

test("what is missing before a submission, an undo and a number lead into folded steps too", async () => {
  const { session, hands, rows, focus } = await open();
  hands.goTo(2);
  session.change([{ field: "label", step_index: 2, value: 1 }]);
  for (const lead of [() => hands.lead({ kind: "unlabelled", step_index: 3, message: "" }), () => hands.goTo(4), () => hands.undo()]) {
    hands.goTo(0);
    hands.foldBranch(2);
    expect(rows()).toHaveLength(6);
    lead();
    expect(focus()).toBeGreaterThanOrEqual(2);
    expect(rows()).toHaveLength(8);
  }
  session.close();
});

test("at the end of a trajectory a folded branch keeps the focus where it is", async () => {
  const { session, hands, focus } = await open();
  hands.goTo(6);
  hands.foldBranches();
  hands.step(1);
  expect(focus()).toBe(6);
  session.close();
});
