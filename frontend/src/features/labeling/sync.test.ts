import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { ApiError, OFFLINE, type ErrorBody } from "../../api/errors";
import { applyChanges, EMPTY_DRAFT, type Change, type DraftState } from "./draft";
import type { Kept } from "./kept";
import type { Outbox } from "./outbox";
import type { SyncOptions } from "./batches";
import { DraftSync } from "./sync";
import type { Batch, ServerDraft } from "./types";

const SCORABLE = [0, 1, 2, 3];
const OWNER = "ada/1/7";

/** The server's rule (services/drafts.py): an operation is applied once, and only on the revision it was made on. */
class Server {
  revision = 0;
  state: DraftState = EMPTY_DRAFT;
  batches: Batch[] = [];
  isAway = false;
  losesAnswers = false;
  /** Labels as they were submitted; the last of them stands. */
  submitted: DraftState["labels"][] = [];
  isClosed = false;
  isTooLate = false;
  private readonly applied = new Set<string>();

  readonly save = (batch: Batch): Promise<ServerDraft> => {
    if (this.isAway) return Promise.reject(new ApiError(0, OFFLINE));
    this.batches.push(batch);
    const fresh = batch.operations.filter(({ id }) => !this.applied.has(id));
    if (fresh.length > 0) {
      if (this.isClosed) return Promise.reject(new ApiError(409, { detail: "This work was submitted already.", code: "draft_closed", draft: this.asIs() } as ErrorBody));
      if (batch.base_revision !== this.revision) return Promise.reject(this.conflict());
      this.state = applyChanges(this.state, fresh, SCORABLE);
      fresh.forEach(({ id }) => this.applied.add(id));
      this.revision += 1;
    }
    return this.losesAnswers ? Promise.reject(new ApiError(0, OFFLINE)) : Promise.resolve({ revision: this.revision, state: this.state });
  };

  /** services/submissions.py: twice is once, and what a second one would change is passed over. */
  readonly submit = async (batch: Batch): Promise<string> => {
    if (this.isAway) throw new ApiError(0, OFFLINE);
    if (!this.isClosed) {
      const losesAnswers = this.losesAnswers;
      this.losesAnswers = false;
      await this.save(batch);
      this.losesAnswers = losesAnswers;
      this.submitted.push(this.state.labels);
      this.isClosed = true;
    }
    if (this.losesAnswers) throw new ApiError(0, OFFLINE);
    return "submitted";
  };

  readonly reopen = (): Promise<void> => {
    if (this.isTooLate) return Promise.reject(new ApiError(409, { detail: "The time to take this back is over.", code: "too_late" }));
    this.isClosed = false;
    return Promise.resolve();
  };

  /** Somebody else's hand: another computer of the same person. */
  elsewhere(change: Change): void {
    this.state = applyChanges(this.state, [change], SCORABLE);
    this.revision += 1;
  }

  private asIs(): ServerDraft {
    return { revision: this.revision, state: this.state };
  }

  private conflict(): ApiError {
    const body = { detail: "Changed elsewhere.", code: "draft_conflict", draft: { revision: this.revision, state: this.state } };
    return new ApiError(409, body);
  }
}

/** A browser's database that outlives the page. */
class Disk implements Outbox {
  readonly isLasting = true;
  readonly reached = new Map<string, number>();
  noted: readonly Kept[] = [];
  rows = new Map<number, Kept>();

  load = () => Promise.resolve([...this.rows.values()].sort((a, b) => a.seq - b.seq));
  put = (rows: readonly Kept[]) => {
    rows.forEach((row) => this.rows.set(row.seq, row));
    return Promise.resolve();
  };
  remove = (rows: readonly Kept[]) => {
    rows.forEach(({ seq }) => this.rows.delete(seq));
    return Promise.resolve();
  };
  noteLast = (rows: readonly Kept[]) => {
    this.noted = rows;
  };
}

