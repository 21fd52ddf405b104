/** Who is signed in, and the projects that they see: asked for by the frame of every page. */
import { queryOptions } from "@tanstack/react-query";

import { api } from "./client";
import type { ProjectSummary, Results, SessionState } from "./types";

export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: ({ signal }) => api.get<SessionState>("session", { signal }),
  staleTime: 5 * 60_000,
});

export const projectsQuery = queryOptions({
  queryKey: ["projects"],
  queryFn: ({ signal }) => api.get<Results<ProjectSummary>>("projects", { signal }),
});
