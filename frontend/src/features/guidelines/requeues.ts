/** Labels that a version of the guideline sends back: what the server is asked. */
import { keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { api } from "../../api/client";
import { guidelinePath } from "../../api/guideline";
import type { Results, Schemas } from "../../api/types";

export type Requeue = Schemas["GuidelineRequeue"];
export type Report = Schemas["RequeueReport"];
export type Comparison = Schemas["RequeueComparison"];
export type ReportRow = Schemas["RequeueRow"];
export type NewRequeue = Schemas["NewRequeueRequest"];

/** How annotations are chosen, as the form holds it. */
export interface Choice {
  readonly filter: string;
  readonly label: "any" | "-1" | "0" | "1";
  readonly errorType: string;
  /** The newest version whose labels are meant. */
  readonly upTo: number;
}

export const requeuesQuery = (slug: string, version: number) =>
  queryOptions({
    queryKey: ["guideline", slug, "requeues", version],
    queryFn: ({ signal }) => api.get<Results<Requeue>>(guidelinePath(slug, `/versions/${version}/requeues`), { signal }),
  });

export const touchedQuery = (slug: string, version: number, choice: Choice) =>
  queryOptions({
    queryKey: ["guideline", slug, "touched", version, choice],
    queryFn: ({ signal }) => api.get<Schemas["Touched"]>(guidelinePath(slug, `/versions/${version}/touched`), { query: asked(choice), signal }),
    placeholderData: keepPreviousData,
    retry: false,
  });

export const reportQuery = (slug: string, id: number, proposals: true | undefined) =>
  queryOptions({
    queryKey: ["guideline", slug, "report", id, proposals ?? false],
    queryFn: ({ signal }) => api.get<Report>(guidelinePath(slug, `/requeues/${id}`), { query: { with_proposals: proposals }, signal }),
    // The same report stays in view until the other one is there, and with it what has the focus.
    placeholderData: (before, asked) => (asked?.queryKey[3] === id ? before : undefined),
  });

export function useSendBack(slug: string, version: number) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ choice, relabeller }: { choice: Choice; relabeller: NewRequeue["relabeller"] }) =>
      api.post<Requeue>(guidelinePath(slug, `/versions/${version}/requeues`), { ...asked(choice), relabeller }),
    // The queues on the desk have changed, too.
    onSettled: () => Promise.all([["guideline", slug], ["queues", slug]].map((queryKey) => queryClient.invalidateQueries({ queryKey }))),
  });
}

function asked({ filter, label, errorType, upTo }: Choice) {
  return { filter: filter.trim(), label: label === "any" ? undefined : Number(label), error_type: errorType.trim(), up_to_version: upTo };
}
