import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { ApiError, OFFLINE } from "../../api/errors";
import { Lease } from "./lease";

const MINUTE = 60_000;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** The server's clock is an hour ahead of this computer's. */
const AHEAD = 60 * MINUTE;
const inTenMinutes = () => new Date(Date.now() + AHEAD + 10 * MINUTE).toISOString();
const renewed = () => Promise.resolve({ lease_expires_at: inTenMinutes() });

function lease(renew: () => Promise<{ lease_expires_at: string }>, expiresAt: string | null = inTenMinutes()) {
  return new Lease({ minutes: 10, isLost: false, expiresAt, renew });
}

test("is renewed every 30 seconds while somebody is at work", async () => {
  const renew = vi.fn(renewed);
  const held = lease(renew);
  for (let turn = 0; turn < 10; turn += 1) {
    await vi.advanceTimersByTimeAsync(MINUTE);
    held.input();
  }
  expect(renew).toHaveBeenCalledTimes(20);
  expect(held.store.get().until - Date.now()).toBeGreaterThan(9 * MINUTE);
  held.stop();
});

test("runs out when nobody is there, and is asked for again at the first touch", async () => {
  const renew = vi.fn(renewed);
  const held = lease(renew);
  await vi.advanceTimersByTimeAsync(14 * MINUTE);
  expect(held.store.get().until - Date.now()).toBeLessThan(2 * MINUTE);
  const before = renew.mock.calls.length;
  held.input();
  await vi.advanceTimersByTimeAsync(0);
  expect(renew).toHaveBeenCalledTimes(before + 1);
  expect(held.store.get().until - Date.now()).toBe(10 * MINUTE);
  held.stop();
});

test("that passed on stays lost, and the server is not asked again", async () => {
  const renew = vi.fn(() => Promise.reject(new ApiError(409, { detail: "Handed on.", code: "lease_lost" })));
  const held = lease(renew);
  await vi.advanceTimersByTimeAsync(3 * MINUTE);
  expect(held.store.get().isLost).toBe(true);
  expect(renew).toHaveBeenCalledOnce();
  held.stop();
});

test("that was found in an address is renewed at once", () => {
  const renew = vi.fn(renewed);
  lease(renew, null).stop();
  expect(renew).toHaveBeenCalledOnce();
});

test("counts down to what the server names, whatever this computer's clock says", () => {
  const held = lease(renewed);
  expect(held.untilServerTime(new Date(Date.now() + AHEAD + 30_000).toISOString())).toBe(30_000);
  held.stop();
});

test("is not lost because the server does not answer", async () => {
  const held = lease(() => Promise.reject(new ApiError(0, OFFLINE)));
  await vi.advanceTimersByTimeAsync(MINUTE);
  expect(held.store.get().isLost).toBe(false);
  held.stop();
});
