/** The endpoints of the labelling desk, and what their refusals carry beside the sentence. */
import { queryOptions } from "@tanstack/react-query";

import { api } from "../../api/client";
import type { ApiError } from "../../api/errors";
import type { Results } from "../../api/types";
import type { DeclineKind } from "./declining";
import type { Gap } from "./protocol";
import type { Assignment, Batch, Claim, DeskEvidence, HistoryEntry, LastBatch, Lease, QueueWithState, ServerDraft, Submission } from "./types";

export interface DeskApi {
  claim(queueId: number): Promise<Claim>;
  /** What the next claim will hand out, held for two minutes. */
  reserve(queueId: number): Promise<Claim>;
  /** Gives back what is reserved and not begun; outlives the page. */
  giveBack(queueId: number): Promise<void>;
  open(id: number): Promise<Assignment>;
  stepText(id: number, step: number): Promise<string>;
  heartbeat(id: number): Promise<Lease>;
  save(id: number, batch: Batch, keepalive?: boolean): Promise<ServerDraft>;
  submit(id: number, batch: LastBatch): Promise<Submission>;
  undo(id: number): Promise<Assignment>;
  reveal(id: number): Promise<void>;
  evidence(id: number): Promise<DeskEvidence>;
  skip(id: number, kind: DeclineKind, reason: string): Promise<void>;
  release(id: number): Promise<void>;
}

export function deskApi(slug: string): DeskApi {
  const of = (id: number, act = "") => `projects/${slug}/assignments/${id}${act}`;
  return {
    claim: (queueId) => api.post(`projects/${slug}/queues/${queueId}/claim`),
    reserve: (queueId) => api.post(`projects/${slug}/queues/${queueId}/reserve`),
    giveBack: (queueId) => api.delete(`projects/${slug}/queues/${queueId}/reserve`, { keepalive: true }),
    open: (id) => api.get(of(id)),
    stepText: async (id, step) => (await api.get<{ text: string }>(of(id, `/steps/${step}`))).text,
    heartbeat: (id) => api.post(of(id, "/heartbeat")),
    save: (id, batch, keepalive) => api.post(of(id, "/draft"), batch, { keepalive }),
    submit: (id, batch) => api.post(of(id, "/submit"), batch),
    undo: (id) => api.post(of(id, "/undo")),
    reveal: (id) => api.post(of(id, "/reveal")),
    evidence: (id) => api.get(of(id, "/evidence")),
    skip: (id, kind, reason) => api.post(of(id, "/skip"), { kind, reason }),
    release: (id) => api.post(of(id, "/release")),
  };
}

/** `early` is an answer that is on its way already; null of it means that there is none after all. */
export function queuesQuery(slug: string, early?: Promise<Results<QueueWithState> | null>) {
  return queryOptions({
    queryKey: ["projects", slug, "queues"],
    queryFn: async ({ signal }) => (await early) ?? (await api.get<Results<QueueWithState>>(`projects/${slug}/queues`, { signal })),
  });
}

export function historyQuery(slug: string) {
  return queryOptions({
    queryKey: ["projects", slug, "assignments"],
    queryFn: ({ signal }) => api.get<Results<HistoryEntry>>(`projects/${slug}/assignments`, { signal }),
    staleTime: 0,
  });
}

/** The draft as the server has it, where a refusal tells: another window changed it. */
export function draftIn(error: ApiError): ServerDraft | null {
  return "draft" in error.body ? (error.body.draft as ServerDraft) : null;
}

/** The version of the guideline that came into force meanwhile, where a refusal tells. */
export function newerGuidelineIn(error: ApiError): number | null {
  return error.code === "guideline_moved" && "guideline_version" in error.body ? Number(error.body.guideline_version) : null;
}

/** What is still missing, where a refusal tells. */
export function gapsIn(error: ApiError): Gap[] {
  return "gaps" in error.body ? (error.body.gaps as Gap[]) : [];
}
