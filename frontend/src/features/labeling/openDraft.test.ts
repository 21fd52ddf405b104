import { expect, test, vi } from "vitest";

import { assignmentOf } from "../../testing/labeling";
import { openDraft } from "./openDraft";
import { PassingOutbox } from "./outbox";
import type { Assignment } from "./types";

const OWNER = "ada/1/101";

function at(revision: number, labels: Record<number, 1> = {}): Assignment {
  const assignment = assignmentOf(1, 3);
  return { ...assignment, draft: { revision, state: { ...assignment.draft.state, labels } } };
}

test("an answer that this tab's own changes overtook is asked for once more", async () => {
  const outbox = new PassingOutbox();
  outbox.reached.set(OWNER, 2);
  const ask = vi.fn(() => Promise.resolve(at(2, { 0: 1 })));
  const { assignment, draft } = await openDraft(at(1), { owner: OWNER, outbox, ask });
  expect(assignment.draft.revision).toBe(2);
  expect(draft.labels).toEqual({ 0: 1 });
});

test("an answer that is as new as what is known is taken as it is", async () => {
  const outbox = new PassingOutbox();
  outbox.reached.set(OWNER, 2);
  const ask = vi.fn();
  await openDraft(at(2), { owner: OWNER, outbox, ask });
  expect(ask).not.toHaveBeenCalled();
});

test("a draft that was begun anew, from nothing, is asked for once and not again", async () => {
  const outbox = new PassingOutbox();
  outbox.reached.set(OWNER, 7);
  const ask = vi.fn(() => Promise.resolve(at(0)));
  await openDraft(at(0), { owner: OWNER, outbox, ask });
  await openDraft(at(0), { owner: OWNER, outbox, ask });
  expect(ask).toHaveBeenCalledOnce();
});

test("without an answer to that, the one at hand has to do", async () => {
  const outbox = new PassingOutbox();
  outbox.reached.set(OWNER, 2);
  const { assignment } = await openDraft(at(1), { owner: OWNER, outbox, ask: () => Promise.reject(new Error("offline")) });
  expect(assignment.draft.revision).toBe(1);
});

test("what this browser kept lies on top of what the server has", async () => {
  const outbox = new PassingOutbox();
  const operation = { id: "1", field: "label", step_index: 1, value: -1 } as const;
  outbox.load = () => Promise.resolve([{ owner: OWNER, seq: 1, base: 1, operation }]);
  const { draft } = await openDraft(at(1, { 0: 1 }), { owner: OWNER, outbox, ask: vi.fn() });
  expect(draft.labels).toEqual({ 0: 1, 1: -1 });
});
