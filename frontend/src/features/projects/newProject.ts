/** Making a project: what the server is asked, and the short name that a name suggests. */
import { useMutation, useQueryClient } from "@tanstack/react-query";

import { api } from "../../api/client";
import { projectsQuery } from "../../api/session";
import type { Project } from "../../api/types";

export interface WantedProject {
  readonly name: string;
  readonly slug: string;
  readonly description: string;
  readonly protocol: string;
}

const LONGEST = 64;

/** A short name for addresses and commands: "Olympiad, März 2026" gives "olympiad-marz-2026". */
export function slugOf(name: string): string {
  const plain = name.normalize("NFKD").replace(/\p{Mark}/gu, "").toLowerCase();
  return plain
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-/, "")
    .slice(0, LONGEST)
    .replace(/-$/, "");
}

export function useCreateProject() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (wanted: WantedProject) => api.post<Project>("projects", wanted),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: projectsQuery.queryKey }),
  });
}
