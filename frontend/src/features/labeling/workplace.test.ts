import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { assignmentOf } from "../../testing/labeling";
import { answerNetwork, type SeenRequest } from "../../testing/network";
import { deskApi } from "./deskApi";
import type { Batch } from "./types";
import type { Work } from "./place";
import { Workplace } from "./workplace";

const CLAIM = "POST projects/algebra/queues/1/claim";
const handedOut = (id: number) => ({ body: { assignment: assignmentOf(id, 2), state: null, why_nothing: null, qualification: null } });
const submitted = (id: number, isLate = false) => ({
  body: {
    annotation_id: 9,
    assignment_id: id,
    is_late: isLate,
    undo_until: new Date(Date.now() + (isLate ? 0 : 30_000)).toISOString(),
    first_error: null,
    no_error: true,
  },
});
/** As when nobody else writes: one revision on from where the changes were made. */
const saved = ({ body }: SeenRequest) => ({ body: { revision: (body as Batch).base_revision + 1, state: assignmentOf(1, 2).draft.state } });

const tell = vi.fn();
const onSignedOut = vi.fn();
let workplace: Workplace;

beforeEach(() => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  workplace = new Workplace({ user: "ada", api: deskApi("algebra"), voice: { announce: vi.fn(), tell }, onSignedOut, onProgress: vi.fn() });
});

afterEach(() => {
  workplace.dispose();
  vi.useRealTimers();
  vi.clearAllMocks();
});

function work(): Work {
  const { place } = workplace.store.get();
  if (place.kind !== "desk") throw new Error(`There is no trajectory on the desk: ${place.kind}.`);
  return place;
}

function shown(): string {
  return work().session.assignment.trajectory.external_id;
}

/** Labels both steps and the outcome. */
function judgeAll(): void {
  const { hands } = work();
  hands.label(1, 0);
  hands.label(1, 1);
  hands.outcome(1);
}

/** Claims give t-1, then t-2; everything else as described. */
function network(more: Parameters<typeof answerNetwork>[0] = {}): SeenRequest[] {
  let next = 1;
  return answerNetwork({
    [CLAIM]: () => handedOut(next++),
    "POST projects/algebra/assignments/1/submit": submitted(1),
    "POST projects/algebra/assignments/1/draft": saved,
    "POST projects/algebra/assignments/2/draft": saved,
    ...more,
  });
}

