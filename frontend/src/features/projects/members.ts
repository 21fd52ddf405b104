/** Members of a project: what the server is asked. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { api } from "../../api/client";
import { projectQuery, projectsQuery } from "../../api/session";
import type { Results, Role, Schemas } from "../../api/types";

export type Member = Schemas["Member"];
/** With the first password, where the account was made with it: it is never shown again. */
export type AddedMember = Schemas["AddedMember"];

const path = (slug: string, username?: string) =>
  `projects/${encodeURIComponent(slug)}/members${username === undefined ? "" : `/${encodeURIComponent(username)}`}`;

export const membersQuery = (slug: string) =>
  queryOptions({
    queryKey: ["members", slug],
    queryFn: ({ signal }) => api.get<Results<Member>>(path(slug), { signal }),
  });

export interface WantedMember {
  readonly username: string;
  readonly role: Role;
  /** Make the account too, where there is none. */
  readonly create_account: boolean;
}

export function useAddMember(slug: string) {
  const refresh = useRefresh(slug);
  return useMutation({ mutationFn: (wanted: WantedMember) => api.post<AddedMember>(path(slug), wanted), onSuccess: refresh });
}

export function useChangeRole(slug: string) {
  const refresh = useRefresh(slug);
  return useMutation({
    mutationFn: ({ username, role }: { username: string; role: Role }) => api.patch<Member>(path(slug, username), { role }),
    onSuccess: refresh,
  });
}

/** `onRemoved` comes before anything is asked anew: who left is gone from the project's pages by then, which are no longer theirs. */
export function useRemoveMember(slug: string, onRemoved: () => Promise<void>) {
  const refresh = useRefresh(slug);
  return useMutation({
    mutationFn: (username: string) => api.delete(path(slug, username)),
    onSuccess: async () => {
      await onRemoved();
      await refresh();
    },
  });
}

/** Also the project itself: whoever changes their own role sees other pages from then on. */
function useRefresh(slug: string): () => Promise<unknown> {
  const queryClient = useQueryClient();
  const stale = [membersQuery(slug).queryKey, projectQuery(slug).queryKey, projectsQuery.queryKey];
  return () => Promise.all(stale.map((queryKey) => queryClient.invalidateQueries({ queryKey: [...queryKey] })));
}
