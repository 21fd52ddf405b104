import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { assignmentOf } from "../../testing/labeling";
import { answerNetwork, type SeenRequest } from "../../testing/network";
import { deskApi } from "./deskApi";
import type { Batch } from "./types";
import type { Work } from "./place";
import { Workplace } from "./workplace";

const CLAIM = "POST projects/algebra/queues/1/claim";
const RESERVE = "POST projects/algebra/queues/1/reserve";
const GIVE_BACK = "DELETE projects/algebra/queues/1/reserve";
const BEGIN = "POST projects/algebra/assignments/2/heartbeat";

const handedOut = (id: number) => ({ body: { assignment: assignmentOf(id, 4), state: null, why_nothing: null, qualification: null } });
const lease = { lease_expires_at: new Date(Date.now() + 600_000).toISOString(), evidence: assignmentOf(2, 4).evidence };
const saved = ({ body }: SeenRequest) => ({ body: { revision: (body as Batch).base_revision + 1, state: assignmentOf(1, 4).draft.state } });

const tell = vi.fn();
let workplace: Workplace;

beforeEach(() => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  workplace = new Workplace({ user: "ada", api: deskApi("algebra"), voice: { announce: vi.fn(), tell }, onSignedOut: vi.fn(), onProgress: vi.fn() });
});

afterEach(() => {
  workplace.dispose();
  vi.useRealTimers();
  vi.clearAllMocks();
});

/** The first claim gives t-1, what is ahead is t-2, and a later claim gives t-3. */
function network(more: Parameters<typeof answerNetwork>[0] = {}): SeenRequest[] {
  let next = 1;
  const submission = { annotation_id: 9, assignment_id: 1, is_late: false, undo_until: new Date(Date.now() + 30_000).toISOString(), first_error: null, no_error: true };
  return answerNetwork({
    [CLAIM]: () => (next === 1 ? handedOut(next++) : handedOut(3)),
    [RESERVE]: handedOut(2),
    [GIVE_BACK]: { status: 204 },
    [BEGIN]: { body: lease },
    "POST projects/algebra/assignments/1/submit": { body: submission },
    "POST projects/algebra/assignments/1/undo": { body: assignmentOf(1, 4) },
    ...Object.fromEntries([1, 2, 3].map((id) => [`POST projects/algebra/assignments/${id}/draft`, saved])),
    ...more,
  });
}

const made = (seen: readonly SeenRequest[], key: string) => seen.filter(({ method, path }) => `${method} ${path}` === key).length;

function work(): Work {
  const { place } = workplace.store.get();
  if (place.kind !== "desk") throw new Error(`There is no trajectory on the desk: ${place.kind}.`);
  return place;
}
const shown = () => work().session.assignment.trajectory.external_id;

function label(steps: readonly number[]): void {
  for (const step of steps) work().hands.label(1, step);
  window.dispatchEvent(new KeyboardEvent("keydown", { key: "d" }));
}

async function judgeAll(): Promise<void> {
  label([0, 1, 2, 3]);
  work().hands.outcome(1);
  await vi.advanceTimersByTimeAsync(1_000);
}

describe("the next trajectory", () => {
  test("is fetched when little is missing of the one before, not earlier", async () => {
    const seen = network();
    await workplace.next(1);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(made(seen, RESERVE)).toBe(0);
    label([0, 1]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(made(seen, RESERVE)).toBe(1);
  });

  test("lies there after submitting without a claim, and its first heartbeat begins with it", async () => {
    const seen = network();
    await workplace.next(1);
    await judgeAll();
    await workplace.submit();

    expect(shown()).toBe("t-2");
    expect(work().session.mode).toBe("writing");
    expect(made(seen, CLAIM)).toBe(1);
    expect(made(seen, BEGIN)).toBe(1);
  });

  test("says what its queue shows only once it is begun", async () => {
    const evidence = { hidden_evidence: ["reference", "labels"], reference_answer: null, outcome: null, lanes: [], gold: [], annotations: [] };
    const seen = network({
      [BEGIN]: { body: { ...lease, evidence: { ...lease.evidence, rewards: "SHOWN" } } },
      "GET projects/algebra/assignments/2/evidence": { body: evidence },
    });
    await workplace.next(1);
    await judgeAll();
    await workplace.submit();
    await vi.waitFor(() => expect(work().session.sight.store.get().states.rewards).toBe("SHOWN"));

    expect(made(seen, "GET projects/algebra/assignments/2/evidence")).toBe(1);
  });

  test("is another one where the server will not begin with it: it lapsed, or the queue is paused", async () => {
    const seen = network({ [BEGIN]: { status: 409, body: { detail: "It was handed on.", code: "lease_lost" } } });
    await workplace.next(1);
    await judgeAll();
    await workplace.submit();
    await vi.waitFor(() => expect(shown()).toBe("t-3"));

    expect(made(seen, CLAIM)).toBe(2);
    expect(tell).toHaveBeenCalledWith("That one was not free any more. Here is the next.");
  });

  test("is claimed where fetching failed, or where it was fetched too long ago", async () => {
    const seen = network({ [RESERVE]: { status: 503 } });
    await workplace.next(1);
    await judgeAll();
    await workplace.submit();
    expect(shown()).toBe("t-3");
    expect(made(seen, CLAIM)).toBe(2);
  });

  test("is renewed while somebody is at work, and left to lapse while nobody is", async () => {
    const seen = network();
    await workplace.next(1);
    label([0, 1, 2]);
    await vi.advanceTimersByTimeAsync(50_000);
    window.dispatchEvent(new Event("wheel"));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(made(seen, RESERVE)).toBe(2);

    await vi.advanceTimersByTimeAsync(115_000);
    expect(made(seen, RESERVE)).toBe(2);
    label([3]);
    work().hands.outcome(1);
    await workplace.submit();
    expect(shown()).toBe("t-3");
  });
});

describe("what was fetched and is not wanted", () => {
  test("is given back when the page goes", async () => {
    const seen = network();
    await workplace.next(1);
    label([0, 1, 2]);
    await vi.advanceTimersByTimeAsync(1_000);
    window.dispatchEvent(new Event("pagehide"));
    window.dispatchEvent(new Event("pagehide"));

    expect(made(seen, GIVE_BACK)).toBe(1);
  });

  test("is given back when the desk is left, also while it is still being fetched", async () => {
    let answer: () => void = () => undefined;
    const seen = network({ [RESERVE]: () => new Promise((resolve) => (answer = () => resolve(handedOut(2)))) });
    await workplace.next(1);
    label([0, 1, 2]);
    await vi.advanceTimersByTimeAsync(1_000);
    workplace.dispose();
    expect(made(seen, GIVE_BACK)).toBe(0);
    answer();

    await vi.waitFor(() => expect(made(seen, GIVE_BACK)).toBe(1));
  });

  test("is given back when a submission is taken back: the one that lay there meanwhile comes first", async () => {
    let ahead = 2;
    const seen = network({ [RESERVE]: () => handedOut(ahead++) });
    await workplace.next(1);
    await judgeAll();
    await workplace.submit();
    label([0, 1, 2]);
    await vi.advanceTimersByTimeAsync(1_000);
    workplace.takeBack();
    await vi.waitFor(() => expect(shown()).toBe("t-1"));

    expect(made(seen, GIVE_BACK)).toBe(1);
  });
});
