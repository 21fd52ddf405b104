import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { ApiError, OFFLINE } from "../api/errors";
import type { Preferences } from "../api/types";
import { PreferenceKeeper, type PreferenceServer } from "./keeper";

const v = { keys: ["v"], title: "+1 correct", instead_of: ["d"] };
const w = { keys: ["w"], title: "Fold", instead_of: ["x"] };

/** One account as the server keeps it, with a switch for the connection. */
class Server implements PreferenceServer {
  isAway = false;
  /** What the next requests are refused with. */
  readonly refusals: ApiError[] = [];
  readonly asked: Record<string, unknown>[] = [];
  kept: Preferences;

  constructor(readonly username = "ada") {
    this.kept = { username, revision: 0, changed_at: null, theme: null, keys: {} };
  }

  readonly read = () => (this.isAway ? Promise.reject(new ApiError(0, OFFLINE)) : Promise.resolve(this.kept));

  readonly change = (patch: Record<string, unknown>) => {
    this.asked.push(patch);
    if (this.isAway) return Promise.reject(new ApiError(0, OFFLINE));
    const refusal = patch.username === this.username ? this.refusals.shift() : new ApiError(409, { detail: "Somebody else is signed in.", code: "other_person" });
    if (refusal) return Promise.reject(refusal);
    if (patch.revision !== this.kept.revision) {
      const body = { detail: "Chosen elsewhere.", code: "preferences_moved", preferences: this.kept };
      return Promise.reject(new ApiError(409, body));
    }
    return Promise.resolve(this.take(patch));
  };

  /** As a change from another machine, or this one. */
  take({ theme, keys = {} }: { theme?: unknown; keys?: unknown }): Preferences {
    const all = Object.entries({ ...this.kept.keys, ...(keys as Preferences["keys"]) });
    this.kept = {
      ...this.kept,
      revision: this.kept.revision + 1,
      changed_at: new Date().toISOString(),
      theme: theme === undefined ? this.kept.theme : (theme as Preferences["theme"]),
      keys: Object.fromEntries(all.filter(([, value]) => (value as unknown) !== null)),
    };
    return this.kept;
  }
}

const told = vi.fn<(news: string) => void>();
const open: (() => void)[] = [];

function keep(server: Server, username = server.username): PreferenceKeeper {
  const keeper = new PreferenceKeeper(server, told);
  open.push(keeper.listen());
  keeper.open(username, server.kept);
  return keeper;
}

const settle = () => vi.advanceTimersByTimeAsync(0);
const keysOf = ({ state }: PreferenceKeeper) => Object.fromEntries(Object.entries(state.choices.keys).map(([id, { keys }]) => [id, keys]));

beforeEach(() => {
  vi.useFakeTimers({ now: new Date("2026-03-02T12:00:00Z") });
  told.mockClear();
});
afterEach(() => {
  for (const close of open.splice(0)) close();
  vi.useRealTimers();
});

test("a page without choices asks the server nothing and stores nothing", async () => {
  const server = new Server();
  keep(server);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(server.asked).toEqual([]);
  expect(localStorage).toHaveLength(0);
});

test("a choice is in force at once and with the account soon; another browser starts with it", async () => {
  const server = new Server();
  const here = keep(server);
  here.choose({ theme: "dark", keys: { "label.correct": v } });
  expect(here.state.choices).toEqual({ theme: "dark", keys: { "label.correct": v } });
  await settle();
  expect(server.asked).toEqual([{ username: "ada", revision: 0, theme: "dark", keys: { "label.correct": v } }]);

  localStorage.clear();
  const there = keep(server);
  expect(there.state.choices).toEqual({ theme: "dark", keys: { "label.correct": v } });
  expect(server.asked).toHaveLength(1);
});

test("keys that are chosen one after the other are one request at a time, and all arrive", async () => {
  const server = new Server();
  const keeper = keep(server);
  keeper.choose({ keys: { "label.correct": v } });
  keeper.choose({ keys: { "read.fold": w } });
  keeper.choose({ keys: { "label.correct": null } });
  await settle();
  expect(server.kept.keys).toEqual({ "read.fold": w });
  expect(server.asked.map(({ revision }) => revision)).toEqual([0, 1]);
});

