/** What can be asked of annotators, in the server's words: the same on every page that offers or names a protocol. */
import { queryOptions } from "@tanstack/react-query";

import { api } from "./client";
import type { Results, Schemas } from "./types";

export type ProtocolRecord = Schemas["Protocol"];

/** All protocols in all versions. They change with the server alone. */
export const protocolsQuery = queryOptions({
  queryKey: ["protocols"],
  queryFn: ({ signal }) => api.get<Results<ProtocolRecord>>("protocols", { signal }),
  staleTime: Infinity,
});

/** Those that can be chosen: the highest version of each. */
export function currentProtocols({ results }: Results<ProtocolRecord>): ProtocolRecord[] {
  return results.filter(({ is_current }) => is_current);
}
