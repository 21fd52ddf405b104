/** The shapes of the labelling desk's API, by our own names for them. */
import type { components } from "../../api/schema";
import type { DraftState, Operation } from "./draft";

type Schemas = components["schemas"];

export type Queue = Schemas["Queue"];
export type QueueState = Schemas["QueueState"];
export type QueueWithState = Schemas["QueueWithState"];
export type Step = Schemas["Step"];
export type Trajectory = Schemas["LabelledTrajectory"];
export type Taxonomy = Schemas["Taxonomy"];
export type Flag = Schemas["Flag"];
export type Guideline = Schemas["Guideline"];
export type Submission = Schemas["Submission"];
export type HistoryEntry = Schemas["HistoryEntry"];
export type DeskEvidence = Schemas["DeskEvidence"];
export type BeforeTheGate = Schemas["BeforeTheGate"];
export type Lease = Schemas["Lease"];
export type BlindPolicy = Schemas["BlindPolicy"];
export type EvidenceState = Schemas["EvidenceState"];
export type EvidenceKind = keyof Schemas["EvidenceStates"];

/** The schema knows that labels are integers; that they are ternary is the draft's to know. */
export interface ServerDraft {
  readonly revision: number;
  readonly state: DraftState;
}

export type Assignment = Omit<Schemas["Assignment"], "draft"> & { readonly draft: ServerDraft };
export type Claim = Omit<Schemas["Claim"], "assignment"> & { readonly assignment: Assignment | null };

/** The last batch, and the guideline by which it was judged. */
export interface LastBatch extends Batch {
  readonly guideline_version?: number | null;
  /** The person knows of a newer version and went by this one. */
  readonly keeps_guideline?: boolean;
}

/** Operations made on a draft at `base_revision`, oldest first. */
export interface Batch {
  readonly base_revision: number;
  readonly operations: readonly Operation[];
}
