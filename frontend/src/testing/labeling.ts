/** Assignments for tests of the labelling desk, as the server hands them out. */
import type { components } from "../api/schema";
import { TERNARY } from "./protocols";

type Schemas = components["schemas"];

export { TERNARY };

const QUEUE: Schemas["Queue"] = {
  id: 1,
  name: "All",
  is_default: true,
  protocol: "ternary",
  protocol_version: 1,
  taxonomy: "",
  taxonomy_version: null,
  overlap: 1,
  lease_minutes: 10,
  blind_policy: "UNTIL_SUBMITTED",
  reference_policy: "UNTIL_SUBMITTED",
  labels_policy: "UNTIL_SUBMITTED",
  is_paused: false,
  order: "FIXED",
};

const FLAGS: Schemas["Flag"][] = [
  { id: "redundant", title: "Redundant", meaning: "Could be left out without loss.", needs_evidence: false },
  { id: "fabricated-evidence", title: "Fabricated evidence", meaning: "Reports what nothing says.", needs_evidence: true },
];

const NO_NOTES = { error_types: {}, severities: {}, flags: {}, corrections: {}, spans: {}, alternatives: {}, repairs: {}, origins: {}, refused: {}, proposing: false };

const EMPTY = { labels: {}, unsure: {}, comments: {}, active_ms: {}, ...NO_NOTES, first_error: null, no_error: false, first_error_reason: "", outcome: null, note: "" };

/** A fresh assignment of a trajectory with so many assistant steps. */
export function assignmentOf(id: number, stepCount: number) {
  return {
    id,
    status: "CLAIMED",
    fence: 1,
    is_mine: true,
    lease_expires_at: new Date(Date.now() + 600_000).toISOString(),
    undo_until: null,
    why: "The next one.",
    evidence: { rewards: "HIDDEN", reference: "HIDDEN", labels: "HIDDEN" } as Schemas["EvidenceStates"],
    queue: QUEUE,
    protocol: TERNARY,
    taxonomy: null as Schemas["Taxonomy"] | null,
    flags: FLAGS,
    guideline: null,
    trajectory: {
      id: 100 + id,
      external_id: `t-${id}`,
      source: "tests",
      revision: 1,
      step_count: stepCount,
      scorable: Array.from({ length: stepCount }, (_, step) => step),
      problem: "What is 2 + 3?",
      problem_images: [],
      steps: Array.from({ length: stepCount }, (_, step) => ({ role: "assistant" as const, text: `Step number ${step}.` })),
      tools: [],
    },
    draft: { revision: 0, state: EMPTY },
  };
}
