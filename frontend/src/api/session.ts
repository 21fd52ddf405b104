/** Who is signed in, and the projects that they see: asked for by the frame of every page. */
import { queryOptions } from "@tanstack/react-query";

import { api } from "./client";
import type { Project, ProjectList, SessionState } from "./types";

export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: ({ signal }) => api.get<SessionState>("session", { signal }),
  staleTime: 5 * 60_000,
});

/** Who one is, as the page itself says; undefined where it does not (the development server). */
export function sessionInPage(): SessionState | undefined {
  const text = document.getElementById("session")?.textContent;
  return text ? (JSON.parse(text) as SessionState) : undefined;
}

export const projectsQuery = queryOptions({
  queryKey: ["projects"],
  queryFn: ({ signal }) => api.get<ProjectList>("projects", { signal }),
});

/** One project with the person's role and rights in it; 404 for whoever is no member. */
export const projectQuery = (slug: string) =>
  queryOptions({
    queryKey: ["project", slug],
    queryFn: ({ signal }) => api.get<Project>(`projects/${encodeURIComponent(slug)}`, { signal }),
  });
