/** The pages of a project and who is offered them. The server decides who may; this only spares people dead ends. */
import type { Rights } from "../api/types";

interface Page {
  readonly to: `/p/$slug/${"trajectories" | "label" | "guideline" | "queues" | "taxonomies" | "jobs" | "quality" | "experiments" | "import" | "export" | "members"}`;
  readonly name: string;
  /** The right without which the page has nothing to offer. */
  readonly needs?: keyof Rights;
  /** Reached from another page and by ctrl+K, where the bar has no room. */
  readonly isAside?: true;
}

const PAGES: readonly Page[] = [
  { to: "/p/$slug/trajectories", name: "Trajectories" },
  { to: "/p/$slug/label", name: "Label", needs: "may_label" },
  { to: "/p/$slug/guideline", name: "Guideline" },
  { to: "/p/$slug/queues", name: "Queues", needs: "sees_before_submitting" },
  { to: "/p/$slug/taxonomies", name: "Taxonomies", isAside: true },
  { to: "/p/$slug/jobs", name: "Jobs", needs: "sees_before_submitting" },
  { to: "/p/$slug/quality", name: "Quality" },
  { to: "/p/$slug/experiments", name: "Experiments", needs: "sees_before_submitting" },
  { to: "/p/$slug/import", name: "Import", needs: "may_import" },
  { to: "/p/$slug/export", name: "Export", needs: "may_export" },
  { to: "/p/$slug/members", name: "Members" },
];

export function pagesFor(rights: Rights): Page[] {
  return PAGES.filter(({ needs }) => needs === undefined || rights[needs]);
}
