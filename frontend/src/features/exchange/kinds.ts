/** What a file can bring and in which formats, in words, with a small row of each. */
import type { Schemas } from "../../api/types";

export type Kind = Schemas["FileImport"]["kind"];

export interface FormatWords {
  readonly value: string;
  readonly label: string;
  readonly about: string;
  /** One row of such a file. */
  readonly example: string;
}

export interface KindWords {
  readonly value: Kind;
  readonly label: string;
  readonly about: string;
  readonly revise: string;
  readonly source: string;
  readonly formats: readonly FormatWords[];
}

export const AUTO = "auto";

const TRAJECTORIES: KindWords = {
  value: "trajectories",
  label: "Trajectories",
  about: "Problems with the steps of an attempt, one per row. Labels in the file become imported gold.",
  revise: "A row whose id is here already replaces it as a new revision. Otherwise such rows are quarantined.",
  source: "Stands in where a row names no source itself. Left empty, the file’s name does.",
  formats: [
    {
      value: "processbench",
      label: "ProcessBench",
      about: "A problem, its steps, and the index of the first wrong one (−1 where none is).",
      example: '{"id": "sum-1", "problem": "What is 3 + 4 · 2?", "steps": ["3 + 4 = 7", "7 · 2 = 14"],\n "final_answer_correct": false, "label": 0}',
    },
    {
      value: "agentprocessbench",
      label: "AgentProcessBench",
      about: "A conversation with tool calls, labels by position of the message, and a final label.",
      example:
        '{"record_id": "trip-1", "messages": [{"role": "user", "content": "Book a table for two."},\n  {"role": "assistant", "content": "For which day?"}],\n "step_labels": {"1": 1}, "final_label": 1}',
    },
    {
      value: "plain",
      label: "Plain",
      about: "Your own trajectories without labels: a problem with steps or messages. Other fields become metadata.",
      example: '{"id": "sum-1", "problem": "What is 3 + 4 · 2?", "steps": ["4 · 2 = 8", "3 + 8 = 11"],\n "reference_answer": "11", "generator": "our-model-3"}',
    },
  ],
};

const REWARDS: KindWords = {
  value: "rewards",
  label: "Rewards",
  about: "What a scorer says of trajectories that are here already.",
  revise: "Other rewards of the same scorer replace those that are here. Otherwise such rows are quarantined.",
  source: "The source that the ids belong to, where rows do not say it. It must be in the project.",
  formats: [
    {
      value: "rewards",
      label: "Rewards",
      about: "An id, the scorer’s name, and one score per step or per scorable step; null is “not judged”.",
      example: '{"id": "sum-1", "scorer": "our-prm-7b", "scores": [0.94, 0.11]}',
    },
  ],
};

const ANNOTATIONS: KindWords = {
  value: "annotations",
  label: "Annotations",
  about: "Step labels that a model, or people elsewhere, gave to trajectories that are here already.",
  revise: "Other labels of the same annotator replace those that are here. Otherwise such rows are quarantined.",
  source: REWARDS.source,
  formats: [
    {
      value: "agentprocessbench-annotations",
      label: "AgentProcessBench annotations",
      about: "Labels by position of the message, with explanations; of several rows of one trajectory the latest counts.",
      example: '{"record_id": "trip-1", "annotator": "judge-a", "step_labels": {"1": -1},\n "explanations": {"steps": {"1": "The day was already given."}}, "final_label": -1}',
    },
  ],
};

export const KINDS: readonly KindWords[] = [TRAJECTORIES, REWARDS, ANNOTATIONS];

export function kindNamed(kind: Kind): KindWords {
  return KINDS.find(({ value }) => value === kind) ?? TRAJECTORIES;
}

export function formatName(format: string): string {
  return KINDS.flatMap(({ formats }) => formats).find(({ value }) => value === format)?.label ?? format;
}

/** The fields that `map` can find under other names, the needed ones first. */
export const MAPPABLE = ["problem", "steps", "messages", "id", "reference_answer", "outcome", "generator", "group", "source", "tools"] as const;
