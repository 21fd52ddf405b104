/** Which sub-agents are folded away, what is in view then, and where the keys go. The focus is never out of sight. */
import { useMemo, useState } from "react";

import { allToggled, besideBranches, branchNear, outsideFolded, rowsOf, toggled, withInView, type Branch, type Folded } from "../../../text";
import { useAnnounce } from "../../../ui/Announcer";
import type { Reading } from "./reading";
import type { StepFocus } from "./useStepFocus";

export interface Branching {
  readonly folded: Folded;
  /** Steps in view; a folded branch is there with its first. */
  readonly rows: readonly number[];
  /** By the pointer: nothing scrolls. */
  readonly toggle: (branch: Branch) => void;
  /** The branch that is meant at the step in focus. */
  readonly toggleHere: () => void;
  readonly toggleAll: () => void;
  /** To the step before or behind, past what is folded. */
  readonly step: (by: 1 | -1) => void;
}

export function useBranches({ branches, steps }: Reading, { at, go, look }: StepFocus): Branching {
  const announce = useAnnounce();
  const [asked, setFolded] = useState<Folded>(new Set<number>());
  // Whatever moves the focus into a folded branch unfolds it: nothing that is asked for lies out of sight.
  const folded = withInView(branches, asked, at);
  if (folded !== asked) setFolded(folded);
  const count = steps.length;
  const rows = useMemo(() => rowsOf(count, branches, folded), [count, branches, folded]);
  const show = (next: Folded, move: (step: number) => void) => {
    setFolded(next);
    move(outsideFolded({ branches, folded: next, focus: at, count }));
  };
  const tell = (next: Folded, { agent, start }: Branch) => announce(`${agent} ${next.has(start) ? "folded" : "unfolded"}`);
  const turn = (branch: Branch, move: (step: number) => void) => {
    const next = toggled(folded, branch);
    show(next, move);
    tell(next, branch);
  };
  return {
    folded,
    rows,
    toggle: (branch) => turn(branch, look),
    toggleHere: () => {
      const branch = branchNear(branches, at);
      if (branch) turn(branch, go);
    },
    toggleAll: () => {
      const next = allToggled(folded, branches);
      show(next, go);
      announce(next.size > 0 ? "All sub-agents folded" : "All sub-agents unfolded");
    },
    step: (by) => {
      const to = besideBranches(branches, folded, { from: at, by });
      if (to >= 0 && to < count) go(to);
    },
  };
}
