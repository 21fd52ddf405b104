import { expect, test } from "vitest";

import type { Channel } from "../shapes";
import { chosenChannels } from "./lanes";

const channel = (id: number): Channel => ({
  id,
  scorer: `scorer-${id}`,
  name: "reward",
  adapter: "imported",
  revision: "1",
  semantics: "probability",
  threshold: 0.5,
  threshold_source: "default",
});
const ALL = [1, 2, 3, 4].map(channel);
const SHOWN = ALL.slice(0, 3);
const ids = (lanes: string | undefined, sort?: string) => chosenChannels({ lanes, sort }, ALL, SHOWN).map(({ id }) => id);

test("takes what the server chose, unless the address says otherwise", () => {
  expect(ids(undefined)).toEqual([1, 2, 3]);
  expect(ids("4,1")).toEqual([4, 1]);
  expect(ids("")).toEqual([]);
});

test("drops what does not exist, and an address that names nothing known asks for nothing", () => {
  expect(ids("9,2")).toEqual([2]);
  expect(ids("9")).toEqual([1, 2, 3]);
});

test("puts the scorer that sorts the list first, and shows three at most", () => {
  expect(ids("1,2,3", "-lowest:scorer-4")).toEqual([4, 1, 2]);
  expect(ids("1,2", "lowest:scorer-2")).toEqual([2, 1]);
});
