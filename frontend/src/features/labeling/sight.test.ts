import { expect, it, vi } from "vitest";

import { assignmentOf } from "../../testing/labeling";
import type { DeskApi } from "./deskApi";
import { hiddenTitle, labelAt, rewardsHidden, Sight, sightOf, sightWord } from "./sight";
import type { Assignment, DeskEvidence, EvidenceState } from "./types";

const states = (rewards: EvidenceState, reference: EvidenceState = "HIDDEN", labels: EvidenceState = "HIDDEN") => ({ rewards, reference, labels });

const EVIDENCE = {
  hidden_evidence: [],
  outcome: false,
  reference_answer: "5",
  lanes: [
    {
      channel: { id: 3, scorer: "small-prm", semantics: "probability" },
      status: "OK",
      rewards: [0.9, 0.2, null],
      evidence: [{ step_index: 1, message: "4 is not 5" }],
    },
  ],
  gold: [{ protocol: "ternary", value_names: {}, labels: [1, -1, 1], first_error: 1 }],
  annotations: [
    { annotator: "grace", value_names: { "1": "right" }, labels: [1, null, null], first_error: 1, failure: "", notes: [{ step_index: 1, comment: "no" }] },
    { annotator: "judge", value_names: {}, labels: [], first_error: null, failure: "no answer", notes: [] },
  ],
} as unknown as DeskEvidence;

function sightWith(evidence: Assignment["evidence"]) {
  const api = { evidence: vi.fn(() => Promise.resolve(EVIDENCE)), reveal: vi.fn(() => Promise.resolve()) };
  const assignment = { ...assignmentOf(1, 3), evidence } as unknown as Assignment;
  return { api, sight: new Sight(assignment, api as unknown as DeskApi) };
}

it("asks for nothing where nothing is shown", async () => {
  const { api, sight } = sightWith(states("HIDDEN", "NEVER", "ON_REQUEST"));

  await sight.load();

  expect(api.evidence).not.toHaveBeenCalled();
});

it("draws what is shown and nothing else, even if more were sent", async () => {
  const { sight } = sightWith(states("SHOWN"));

  await sight.load();

  const { lanes, readers, reference } = sight.store.get();
  expect(lanes.map(({ rewards, words }) => [rewards, words])).toEqual([[[0.9, 0.2, null], { 1: ["4 is not 5"] }]]);
  expect([readers, reference]).toEqual([[], null]);
});

it("hides what the server kept back, whatever the policy said", () => {
  const found = sightOf(states("SHOWN", "SHOWN"), { ...EVIDENCE, hidden_evidence: ["rewards"], lanes: [] }, "ternary");

  expect(found.states).toEqual(states("HIDDEN", "SHOWN"));
  expect(found.reference).toEqual({ answer: "5", outcome: false });
});

it("shows after a reveal what may be revealed, and no more", async () => {
  const { api, sight } = sightWith(states("ON_REQUEST", "NEVER", "ON_REQUEST"));
  expect(sight.mayReveal).toBe(true);

  await sight.reveal();

  expect(api.reveal).toHaveBeenCalledBefore(api.evidence);
  expect(sight.store.get().states).toEqual(states("SHOWN", "NEVER", "SHOWN"));
  expect(sight.store.get().reference).toBeNull();
  expect(sight.mayReveal).toBe(false);
});

it("puts gold last and leaves out a judge that gave no answer", () => {
  const { readers } = sightOf(states("HIDDEN", "HIDDEN", "SHOWN"), EVIDENCE, "ternary");

  expect(readers.map(({ name, isGold }) => [name, isGold])).toEqual([
    ["grace", false],
    ["Gold", true],
  ]);
  expect(readers.map((reader) => [0, 1, 2].map((step) => labelAt(reader, step)))).toEqual([
    [1, -1, null],
    [1, -1, 1],
  ]);
});

it("says in a word and a sentence what may be seen", () => {
  const says = (...all: Parameters<typeof states>) => sightWord({ states: states(...all), reference: null, lanes: [], readers: [] });

  expect(says("HIDDEN").word).toBe("Blind");
  expect(says("SHOWN").word).toBe("Scores shown");
  expect(says("HIDDEN", "SHOWN").word).toBe("Partly blind");
  expect(says("NEVER", "NEVER", "NEVER").sentence).toContain("never shown in this queue");
  expect(says("ON_REQUEST").sentence).toContain("reveal some of it with h");
  expect(hiddenTitle("Model rewards are", "NEVER")).toBe("Model rewards are not shown in this queue.");
});

it("shows the gold of the queue's own protocol, else the one that the server puts first", () => {
  const golds = ["binary", "correctable"].map((protocol, place) => ({ protocol, value_names: {}, labels: [place], first_error: null }));
  const evidence = { ...EVIDENCE, annotations: [], gold: golds } as unknown as DeskEvidence;
  const shown = (protocol: string) => sightOf(states("HIDDEN", "HIDDEN", "SHOWN"), evidence, protocol).readers.map(({ labels }) => labels);

  expect(shown("correctable")).toEqual([[1]]);
  expect(shown("ternary")).toEqual([[0]]);
});

it("says of hidden rewards what is true under the policy of the queue", () => {
  const policies = ["UNTIL_SUBMITTED", "ON_REQUEST", "RANDOMISED", "NEVER"] as const;
  expect(policies.map((policy) => rewardsHidden(policy, false).note)).toEqual([
    "rewards after submit",
    "rewards on request",
    "rewards hidden by lot",
    "rewards never shown",
  ]);
  expect(rewardsHidden("NEVER", false).sentence).toContain("not even after you submit");
});

it("promises nothing for later of what is submitted already", () => {
  const notes = (["UNTIL_SUBMITTED", "ON_REQUEST", "SHOWN", "RANDOMISED", "NEVER"] as const).map((policy) => rewardsHidden(policy, true).note);
  expect(notes).toEqual([...Array<string>(4).fill("rewards on its page"), "rewards never shown"]);
});
