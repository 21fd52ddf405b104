import { expect, test } from "vitest";

import type { Annotation, Gold, Lane, TrajectoryData } from "../shapes";
import { summaryOf } from "./branchSummary";
import { nextOf, read, stepNote } from "./reading";

const lane = (over: Partial<Omit<Lane, "channel">> & { id?: number; scorer?: string; semantics?: Lane["channel"]["semantics"] } = {}): Lane => {
  const { id = 1, scorer = "prm", semantics = "probability", ...rest } = over;
  return {
    channel: { id, scorer, name: "reward", adapter: "imported", revision: "1", semantics, threshold: 0.5, threshold_source: "default" },
    status: "OK",
    reason: "",
    rewards: [0.9, 0.9, 0.9, 0.9],
    margins: [],
    predicted_first_error: null,
    posterior: null,
    evidence: [],
    run: { id: 1, status: "FINISHED", trajectory_count: 1, scored_at: "2026-03-02T12:00:00Z" },
    provenance: {},
    is_stale: false,
    ...rest,
  };
};

const annotation = (annotator: string, labels: (number | null)[], over: Partial<Annotation> = {}): Annotation => ({
  id: 1,
  annotator,
  kind: "HUMAN",
  protocol: "ternary",
  value_names: { "1": "correct", "0": "neutral", "-1": "incorrect" },
  guideline_version: 1,
  origins: labels.map((label) => (label === null ? null : 0)),
  taxonomy: "",
  taxonomy_version: null,
  evidence_view: "BLIND",
  reference_view: "BLIND",
  labels_view: "BLIND",
  labels,
  unsure: labels.map(() => false),
  first_error: labels.includes(-1) ? labels.indexOf(-1) : null,
  no_error: !labels.includes(-1),
  first_error_reason: "",
  outcome: null,
  note: "",
  failure: "",
  active_ms: [],
  submitted_at: "2026-03-02T12:00:00Z",
  notes: [],
  ...over,
});

const NOTE = { comment: "", error_types: [], severity: null, flags: [], correction: "", spans: [], alternatives: [], repairs_step: null };

const gold = (labels: (number | null)[], over: Partial<Gold> = {}): Gold => ({
  protocol: "ternary",
  value_names: { "1": "correct", "0": "neutral", "-1": "incorrect" },
  first_error: labels.includes(-1) ? labels.indexOf(-1) : null,
  no_error: !labels.includes(-1),
  outcome: null,
  version: 1,
  labels,
  method: "IMPORTED",
  created_at: "2026-03-02T12:00:00Z",
  ...over,
});

const trajectory = (over: Partial<TrajectoryData>): TrajectoryData => ({
  id: 1,
  external_id: "t",
  source: "s",
  revision: 1,
  newer_revision_id: null,
  previous_revision_id: null,
  step_count: 4,
  scorable: [0, 1, 2, 3],
  problem: "",
  problem_images: [],
  steps: [0, 1, 2, 3].map((index) => ({ role: "assistant" as const, text: `step ${index}` })),
  tools: [],
  imported_at: "2026-03-02T12:00:00Z",
  is_hidden: false,
  hidden_evidence: [],
  generator: "",
  group_key: "",
  outcome: null,
  reference_answer: null,
  metadata: null,
  lanes: [],
  gold: [],
  annotations: [],
  ...over,
});

test("finds the steps where people differ, whoever of them labels in which protocol", () => {
  const annotations = [
    annotation("ada", [1, 1, -1, 1]),
    annotation("grace", [1, 0, 1, 1]),
    annotation("emmy", [null, null, -1, null], { protocol: "first-error", first_error: 2, no_error: false }),
  ];
  const { steps, disputed } = read(trajectory({ annotations }));
  expect(steps.map(({ split }) => split?.ratio)).toEqual([undefined, "1 : 1", "2 : 1", undefined]);
  expect(disputed).toEqual([1, 2]);
});