const label = (step_index: number, value: 1 | 0 | -1): Change => ({ field: "label", step_index, value });
const note = (value: string): Change => ({ field: "note", step_index: null, value });

let server: Server;
let disk: Disk;
const onOtherDraft = vi.fn();
const onSignedOut = vi.fn();

beforeEach(() => {
  vi.useFakeTimers();
  server = new Server();
  disk = new Disk();
});

afterEach(() => {
  vi.useRealTimers();
  vi.clearAllMocks();
});

function syncWith(more: Partial<SyncOptions> = {}): DraftSync {
  const { save: send, reopen } = server;
  return new DraftSync({ owner: OWNER, revision: 0, known: EMPTY_DRAFT, kept: [], outbox: disk, send, reopen, onOtherDraft, onSignedOut, ...more });
}

/** A page that opens the draft as it now is. */
async function page(): Promise<DraftSync> {
  const kept = await disk.load();
  return syncWith({ revision: server.revision, known: server.state, kept });
}

describe("what was changed", () => {
  test("is sent as one batch after 300 ms of quiet", async () => {
    const sync = await page();
    sync.add([label(0, 1)]);
    await vi.advanceTimersByTimeAsync(200);
    sync.add([label(1, -1)]);
    expect(sync.store.get()).toMatchObject({ status: "saving", waiting: 2 });
    await vi.advanceTimersByTimeAsync(299);
    expect(server.batches).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(server.batches).toHaveLength(1);
    expect(server.state.labels).toEqual({ 0: 1, 1: -1 });
    expect(sync.store.get()).toMatchObject({ status: "saved", waiting: 0 });
  });

  test("is sent after two seconds at most, however busy the keys are", async () => {
    const sync = await page();
    for (let at = 0; at < 2_000; at += 100) {
      sync.add([label(at % 400 === 0 ? 0 : 1, 1)]);
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(server.batches.length).toBeGreaterThan(0);
  });

  test("is on the disk before it is sent, and gone from there when it has arrived", async () => {
    const sync = await page();
    sync.add([label(0, 1)]);
    expect([...disk.rows.values()].map(({ operation }) => operation.value)).toEqual([1]);
    await vi.advanceTimersByTimeAsync(300);
    expect(disk.rows.size).toBe(0);
  });

  test("keeps its place when one types on: one operation, the last text", async () => {
    const sync = await page();
    ["w", "wh", "why"].forEach((text) => sync.add([note(text)]));
    expect(disk.rows.size).toBe(1);
    await vi.advanceTimersByTimeAsync(300);
    expect(server.batches[0]?.operations.map(({ value }) => value)).toEqual(["why"]);
  });

  test("says nothing of time spent: a clock is no unsaved work", async () => {
    const sync = await page();
    sync.add([{ field: "active_ms", step_index: 0, value: 900 }]);
    expect(sync.store.get()).toMatchObject({ status: "saved", waiting: 0 });
    await vi.advanceTimersByTimeAsync(300);
    expect(server.state.active_ms).toEqual({ 0: 900 });
  });
});

describe("offline", () => {
  test("nothing is lost in ten minutes, and the order stays", async () => {
    const sync = await page();
    server.isAway = true;
    for (let turn = 0; turn < 60; turn += 1) {
      sync.add([label(turn % 4, turn % 2 === 0 ? 1 : -1)]);
      await vi.advanceTimersByTimeAsync(10_000);
    }
    expect(sync.store.get()).toMatchObject({ status: "offline", waiting: 60 });
    expect(disk.rows.size).toBe(60);
    server.isAway = false;
    await vi.advanceTimersByTimeAsync(15_000);
    expect(sync.store.get()).toMatchObject({ status: "saved", waiting: 0 });
    expect(server.state.labels).toEqual({ 0: 1, 1: -1, 2: 1, 3: -1 });
    expect(onOtherDraft).not.toHaveBeenCalled();
  });

  test("an answer that was lost is no conflict, also with new work behind it", async () => {
    const sync = await page();
    server.losesAnswers = true;
    sync.add([label(0, 1)]);
    await vi.advanceTimersByTimeAsync(300);
    sync.add([label(1, 1)]);
    server.losesAnswers = false;
    await vi.advanceTimersByTimeAsync(5_000);
    expect(sync.store.get().status).toBe("saved");
    expect(server.state.labels).toEqual({ 0: 1, 1: 1 });
    expect(server.revision).toBe(2);
  });

  test("a reload in the middle sends what the page before could not, and what it may have sent, once", async () => {
    const before = await page();
    server.losesAnswers = true;
    before.add([label(0, 1)]);
    await vi.advanceTimersByTimeAsync(300);
    server.isAway = true;
    before.add([label(1, -1)]);
    before.dispose();
    await vi.advanceTimersByTimeAsync(0);

    server.isAway = server.losesAnswers = false;
    const after = await page();
    after.add([label(2, 0)]);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(after.store.get().status).toBe("saved");
    expect(server.state.labels).toEqual({ 0: 1, 1: -1, 2: 0 });
    expect(disk.rows.size).toBe(0);
  });

  test("a page that is left sends at once, and the next page's repetition changes nothing", async () => {
    const before = await page();
    before.add([label(0, 1)]);
    const kept = new Map(disk.rows);
    before.dispose();
    await vi.advanceTimersByTimeAsync(0);
    expect(server.state.labels).toEqual({ 0: 1 });

    disk.rows = kept; // the answer came after the page was gone
    const after = await page();
    await vi.advanceTimersByTimeAsync(300);
    expect(server.revision).toBe(1);
    expect(after.store.get().status).toBe("saved");
  });

  test("is also what the end of the session looks like: it is told, and the work waits", async () => {
    const signedOut = syncWith({ send: () => Promise.reject(new ApiError(401, { detail: "Sign in.", code: "not_authenticated" })) });
    signedOut.add([label(0, 1)]);
    await vi.advanceTimersByTimeAsync(300);
    expect(onSignedOut).toHaveBeenCalledOnce();
    expect(signedOut.store.get()).toMatchObject({ status: "offline", waiting: 1 });
    signedOut.dispose();
  });
});

describe("one page alone", () => {
  const time = (value: number): Change => ({ field: "active_ms", step_index: 0, value });

  test("is in no conflict with the time that the page before sent last", async () => {
    const sync = await page();
    server.elsewhere(time(900));
    sync.add([label(1, 1)]);
    await vi.advanceTimersByTimeAsync(300);
    expect(sync.store.get()).toMatchObject({ status: "saved", waiting: 0, theirs: null });
    expect(server.state).toMatchObject({ labels: { 1: 1 }, active_ms: { 0: 900 } });
    expect(disk.rows.size).toBe(0);
  });

  test("keeps a label from elsewhere in view, also where time came with it", async () => {
    const sync = await page();
    server.elsewhere(time(900));
    server.elsewhere(label(1, -1));
    sync.add([label(1, 1)]);
    await vi.advanceTimersByTimeAsync(300);
    expect(sync.store.get().status).toBe("conflict");
    expect(server.state.labels).toEqual({ 1: -1 });
  });

  test("notes at once what is left when it is left: its database may not come to it any more", async () => {
    const sync = await page();
    sync.add([label(0, 1)]);
    sync.leave();
    expect(disk.noted.map(({ operation }) => operation.value)).toEqual([1]);
  });

  test("says how far the draft has come, for the desk that is opened next", async () => {
    const sync = await page();
    sync.add([label(0, 1)]);
    await vi.advanceTimersByTimeAsync(300);
    expect(disk.reached.get(OWNER)).toBe(1);
  });

  test("is not set back by the answer of a repetition that comes late", async () => {
    const answers: (() => void)[] = [];
    const slow = (batch: Batch) => server.save(batch).then((draft) => new Promise<ServerDraft>((resolve) => answers.push(() => resolve(draft))));
    const sync = syncWith({ send: slow });
    sync.add([label(0, 1)]);
    await vi.advanceTimersByTimeAsync(300);
    sync.add([label(1, 1)]);
    sync.leave(); // the second batch does not wait for the answer of the first
    await vi.advanceTimersByTimeAsync(0);
    expect(server.revision).toBe(2);
    answers.shift()?.();
    await vi.advanceTimersByTimeAsync(0);
    answers.pop()?.();
    await vi.advanceTimersByTimeAsync(0);
    answers.forEach((answer) => answer());
    sync.add([label(2, 1)]);
    await vi.advanceTimersByTimeAsync(300);
    answers.forEach((answer) => answer());
    await vi.advanceTimersByTimeAsync(0);
    expect(sync.store.get().status).toBe("saved");
    expect(server.state.labels).toEqual({ 0: 1, 1: 1, 2: 1 });
  });
});

describe("a change elsewhere", () => {
  async function conflicting(): Promise<DraftSync> {
    const sync = await page();
    server.elsewhere(label(0, -1));
    sync.add([label(0, 1)]);
    await vi.advanceTimersByTimeAsync(300);
    return sync;
  }

  test("is a conflict that shows theirs and sends nothing more", async () => {
    const sync = await conflicting();
    expect(sync.store.get()).toMatchObject({ status: "conflict", waiting: 1, theirs: { revision: 1, state: { labels: { 0: -1 } } } });
    sync.add([label(1, 1)]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(server.batches).toHaveLength(1);
    expect(disk.rows.size).toBe(2);
  });

  test("gives way where the person keeps theirs", async () => {
    const sync = await conflicting();
    sync.keepTheirs();
    expect(sync.store.get()).toMatchObject({ status: "saved", waiting: 0, theirs: null });
    sync.add([label(2, 1)]);
    await vi.advanceTimersByTimeAsync(300);
    expect(server.state.labels).toEqual({ 0: -1, 2: 1 });
    expect(disk.rows.size).toBe(0);
  });

  test("is written over where the person keeps mine", async () => {
    const sync = await conflicting();
    sync.keepMine([label(0, 1)]);
    await vi.advanceTimersByTimeAsync(300);
    expect(server.state.labels).toEqual({ 0: 1 });
    expect(sync.store.get().status).toBe("saved");
    expect(disk.rows.size).toBe(0);
  });

  test("is found out too when it happened while this page's own answer was lost", async () => {
    const sync = await page();
    server.losesAnswers = true;
    sync.add([label(0, 1)]);
    await vi.advanceTimersByTimeAsync(300);
    server.losesAnswers = false;
    server.elsewhere(label(3, -1));
    sync.add([label(1, 1)]);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(sync.store.get().status).toBe("conflict");
  });

  test("is taken over where nothing waits here", async () => {
    const sync = await page();
    server.losesAnswers = true;
    sync.add([label(0, 1)]);
    await vi.advanceTimersByTimeAsync(300);
    server.losesAnswers = false;
    server.elsewhere(label(3, -1));
    await vi.advanceTimersByTimeAsync(2_000);
    expect(onOtherDraft).toHaveBeenCalledExactlyOnceWith({ revision: 2, state: server.state });
  });
});

describe("the submission", () => {
  test("takes the last batch along", async () => {
    const sync = await page();
    sync.add([label(0, 1)]);
    const finish = vi.fn((batch: Batch) => server.save(batch).then(() => "done"));
    await expect(sync.finishWith(finish)).resolves.toBe("done");
    expect(server.batches).toHaveLength(1);
    expect(server.state.labels).toEqual({ 0: 1 });
    expect(disk.rows.size).toBe(0);
  });

  test("that fails keeps the work and sends it on its own", async () => {
    const sync = await page();
    sync.add([label(0, 1)]);
    await expect(sync.finishWith(() => Promise.reject(new ApiError(0, OFFLINE)))).rejects.toThrow("did not answer");
    expect(sync.store.get()).toMatchObject({ status: "offline", waiting: 1 });
    await vi.advanceTimersByTimeAsync(2_000);
    expect(server.state.labels).toEqual({ 0: 1 });
  });

  test("is overtaken by nothing: what comes while it is on its way waits for its end", async () => {
    const sync = await page();
    sync.add([label(0, 1)]);
    let arrive: () => void = vi.fn();
    const finishing = sync.finishWith((batch) => new Promise<string>((resolve) => (arrive = () => void server.submit(batch).then(resolve))));
    await vi.advanceTimersByTimeAsync(0);
    sync.add([label(1, 1)]);
    void sync.flush();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(server.batches).toHaveLength(0);
    arrive();
    await expect(finishing).resolves.toBe("submitted");
    expect(sync.store.get().status).not.toBe("conflict");
  });

  describe("that arrived, although its answer did not,", () => {
    async function unanswered(): Promise<DraftSync> {
      const sync = await page();
      sync.add([label(0, 1)]);
      server.losesAnswers = true;
      await expect(sync.finishWith(server.submit)).rejects.toThrow("did not answer");
      server.losesAnswers = false;
      expect(server.submitted).toEqual([{ 0: 1 }]);
      return sync;
    }

    test("is the same when it is sent again", async () => {
      const sync = await unanswered();
      await expect(sync.finishWith(server.submit)).resolves.toBe("submitted");
      expect(server.submitted).toEqual([{ 0: 1 }]);
    });

    test("is taken back for what was changed after it, which is submitted then", async () => {
      const sync = await unanswered();
      sync.add([label(0, -1)]);
      await expect(sync.finishWith(server.submit)).resolves.toBe("submitted");
      expect(server.submitted).toEqual([{ 0: 1 }, { 0: -1 }]);
    });

    test("is taken back too where the change is sent before anybody submits again", async () => {
      const sync = await unanswered();
      sync.add([label(0, -1)]);
      await vi.advanceTimersByTimeAsync(5_000);
      expect(sync.store.get()).toMatchObject({ status: "saved", waiting: 0 });
      expect(server.state.labels).toEqual({ 0: -1 });
      expect(server.isClosed).toBe(false);
    });

    test("stands where the time to take it back is over, and the page says so", async () => {
      const sync = await unanswered();
      server.isTooLate = true;
      sync.add([label(0, -1)]);
      await vi.advanceTimersByTimeAsync(5_000);
      expect(sync.store.get()).toMatchObject({ status: "closed", waiting: 1, theirs: { state: { labels: { 0: 1 } } } });
    });
  });

  test("that somebody else made is not taken back", async () => {
    const sync = await page();
    server.isClosed = true;
    sync.add([label(0, 1)]);
    await vi.advanceTimersByTimeAsync(300);
    expect(sync.store.get().status).toBe("closed");
    expect(server.isClosed).toBe(true);
  });

  test("that is incomplete blocks nothing", async () => {
    const sync = await page();
    sync.add([label(0, 1)]);
    await expect(sync.finishWith(() => Promise.reject(new ApiError(409, { detail: "Step 1 has no label.", code: "incomplete" })))).rejects.toThrow();
    await vi.advanceTimersByTimeAsync(300);
    expect(server.state.labels).toEqual({ 0: 1 });
    expect(sync.store.get().status).toBe("saved");
  });
});

test("changes that the server will never take stop the sending and say why", async () => {
  const refusal = new ApiError(400, { detail: "Step 9 is not a step that can be labelled.", code: "bad_operation", request_id: "r1" });
  const sync = syncWith({ send: () => Promise.reject(refusal) });
  sync.add([label(0, 1)]);
  await vi.advanceTimersByTimeAsync(300);
  expect(sync.store.get()).toMatchObject({ status: "refused", error: refusal });
});
