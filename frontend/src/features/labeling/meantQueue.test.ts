import { expect, test } from "vitest";

import { meantQueue } from "./meantQueue";

const QUEUES = [{ id: 7 }, { id: 9 }];

test("the queue in the address is meant, as a number or as it is written there", () => {
  expect(meantQueue(QUEUES, 9)).toBe(QUEUES[1]);
  expect(meantQueue(QUEUES, "9")).toBe(QUEUES[1]);
});

test("where the address names none, or none of these, the first one is meant: the default", () => {
  expect([undefined, null, "", 8, "9 "].map((wanted) => meantQueue(QUEUES, wanted)?.id)).toEqual([7, 7, 7, 7, 7]);
});

test("of no queues none is meant", () => {
  expect(meantQueue<{ id: number }>([], 7)).toBeUndefined();
});