describe("a submission", () => {
  test("carries the last labels with it and makes room for the next trajectory", async () => {
    const seen = network();
    await workplace.next(1);
    judgeAll();
    await workplace.submit();

    expect(shown()).toBe("t-2");
    const sent = seen.find(({ path }) => path.endsWith("/submit"))?.body as { operations: { field: string }[] };
    expect(sent.operations.map(({ field }) => field)).toEqual(expect.arrayContaining(["label", "label", "outcome"]));
    expect(workplace.store.get().submitted?.session.assignment.id).toBe(1);
  });

  test("that is not whole is not sent: the desk goes to what is missing and says it", async () => {
    const seen = network();
    await workplace.next(1);
    work().hands.label(1, 0);
    work().hands.goTo(0);
    await workplace.submit();

    expect(work().session.desk.get().focus).toBe(1);
    expect(tell).toHaveBeenCalledWith("Step 1 has no label.");
    expect(seen.some(({ path }) => path.endsWith("/submit"))).toBe(false);
  });

  test("that the server finds not whole goes to where the server says", async () => {
    const gaps = [{ kind: "unlabelled", message: "Step 0 has no label.", step_index: 0 }];
    const refusal = { status: 409, body: { detail: "Step 0 has no label.", code: "incomplete", gaps } };
    network({ "POST projects/algebra/assignments/1/submit": refusal });
    await workplace.next(1);
    judgeAll();
    await workplace.submit();

    expect(shown()).toBe("t-1");
    expect(work().session.mode).toBe("writing");
    expect(work().session.desk.get().focus).toBe(0);
  });

  describe("of what was submitted elsewhere", () => {
    const theirs = { ...assignmentOf(1, 2).draft.state, labels: { "0": -1, "1": 1 } };
    const refusal = { status: 409, body: { detail: "Submitted already.", code: "draft_closed", draft: { revision: 4, state: theirs } } };

    async function submitted409(more: Parameters<typeof network>[0] = {}): Promise<SeenRequest[]> {
      const seen = network({ "POST projects/algebra/assignments/1/submit": refusal, ...more });
      await workplace.next(1);
      judgeAll();
      await workplace.submit();
      expect(shown()).toBe("t-1");
      expect(work().session.status.get().sync).toMatchObject({ status: "closed", theirs: { revision: 4 } });
      return seen;
    }

    test("shows both versions, and is not sent again before one is chosen", async () => {
      const seen = await submitted409();
      await workplace.submit();
      expect(seen.filter(({ path }) => path.endsWith("/submit"))).toHaveLength(1);
      expect(work().session.desk.get().draft.labels).toEqual({ 0: 1, 1: 1 });
    });

    test("is taken back, and what stands here goes on from there", async () => {
      const seen = await submitted409({ "POST projects/algebra/assignments/1/undo": { body: assignmentOf(1, 2) } });
      await workplace.reopen();
      await vi.waitFor(() => expect(work().session.status.get().sync.status).toBe("saved"));

      const sent = seen.find(({ path }) => path.endsWith("/draft"))?.body as Batch;
      expect(sent.base_revision).toBe(4);
      expect(sent.operations).toContainEqual(expect.objectContaining({ field: "label", step_index: 0, value: 1 }));
      expect(work().session.desk.get().draft.labels).toEqual({ 0: 1, 1: 1 });
    });

    test("stays as it is where it cannot be taken back any more, and nothing here is lost", async () => {
      await submitted409({ "POST projects/algebra/assignments/1/undo": { status: 409, body: { detail: "The time is over.", code: "too_late" } } });
      await workplace.reopen();
      expect(tell).toHaveBeenCalledWith("The time is over.");
      expect(work().session.status.get().sync.status).toBe("closed");
    });

    test("stands where that is chosen, and the next one comes", async () => {
      await submitted409();
      workplace.drop();
      await vi.waitFor(() => expect(shown()).toBe("t-2"));
    });
  });

  test("without a server waits, takes later changes along, and goes out when there is one", async () => {
    let isAway = true;
    const seen = network({ "POST projects/algebra/assignments/1/submit": () => (isAway ? { status: 503 } : submitted(1)) });
    await workplace.next(1);
    judgeAll();
    await workplace.submit();
    expect(workplace.store.get().busy).toBe("waiting");
    work().hands.outcome(-1);
    isAway = false;
    await vi.advanceTimersByTimeAsync(4_000);

    expect(shown()).toBe("t-2");
    const values = seen.flatMap(({ body }) => (body as { operations?: { field: string; value: number }[] } | undefined)?.operations ?? []);
    expect(values.filter(({ field }) => field === "outcome").map(({ value }) => value)).toContain(-1);
  });

  test("that waits can be called off", async () => {
    const seen = network({ "POST projects/algebra/assignments/1/submit": { status: 503 } });
    await workplace.next(1);
    judgeAll();
    await workplace.submit();
    expect(workplace.cancelSubmit()).toBe(true);
    await vi.advanceTimersByTimeAsync(10_000);

    expect(seen.filter(({ path }) => path.endsWith("/submit"))).toHaveLength(1);
    expect(workplace.store.get().busy).toBeNull();
  });

  test("drops keys that come while it is on its way: they were meant for nothing that one had seen", async () => {
    network();
    await workplace.next(1);
    judgeAll();
    const before = work().session;
    const submitting = workplace.submit();
    work().hands.label(-1, 0);
    await submitting;

    expect(before.desk.get().draft.labels[0]).toBe(1);
    expect(tell).not.toHaveBeenCalled();
  });
});

describe("revealing", () => {
  const REVEAL = "POST projects/algebra/assignments/1/reveal";
  const EVIDENCE = { hidden_evidence: [], reference_answer: null, outcome: null, lanes: [], gold: [], annotations: [] };
  const more = { [REVEAL]: { status: 204 }, "GET projects/algebra/assignments/1/evidence": { body: EVIDENCE } };

  test("waits for the latest labels, which stand beside those that come after it", async () => {
    const seen = network(more);
    await workplace.next(1);
    work().hands.label(1, 0);
    await workplace.revealNow();

    const paths = seen.map(({ path }) => path.split("/").at(-1));
    expect(paths.indexOf("draft")).toBeGreaterThan(-1);
    expect(paths.indexOf("draft")).toBeLessThan(paths.indexOf("reveal"));
    expect(tell).not.toHaveBeenCalled();
  });

  test("does not happen while they cannot be saved, and says so", async () => {
    const seen = network({ ...more, "POST projects/algebra/assignments/1/draft": { status: 503 } });
    await workplace.next(1);
    work().hands.label(1, 0);
    await workplace.revealNow();

    expect(seen.some(({ path }) => path.endsWith("/reveal"))).toBe(false);
    expect(tell).toHaveBeenCalledWith(expect.stringContaining("Nothing was revealed"));
  });
});

