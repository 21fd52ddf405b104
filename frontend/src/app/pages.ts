/** The pages of a project and who is offered them. The server decides who may; this only spares people dead ends. */
import type { Role } from "../api/types";

const EVERYBODY: readonly Role[] = ["ANNOTATOR", "REVIEWER", "MANAGER"];
const REVIEWING: readonly Role[] = ["REVIEWER", "MANAGER"];
const MANAGING: readonly Role[] = ["MANAGER"];

const PAGES = [
  { to: "/p/$slug/trajectories", name: "Trajectories", roles: EVERYBODY },
  { to: "/p/$slug/label", name: "Label", roles: EVERYBODY },
  { to: "/p/$slug/import", name: "Import", roles: MANAGING },
  { to: "/p/$slug/export", name: "Export", roles: REVIEWING },
  { to: "/p/$slug/members", name: "Members", roles: MANAGING },
] as const;

export type ProjectPage = (typeof PAGES)[number];

export function pagesFor(role: Role): ProjectPage[] {
  return PAGES.filter(({ roles }) => roles.includes(role));
}