test("does not count a judge among the people, and puts it behind them", () => {
  const annotations = [annotation("gpt", [-1, -1, -1, -1], { kind: "MODEL" }), annotation("ada", [1, 1, 1, 1]), annotation("grace", [1, 1, 1, 1])];
  const { readers, disputed } = read(trajectory({ annotations }));
  expect(readers.map(({ name, isJudge }) => [name, isJudge])).toEqual([
    ["ada", false],
    ["grace", false],
    ["gpt", true],
  ]);
  expect(disputed).toEqual([]);
});

test.each([
  { own: null, at: [2], text: "prm finds no error" },
  { own: 3, at: [2], text: "prm finds the first error only at 3" },
  { own: 1, at: [1], text: "prm finds the first error here, gold at 2" },
  { own: 2, at: [], text: undefined },
])("compares a scorer that finds the first error at $own with gold at 2", ({ own, at, text }) => {
  const { steps, disputed } = read(trajectory({ gold: [gold([1, 1, -1, 1])], lanes: [lane({ predicted_first_error: own })] }));
  expect(disputed).toEqual(at);
  expect(steps.flatMap(({ doubts }) => doubts)[0]?.text).toBe(text);
});

test("calls an error where gold has none a doubt, and says nothing without gold or threshold", () => {
  const flagged = lane({ predicted_first_error: 1 });
  expect(read(trajectory({ gold: [gold([1, 1, 1, 1])], lanes: [flagged] })).disputed).toEqual([1]);
  expect(read(trajectory({ gold: [], lanes: [flagged] })).disputed).toEqual([]);
  const bare = { ...flagged, channel: { ...flagged.channel, threshold: null } };
  expect(read(trajectory({ gold: [gold([1, 1, 1, 1])], lanes: [bare] })).disputed).toEqual([]);
});

test("a rule is in doubt where it contradicts what gold calls right, never because a statement holds in a wrong step", () => {
  const rule = lane({ semantics: "verdict", rewards: [0, null, 1, null], predicted_first_error: 0 });
  expect(read(trajectory({ gold: [gold([1, 1, -1, 1])], lanes: [rule] })).disputed).toEqual([0]);
});

test.each([
  ["STALE", "", "The text has changed since it was scored."],
  ["FAILED", "The worker ran out of memory.", "Scoring failed. The worker ran out of memory."],
] as const)("a lane that is %s says why and takes no part in anything", (status, reason, absent) => {
  const { lanes, disputed, wrong } = read(trajectory({ gold: [gold([1, 1, -1, 1])], lanes: [lane({ status, reason, rewards: [], predicted_first_error: null })] }));
  expect(lanes[0]?.absent).toBe(absent);
  expect(disputed).toEqual([]);
  expect(wrong).toEqual([2]);
});

test("holds a judge to gold, and one that gave no usable answer to nothing", () => {
  const judge = (over: Partial<Annotation>) => annotation("gpt", [1, -1, 1, 1], { kind: "MODEL", ...over });
  const disputed = (over: Partial<Annotation>) => read(trajectory({ gold: [gold([1, 1, -1, 1])], annotations: [judge(over)] })).disputed;
  expect(disputed({})).toEqual([1]);
  expect(disputed({ first_error: 2 })).toEqual([]);
  expect(disputed({ first_error: null, no_error: true })).toEqual([2]);
  expect(disputed({ first_error: null, no_error: false, failure: "no JSON" })).toEqual([]);
  expect(read(trajectory({ gold: [gold([1, 1, -1, 1])], annotations: [annotation("ada", [1, -1, 1, 1])] })).disputed).toEqual([]);
});

