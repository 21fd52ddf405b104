import { expect, test } from "vitest";

import type { Channel, Row, Strip } from "../shapes";
import { lowestOf, rowLanes, rowLanesText } from "./rowLanes";

const channel = (id: number, semantics: Channel["semantics"] = "probability"): Channel => ({
  id,
  scorer: `scorer-${id}`,
  name: "reward",
  adapter: "imported",
  revision: "1",
  semantics,
  threshold: 0.5,
  threshold_source: "default",
});

const strip = (channel_id: number, rewards: (number | null)[], status: Strip["status"] = "OK"): Strip => ({
  channel_id,
  status,
  rewards,
  lowest: Math.min(...rewards.filter((reward) => reward !== null)),
});

/** An agent's run: steps 0, 1 and 3 are context. */
const agent = (strips: Strip[], first_error: number | null = 4): Row => ({
  id: 1,
  external_id: "t",
  source: "s",
  revision: 1,
  opening: "",
  step_count: 6,
  scorable: [2, 4, 5],
  is_hidden: false,
  hidden_evidence: [],
  generator: "",
  outcome: null,
  gold: { protocol: "ternary", first_error, no_error: first_error === null, outcome: null },
  annotation_count: 0,
  strips,
});

test("puts the tick under the cell of the first error, whatever context lies before it", () => {
  expect(rowLanes(agent([strip(1, [0.9, 0.1, 0.4])]), [channel(1)])).toMatchObject({ steps: [2, 4, 5], tick: 1 });
  expect(rowLanes(agent([], null), []).tick).toBeNull();
});

test("keeps the order of the lanes that were asked for, and a lane without scores says so", () => {
  const { lanes } = rowLanes(agent([strip(1, [0.9, 0.1, 0.4])]), [channel(2), channel(1)]);
  expect(lanes.map(({ key, cells, absent }) => ({ key, cells, absent }))).toEqual([
    { key: 2, cells: [null, null, null], absent: "not scored" },
    { key: 1, cells: [0.9, 0.1, 0.4], absent: null },
  ]);
});

test.each(["STALE", "FAILED", "MISMATCH"] as const)("shows no number of rewards that are %s, also when they were sent", (status) => {
  const row = agent([strip(1, [0.9, 0.1, 0.4], status)]);
  expect(rowLanes(row, [channel(1)]).lanes[0]?.cells).toEqual([null, null, null]);
  expect(lowestOf(row, channel(1))).toBeNull();
});

test("shows truncated rewards as far as they go", () => {
  const [lane] = rowLanes(agent([strip(1, [0.9, null], "TRUNCATED")]), [channel(1)]).lanes;
  expect(lane).toMatchObject({ cells: [0.9, null, null], absent: null });
});

test("finds the lowest of the scorer that is asked for, 0 included", () => {
  const row = agent([strip(1, [0.9, 0.1, 0.4]), strip(2, [1, 0, 1])]);
  expect([lowestOf(row, channel(1)), lowestOf(row, channel(2)), lowestOf(row, channel(3)), lowestOf(row, undefined)]).toEqual([0.1, 0, null, null]);
});

test("says in words which step is lowest, contradicted or missing", () => {
  const row = agent([strip(1, [0.9, 0.1, 0.4]), strip(2, [null, 0, 1]), strip(3, [null, null, null]), strip(4, [0.5], "FAILED")]);
  const channels = [channel(1), channel(2, "verdict"), channel(3, "verdict"), channel(4)];
  expect(rowLanesText(rowLanes(row, channels))).toBe(
    "scorer-1: lowest 0.100 at step 4; scorer-2: contradicted at step 4; scorer-3: nothing to check; scorer-4: scoring failed; first error at step 4",
  );
});
