/** Hidden checks: which trajectories of a queue they are, and hiding more of them. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { api } from "../../api/client";
import type { Results, Schemas } from "../../api/types";

export type Checks = Schemas["Checks"];
export type Check = Schemas["Check"];
export type NewChecks = Schemas["NewChecksRequest"];
export type Planted = Schemas["Planted"];
export type Kind = Schemas["SyntheticError"]["kind"];
type Queue = Schemas["QueueWithState"];

const path = (slug: string, rest: string) => `projects/${encodeURIComponent(slug)}/${rest}`;

export const queuesQuery = (slug: string) =>
  queryOptions({
    queryKey: ["quality", slug, "queues"],
    queryFn: ({ signal }) => api.get<Results<Queue>>(path(slug, "queues"), { signal }),
  });

export const checksQuery = (slug: string, queue: number) =>
  queryOptions({
    queryKey: ["quality", slug, "checks", queue],
    queryFn: ({ signal }) => api.get<Checks>(path(slug, `queues/${queue}/checks`), { signal }),
  });

export function usePlantChecks(slug: string, queue: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (asked: NewChecks) => api.post<Planted>(path(slug, `queues/${queue}/checks`), asked),
    onSuccess: () => client.invalidateQueries({ queryKey: ["quality", slug] }),
  });
}

export const KINDS: readonly { readonly kind: Kind; readonly name: string; readonly about: string }[] = [
  { kind: "SWAPPED_NUMBER", name: "Swapped number", about: "the result of a calculation is made false" },
  { kind: "DROPPED_CONDITION", name: "Dropped condition", about: "a number that the problem gives is left out" },
  { kind: "INVENTED_RESULT", name: "Invented tool result", about: "a step claims what no tool said" },
];

export function kindName(kind: string): string {
  return KINDS.find((one) => one.kind === kind)?.name ?? kind;
}

/** What came of it, and what a manager has to know about it. */
export function plantedText({ made, wanted, refused, recognisable, people, people_needed: needed }: Planted): string {
  const pairs = (count: number) => `${count.toLocaleString()} ${count === 1 ? "pair" : "pairs"}`;
  if (wanted === 0) return "The queue carries that share already.";
  const lack = made < wanted ? ` ${pairs(wanted)} would make that share, but in ${refused.toLocaleString()} originals no error could surely be made.` : "";
  const seen = recognisable > 0 ? ` ${pairs(recognisable)} can be told by their ids, which are the newest: no id among the others was free.` : "";
  const few = tooFewPeople(people, needed);
  return `${pairs(made)} hidden: each a trajectory with an error and its unmodified twin.${lack}${seen}${few ? ` ${few}` : ""}`;
}

/** What a manager has to know where too few people label; null where they are enough. */
export function tooFewPeople(people: number, needed: number): string | null {
  if (people >= needed) return null;
  return `Nobody is handed both of a pair, so it takes ${needed.toLocaleString()} annotators to judge all checks as often as this queue wants, and ${people.toLocaleString()} can label in it: some checks get fewer labels. Nothing waits for those.`;
}
