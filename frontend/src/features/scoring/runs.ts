/** Score runs and scorers: what the server is asked, and when it is asked again. */
import { keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { api } from "../../api/client";
import type { Results, Schemas } from "../../api/types";
import { fromNow, span } from "../../ui/time";

export type ScoreRun = Schemas["ScoreRun"];
export type ScoreRunDetail = Schemas["ScoreRunDetail"];
export type Scorer = Schemas["Scorer"];
export type Preset = Schemas["ScorerPreset"];
export type NewScorer = Schemas["NewScorerRequest"];
export type RunAction = "pause" | "resume" | "cancel" | "retry";

/** How often the page asks, in milliseconds: while something moves, while something waits, and while nothing is open. */
const MOVING = 1_000;
const WAITING = 5_000;
const IDLE = 30_000;

const path = (slug: string, rest: string) => `projects/${encodeURIComponent(slug)}/${rest}`;

export function isOpen({ status }: ScoreRun): boolean {
  return status === "QUEUED" || status === "RUNNING" || status === "PAUSED";
}

/** What may be done with a run now. Imports are runs too, and theirs is over when their file is. */
export function actionsFor({ status, is_import: isImport, counts }: ScoreRun): readonly RunAction[] {
  if (isImport) return [];
  if (status === "PAUSED") return ["resume", "cancel"];
  if (status === "QUEUED" || status === "RUNNING") return ["pause", "cancel"];
  return counts.failed > 0 && status !== "CANCELLED" ? ["retry"] : [];
}

/** How fast it goes and how long it will take; why it does not move, where it does not. */
export function speed(run: ScoreRun): string {
  if (!isOpen(run)) return run.finished_at === null ? "" : `ended ${fromNow(run.finished_at)}`;
  if (run.status === "PAUSED") return "rests until somebody resumes it";
  if (run.status === "QUEUED") return "it begins by itself as soon as a worker is free";
  return run.per_second === null ? whyStill(run) : rate(run.per_second, run.seconds_left);
}

function whyStill({ counts }: ScoreRun): string {
  return counts.done === counts.unchanged ? "a worker has begun; it loads the scorer first" : "nothing came in the last minute";
}

function rate(perSecond: number, secondsLeft: number | null): string {
  const said = perSecond >= 1 ? `${perSecond.toFixed(perSecond < 10 ? 1 : 0)} per second` : `${(60 * perSecond).toFixed(1)} per minute`;
  return secondsLeft === null ? said : `${said} · about ${span(secondsLeft)} left`;
}

export function askAgainIn(runs: readonly ScoreRun[]): number {
  if (runs.some(({ status, per_second: rate }) => status === "RUNNING" && rate !== null)) return MOVING;
  return runs.some((run) => isOpen(run) && run.status !== "PAUSED") ? WAITING : IDLE;
}

export const runsQuery = (slug: string) =>
  queryOptions({
    queryKey: ["runs", slug],
    queryFn: ({ signal }) => api.get<Results<ScoreRun>>(path(slug, "runs"), { signal }),
    refetchInterval: ({ state: { data } }) => askAgainIn(data?.results ?? []),
  });

/** A run with its reasons, as it stood when so many had failed: more failures are another question. */
export const runQuery = (slug: string, { id, counts }: ScoreRun) =>
  queryOptions({
    queryKey: ["runs", slug, id, counts.failed + counts.truncated],
    queryFn: ({ signal }) => api.get<ScoreRunDetail>(path(slug, `runs/${id}`), { signal }),
    placeholderData: keepPreviousData,
  });

export const scorersQuery = (slug: string) =>
  queryOptions({
    queryKey: ["scorers", slug],
    queryFn: ({ signal }) => api.get<Results<Scorer>>(path(slug, "scorers"), { signal }),
  });

export const presetsQuery = (slug: string) =>
  queryOptions({
    queryKey: ["presets", slug],
    queryFn: ({ signal }) => api.get<Results<Preset>>(path(slug, "scorers/presets"), { signal }),
    staleTime: Infinity,
  });

export const previewQuery = (slug: string, scorer: string | undefined, filter: string) =>
  queryOptions({
    queryKey: ["preview", slug, scorer, filter],
    queryFn: ({ signal }) => api.get<Schemas["ScoreRunPreview"]>(path(slug, "runs/preview"), { query: { scorer, filter }, signal }),
    enabled: scorer !== undefined,
    placeholderData: keepPreviousData,
    retry: false,
  });

export function useChangeRun(slug: string) {
  const queryClient = useQueryClient();
  const refresh = useRefresh(slug);
  return useMutation({
    mutationFn: ({ id, action }: { id: number; action: RunAction }) => api.post<ScoreRunDetail>(path(slug, `runs/${id}/${action}`)),
    // The answer is the run as it is now. It is shown at once, and the next key counts: nobody waits for the lists.
    onSuccess: (now) => {
      queryClient.setQueryData(runsQuery(slug).queryKey, (shown) => shown && { ...shown, results: shown.results.map((run) => (run.id === now.id ? now : run)) });
    },
    // Also after a refusal: the run is then not what the page shows.
    onSettled: () => void refresh(),
  });
}

export function useStartRun(slug: string) {
  const refresh = useRefresh(slug);
  return useMutation({
    mutationFn: (wanted: { scorer: string; filter: string }) => api.post<Schemas["RequestedScoreRun"]>(path(slug, "runs"), wanted),
    onSuccess: refresh,
  });
}

export function useAddScorer(slug: string) {
  const refresh = useRefresh(slug);
  return useMutation({ mutationFn: (wanted: NewScorer) => api.post<Scorer>(path(slug, "scorers"), wanted), onSuccess: refresh });
}

function useRefresh(slug: string): () => Promise<unknown> {
  const queryClient = useQueryClient();
  return () => Promise.all(["runs", "scorers", "preview"].map((key) => queryClient.invalidateQueries({ queryKey: [key, slug] })));
}
