import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { TERNARY } from "../../testing/protocols";
import type { DeskApi } from "./deskApi";
import { edit, openDesk } from "./desk";
import { EMPTY_DRAFT } from "./draft";
import type { Task } from "./judge";
import { PassingOutbox } from "./outbox";
import { Pen, type PenOptions } from "./pen";
import { Store } from "./store";
import type { Assignment, Batch, ServerDraft, Submission } from "./types";

const NOW = "2026-03-01T12:00:00Z";
const task = { scorable: [0, 1, 2], step_count: 3, protocol: TERNARY } satisfies Task;

let batches: Batch[];
let answerSubmit: () => void;

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse(NOW) });
  batches = [];
});

afterEach(() => {
  vi.useRealTimers();
});

function makePen() {
  const desk = new Store(openDesk(EMPTY_DRAFT, task));
  const save = (_id: number, batch: Batch): Promise<ServerDraft> => {
    batches.push(batch);
    return Promise.resolve({ revision: batches.length, state: EMPTY_DRAFT });
  };
  const heartbeat = () => Promise.resolve({ lease_expires_at: NOW });
  const submit = () => new Promise<Submission>((resolve) => (answerSubmit = () => resolve({ is_late: false, undo_until: NOW } as Submission)));
  const options = {
    assignment: { id: 1, draft: { revision: 0, state: EMPTY_DRAFT }, queue: { lease_minutes: 30 }, is_mine: true, lease_expires_at: NOW } as unknown as Assignment,
    ...{ isFresh: true, task, desk, owner: "ada/1/1", kept: [], outbox: new PassingOutbox() },
    ...{ api: { save, submit, heartbeat } as unknown as DeskApi, onOtherDraft: vi.fn(), onSignedOut: vi.fn(), onNews: vi.fn(), guideline: () => ({}) },
  } satisfies PenOptions;
  const pen = new Pen(options);
  const label = () => {
    const moved = edit(desk.get(), [{ field: "label", step_index: 0, value: 1 }], task, 0);
    desk.set(moved.desk);
    pen.sync.add(moved.changes);
  };
  return { pen, label };
}

test("hands over with everything sent, and adds nothing after that", async () => {
  const { pen, label } = makePen();
  await vi.advanceTimersByTimeAsync(1_000);
  label();
  await pen.handOver();
  const fields = batches.flatMap(({ operations }) => operations.map(({ field }) => field));
  expect(fields).toEqual(["label", "active_ms"]);

  await vi.advanceTimersByTimeAsync(60_000);
  pen.addTime();
  pen.stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(batches.flatMap(({ operations }) => operations)).toHaveLength(fields.length);
});

test("adds no time when the draft was taken from it", async () => {
  const { pen } = makePen();
  await vi.advanceTimersByTimeAsync(5_000);
  pen.stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(batches).toEqual([]);
});

test("makes nothing while a submission is on its way, whatever the clock and the window do", async () => {
  const { pen, label } = makePen();
  label();
  const submitting = pen.submit();
  await vi.advanceTimersByTimeAsync(35_000);
  window.dispatchEvent(new Event("pagehide"));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(batches).toEqual([]);

  answerSubmit();
  await submitting;
  pen.stop();
});