test("without a connection choices wait, say so, and go out when it is back", async () => {
  const server = new Server();
  server.isAway = true;
  const keeper = keep(server);
  keeper.choose({ keys: { "label.correct": v } });
  await settle();
  expect(keeper.state.unsent).toBe(1);
  expect(keysOf(keeper)).toEqual({ "label.correct": ["v"] });

  server.isAway = false;
  window.dispatchEvent(new Event("online"));
  await settle();
  expect(server.kept.keys).toEqual({ "label.correct": v });
  expect(keeper.state.unsent).toBe(0);
});

test("a server that is away is asked again after a while", async () => {
  const server = new Server();
  server.isAway = true;
  const keeper = keep(server);
  keeper.choose({ theme: "dark" });
  await settle();
  server.isAway = false;
  await vi.advanceTimersByTimeAsync(31_000);
  expect(server.kept.theme).toBe("dark");
});

test("what an earlier page left waiting goes out a while after the next one has begun", async () => {
  const server = new Server();
  server.isAway = true;
  const first = keep(server);
  first.choose({ theme: "dark" });
  await settle();
  first.close();
  server.isAway = false;
  server.asked.length = 0;

  const next = keep(server);
  expect(next.state.choices.theme).toBe("dark");
  expect(server.asked).toEqual([]);
  await vi.advanceTimersByTimeAsync(3_000);
  expect(server.kept.theme).toBe("dark");
});

test("two machines that choose different things have both", async () => {
  const server = new Server();
  const keeper = keep(server);
  server.take({ keys: { "read.fold": w } });
  keeper.choose({ keys: { "label.correct": v } });
  await settle();
  expect(server.kept.keys).toEqual({ "label.correct": v, "read.fold": w });
  expect(keysOf(keeper)).toEqual({ "label.correct": ["v"], "read.fold": ["w"] });
  expect(told).not.toHaveBeenCalled();
});

test("a choice that waited gives way to a later one of the same thing, and the person is told", async () => {
  const server = new Server();
  server.isAway = true;
  const keeper = keep(server);
  keeper.choose({ keys: { "label.correct": v } });
  await vi.advanceTimersByTimeAsync(5_000);
  server.take({ keys: { "label.correct": { ...v, keys: ["b"] } } });
  server.isAway = false;
  window.dispatchEvent(new Event("online"));
  await settle();
  expect(keysOf(keeper)).toEqual({ "label.correct": ["b"] });
  expect(server.kept.keys["label.correct"]?.keys).toEqual(["b"]);
  expect(told.mock.calls).toEqual([["You chose anew elsewhere since, and that holds: +1 correct."]]);
});

test("what the server refuses goes, with its reason, and the rest is kept", async () => {
  const server = new Server();
  const keeper = keep(server);
  server.refusals.push(new ApiError(400, { detail: "keys.label.correct: v is taken.", code: "invalid", fields: { "keys.label.correct": ["v is taken."] } }));
  keeper.choose({ theme: "dark", keys: { "label.correct": v } });
  await settle();
  expect(keeper.state.choices).toEqual({ theme: "dark", keys: {} });
  expect(server.kept).toMatchObject({ theme: "dark", keys: {} });
  expect(told.mock.calls).toEqual([["Not kept with your account: keys.label.correct: v is taken."]]);
});

test("the person who signs in next has their own, and gets nothing that waited for somebody else", async () => {
  const [adas, bens] = [new Server(), new Server("ben")];
  adas.isAway = true;
  const keeper = keep(adas);
  keeper.choose({ theme: "dark", keys: { "label.correct": v } });
  await settle();
  keeper.close();

  const next = keep(bens);
  expect(next.state.choices).toEqual({ theme: null, keys: {} });
  next.choose({ keys: { "read.fold": w } });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(bens.kept).toMatchObject({ theme: null, keys: { "read.fold": w } });
  expect(keysOf(keep(adas))).toEqual({ "label.correct": ["v"] });
});