test("gathers evidence, comments and doubts of oneself at their step", () => {
  const evidence = [{ step_index: 1, kind: "arithmetic", verdict: "contradicts" as const, message: "2 + 2 = 4", start: 0, end: 3 }];
  const notes = [
    { ...NOTE, step_index: 1, comment: "off by one" },
    { ...NOTE, step_index: 2, severity: 3 },
  ];
  const { steps } = read(trajectory({ lanes: [lane({ scorer: "equation-checker", evidence })], annotations: [annotation("ada", [1, -1, 1, 1], { notes, origins: [], unsure: [false, true, false, false] })] }));
  expect(steps[1]).toMatchObject({ evidence: [{ scorer: "equation-checker" }], comments: [{ name: "ada", text: "off by one", isJudge: false }], unsure: ["ada"] });
  expect(steps[1]?.notes).toEqual([]);
  expect(steps[2]).toMatchObject({ evidence: [], comments: [], unsure: [], notes: [{ name: "ada", note: { severity: 3 } }] });
});

test("shows the gold that the server puts first, and names lanes of one scorer by their channel", () => {
  const golds = [gold([null, null, -1, null], { protocol: "first-error", first_error: 2 }), gold([1, -1, 1, 1])];
  const second = lane({ id: 2 });
  const lanes = [lane(), { ...second, channel: { ...second.channel, name: "margin" } }];
  const found = read(trajectory({ gold: golds, lanes }));
  expect(found.gold?.first_error).toBe(2);
  expect(found.lanes.map(({ code, name }) => [code, name])).toEqual([
    ["P1", "prm · reward"],
    ["P2", "prm · margin"],
  ]);
});

test("steps that somebody calls wrong: gold, a person or a scorer's first error", () => {
  const found = read(trajectory({ gold: [gold([1, 1, -1, 1])], annotations: [annotation("ada", [1, 1, 1, -1])], lanes: [lane({ predicted_first_error: 0 })] }));
  expect(found.wrong).toEqual([0, 2, 3]);
});

test("goes round: behind the last of them comes the first", () => {
  expect([nextOf([1, 4], 0), nextOf([1, 4], 1), nextOf([1, 4], 4), nextOf([], 0)]).toEqual([1, 4, 1, undefined]);
});

const AGENTS = ["planner", "coder", undefined, "planner"];
const withAgents = (over: Partial<TrajectoryData> = {}) =>
  trajectory({ steps: AGENTS.map((agent, index) => ({ role: agent === undefined ? ("tool" as const) : ("assistant" as const), text: "", ...(agent && { agent }), tool_name: `t${index}` })), scorable: [0, 1, 3], ...over });

test("says whose step it is where a sub-agent speaks, its tool's output among them", () => {
  const { steps, branches } = read(withAgents({ gold: [gold([1, -1, null, 1])] }));
  expect(branches).toEqual([{ start: 1, end: 3, agent: "coder" }]);
  expect(steps.map(stepNote)).toEqual(["", "first error, sub-agent coder", "context, sub-agent coder", ""]);
});

test("a folded branch says what gold, scorers and readers say of its steps, and of no others", () => {
  const annotations = [annotation("ada", [1, 1, null, -1]), annotation("grace", [1, -1, null, -1])];
  const lanes = [lane({ scorer: "rule", semantics: "verdict", rewards: [0, 0, null, 0] }), lane({ id: 2, scorer: "prm", rewards: [0.1, 0.25, null, 0.2] })];
  const [branch] = read(withAgents()).branches;
  if (!branch) throw new Error("There is a branch.");
  expect(summaryOf(read(withAgents({ gold: [gold([-1, 0, null, 1])], annotations, lanes })), branch)).toEqual({
    isGold: true,
    right: 0,
    neutral: 1,
    wrong: 0,
    isFirst: false,
    disputed: 1,
    lowest: { text: "lowest reward .25", by: "prm" },
  });
  const alike = [annotation("ada", [-1, 1, null, 1]), annotation("grace", [-1, 1, null, 1])];
  expect(summaryOf(read(withAgents({ annotations: alike })), branch)).toMatchObject({ isGold: false, right: 1, wrong: 0, disputed: 0, lowest: null });
  expect(summaryOf(read(withAgents({ annotations })), branch)).toMatchObject({ right: 0, wrong: 0, disputed: 1 });
  expect(summaryOf(read(withAgents()), branch)).toMatchObject({ right: 0, neutral: 0, wrong: 0, lowest: null });
});
