import { afterEach, expect, test, vi } from "vitest";

import { assignmentOf } from "../../testing/labeling";
import { openDesk, type Desk } from "./desk";
import type { DraftState, Label } from "./draft";
import { Mirror } from "./mirror";
import { Store } from "./store";

const { protocol, trajectory, draft } = assignmentOf(1, 3);
const task = { protocol, scorable: trajectory.scorable, step_count: trajectory.step_count };
const labelled = (label: Label): DraftState => ({ ...draft.state, labels: { 0: label } });
const open: Mirror[] = [];

afterEach(() => {
  for (const mirror of open.splice(0)) mirror.close();
});

function tab(name: string, isWriting: boolean) {
  const desk = new Store<Desk>(openDesk(draft.state, task));
  const onTold = vi.fn<(draft: DraftState) => void>();
  const mirror = new Mirror(name, { desk, isWriting: () => isWriting, onTold });
  open.push(mirror);
  return { mirror, onTold, give: (label: Label) => desk.set({ ...desk.get(), draft: labelled(label) }) };
}

test("what is done in the tab that writes is told to those that only show it", async () => {
  const writer = tab("told", true);
  const reader = tab("told", false);
  writer.give(1);
  await vi.waitFor(() => expect(reader.onTold).toHaveBeenLastCalledWith(labelled(1)));
});

test("a tab that comes later asks, and is told what stands there", async () => {
  const writer = tab("asked", true);
  writer.give(-1);
  const reader = tab("asked", false);
  reader.mirror.ask();
  await vi.waitFor(() => expect(reader.onTold).toHaveBeenLastCalledWith(labelled(-1)));
});

test("nobody is told by a tab that only shows, nor is the tab that writes told anything", async () => {
  const writer = tab("silent", true);
  const reader = tab("silent", false);
  const other = tab("silent", false);
  reader.give(0);
  reader.mirror.ask();
  await vi.waitFor(() => expect(other.onTold).toHaveBeenCalledOnce());
  expect(other.onTold).toHaveBeenCalledWith(draft.state);
  expect(writer.onTold).not.toHaveBeenCalled();
});

test("one draft is not told to those who show another", async () => {
  const writer = tab("one", true);
  const here = tab("one", false);
  const elsewhere = tab("two", false);
  writer.give(1);
  await vi.waitFor(() => expect(here.onTold).toHaveBeenCalled());
  expect(elsewhere.onTold).not.toHaveBeenCalled();
});
