/** The roles of a project's members, as people read them. What each may do is the server's to decide. */
import type { Role } from "../../api/types";

interface RoleWords {
  readonly value: Role;
  readonly label: string;
  /** What somebody with it does, in one line. */
  readonly about: string;
}

export const ROLES: readonly RoleWords[] = [
  { value: "ANNOTATOR", label: "Annotator", about: "Labels. Sees rewards, gold and others’ labels of a trajectory only after submitting their own." },
  { value: "REVIEWER", label: "Reviewer", about: "Also sees all rewards, gold and labels (except of what they hold themselves), and exports." },
  { value: "MANAGER", label: "Manager", about: "Also imports files, starts score runs, and decides who belongs to the project." },
];

export function roleName(role: Role): string {
  return ROLES.find(({ value }) => value === role)?.label ?? role;
}