describe("taking back", () => {
  const UNDO = "POST projects/algebra/assignments/1/undo";

  test("brings the same desk back, with all that can be undone on it", async () => {
    const state = { ...assignmentOf(1, 2).draft.state, labels: { 0: 1, 1: 1 }, outcome: 1 };
    network({ [UNDO]: { body: { ...assignmentOf(1, 2), fence: 2, draft: { revision: 1, state } } } });
    await workplace.next(1);
    judgeAll();
    await workplace.submit();
    expect(workplace.takeBack()).toBe(true);
    await vi.waitFor(() => expect(shown()).toBe("t-1"));

    await vi.waitFor(() => expect(work().session.mode).toBe("writing"));
    expect(work().hands.undo()).toBe(true);
    expect(work().session.desk.get().draft.outcome).toBeNull();
  });

  test("is over after 30 seconds", async () => {
    network();
    await workplace.next(1);
    judgeAll();
    await workplace.submit();
    await vi.advanceTimersByTimeAsync(31_000);

    expect(workplace.takeBack()).toBe(false);
    expect(workplace.store.get().submitted).toBeNull();
  });

  test("too late says so and leaves the next trajectory where it is", async () => {
    network({ [UNDO]: { status: 409, body: { detail: "The time to take this back is over.", code: "too_late" } } });
    await workplace.next(1);
    judgeAll();
    await workplace.submit();
    workplace.takeBack();
    await vi.waitFor(() => expect(tell).toHaveBeenCalledWith("The time to take this back is over."));

    expect(shown()).toBe("t-2");
    expect(work().session.mode).toBe("writing");
  });

  test("is not offered for late work, whose scores can be seen at once", async () => {
    const seen = network({ "POST projects/algebra/assignments/1/submit": submitted(1, true) });
    await workplace.next(1);
    judgeAll();
    await workplace.submit();

    expect(workplace.takeBack()).toBe(false);
    await expect(workplace.reveal()).resolves.toBe(101);
    expect(seen.some(({ path }) => path.endsWith("/reveal"))).toBe(false);
  });
});

test("an empty queue says why", async () => {
  answerNetwork({ [CLAIM]: { body: { assignment: null, state: null, why_nothing: "The queue 'All' is paused.", qualification: null } } });
  await workplace.next(1);
  expect(workplace.store.get().place).toMatchObject({ kind: "nothing", why: "The queue 'All' is paused." });
});

test("a failure keeps the way to try again", async () => {
  let isAway = true;
  answerNetwork({ [CLAIM]: () => (isAway ? { status: 500, headers: { "X-Request-ID": "r7" } } : handedOut(1)) });
  await workplace.next(1);
  const { place } = workplace.store.get();
  expect(place).toMatchObject({ kind: "failed", error: { requestId: "r7" } });
  isAway = false;
  if (place.kind === "failed") place.retry();
  await vi.waitFor(() => expect(shown()).toBe("t-1"));
});

test("a draft that is opened again while its last changes are on their way goes on from there", async () => {
  const { state } = assignmentOf(1, 2).draft;
  let revision = 0;
  let labels: Record<number, number> = {};
  const [saving, opening] = [gate(), gate()];
  const asIs = () => ({ body: { ...assignmentOf(1, 2), draft: { revision, state: { ...state, labels } } } });
  const seen = network({
    "GET projects/algebra/assignments/2": { body: { ...assignmentOf(2, 2), status: "SUBMITTED" } },
    "POST projects/algebra/assignments/1/heartbeat": { body: { lease_expires_at: new Date().toISOString(), evidence: null } },
    "GET projects/algebra/assignments/1": async () => {
      const answer = asIs();
      await opening.passed;
      return answer;
    },
    "POST projects/algebra/assignments/1/draft": async ({ body }) => {
      await saving.passed;
      const { base_revision, operations } = body as Batch;
      if (base_revision !== revision) return { status: 409, body: { detail: "Changed.", code: "draft_conflict", draft: { revision, state: { ...state, labels } } } };
      revision += 1;
      labels = Object.fromEntries([...Object.entries(labels), ...operations.filter(({ field }) => field === "label").map(({ step_index, value }) => [step_index, value])]) as typeof labels;
      return { body: { revision, state: { ...state, labels } } };
    },
  });
  await workplace.next(1);
  work().hands.label(1, 0);
  await workplace.open(2); // its changes are sent, and not there yet …
  const again = workplace.open(1);
  await vi.waitFor(() => expect(seen.filter(({ path }) => path.endsWith("assignments/1"))).toHaveLength(1));
  saving.open(); // … when the server reads the draft; its answer comes last
  await vi.waitFor(() => expect(revision).toBe(1));
  await vi.advanceTimersByTimeAsync(50);
  opening.open();
  await again;

  expect(shown()).toBe("t-1");
  expect(work().session.desk.get().draft.labels).toEqual({ 0: 1 });
  work().hands.label(-1, 1);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(work().session.status.get().sync).toMatchObject({ status: "saved", theirs: null });
  expect(labels).toEqual({ 0: 1, 1: -1 });
});

function gate(): { readonly passed: Promise<void>; readonly open: () => void } {
  let open: () => void = vi.fn();
  const passed = new Promise<void>((resolve) => (open = resolve));
  return { passed, open };
}
