/** Tokens for scripts: what the server is asked. The token itself is in the answer to its making and never again. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { api } from "../../api/client";
import type { ApiToken, NewApiToken, Results } from "../../api/types";

export const tokensQuery = queryOptions({
  queryKey: ["account", "tokens"],
  queryFn: ({ signal }) => api.get<Results<ApiToken>>("account/tokens", { signal }),
});

export interface WantedToken {
  readonly name: string;
  /** Null for one that does not expire. */
  readonly expires_in_days: number | null;
}

export function useCreateToken() {
  const refresh = useRefresh();
  return useMutation({ mutationFn: (wanted: WantedToken) => api.post<NewApiToken>("account/tokens", wanted), onSuccess: refresh });
}

export function useRevokeToken() {
  const refresh = useRefresh();
  return useMutation({ mutationFn: (id: string) => api.delete(`account/tokens/${encodeURIComponent(id)}`), onSuccess: refresh });
}

function useRefresh(): () => Promise<void> {
  const queryClient = useQueryClient();
  return () => queryClient.invalidateQueries({ queryKey: tokensQuery.queryKey });
}