test("a page whose person is no longer the one who is signed in takes nothing of theirs", async () => {
  const bens = new Server("ben");
  const keeper = keep(bens, "ada");
  bens.take({ keys: { "read.fold": w } });
  keeper.choose({ theme: "dark" });
  await vi.advanceTimersByTimeAsync(120_000);
  document.dispatchEvent(new Event("visibilitychange"));
  await settle();
  expect(bens.kept).toMatchObject({ theme: null, keys: { "read.fold": w } });
  expect(keeper.state).toMatchObject({ username: "ada", choices: { theme: "dark", keys: {} }, unsent: 1 });
});

test("what was chosen elsewhere is there when one comes back to the tab", async () => {
  const server = new Server();
  const keeper = keep(server);
  server.take({ keys: { "read.fold": w } });
  await vi.advanceTimersByTimeAsync(61_000);
  document.dispatchEvent(new Event("visibilitychange"));
  await settle();
  expect(keysOf(keeper)).toEqual({ "read.fold": ["w"] });
});

test("another tab of this browser follows without asking the server", async () => {
  const server = new Server();
  const [one, other] = [keep(server), keep(server)];
  const published = vi.fn();
  other.subscribe(published);
  one.choose({ keys: { "label.correct": v } });
  await settle();
  const place = "assay-preferences/ada";
  window.dispatchEvent(new StorageEvent("storage", { key: place, newValue: localStorage.getItem(place), storageArea: localStorage }));
  expect(keysOf(other)).toEqual({ "label.correct": ["v"] });
  expect(published).toHaveBeenCalledOnce();
  expect(server.asked).toHaveLength(1);
});

test("where storage is forbidden choices hold until the page is left, and reach the account", async () => {
  const server = new Server();
  const keeper = keep(server);
  const forbid = vi.spyOn(Storage.prototype, "setItem").mockImplementation(() => {
    throw new DOMException("no", "QuotaExceededError");
  });
  keeper.choose({ keys: { "label.correct": v } });
  await settle();
  expect(keysOf(keeper)).toEqual({ "label.correct": ["v"] });
  expect(server.kept.keys).toEqual({ "label.correct": v });
  forbid.mockRestore();
});

test("what stood in the browser before accounts had it is taken over once, and by one person", async () => {
  localStorage.setItem("assay-keys/ada", '{"label.correct":["v"]}');
  localStorage.setItem("assay-theme", "dark");
  const server = new Server();
  const keeper = keep(server);
  expect(keeper.state.choices.theme).toBe("dark");
  expect(keysOf(keeper)).toEqual({ "label.correct": ["v"] });
  await vi.advanceTimersByTimeAsync(3_000);
  expect(server.kept).toMatchObject({ theme: "dark", keys: { "label.correct": { keys: ["v"] } } });
  expect(keep(new Server("ben")).state.choices).toEqual({ theme: null, keys: {} });
});

describe("keys from a file", () => {
  test("stand in for all that were chosen, once the server has them", async () => {
    const server = new Server();
    server.take({ theme: "dark", keys: { "label.correct": v } });
    const keeper = keep(server);
    await keeper.replaceKeys({ "read.fold": w });
    expect(server.kept).toMatchObject({ theme: "dark", keys: { "read.fold": w } });
    expect(keeper.state.choices.keys).toEqual({ "read.fold": w });
  });

  test("change nothing where the server refuses one of them", async () => {
    const server = new Server();
    server.take({ keys: { "label.correct": v } });
    const keeper = keep(server);
    server.refusals.push(new ApiError(400, { detail: "No.", code: "invalid", fields: { "keys.read.fold.keys.0": ["No."] } }));
    await expect(keeper.replaceKeys({ "read.fold": w })).rejects.toThrow("No.");
    expect(keeper.state.choices.keys).toEqual({ "label.correct": v });
  });
});
