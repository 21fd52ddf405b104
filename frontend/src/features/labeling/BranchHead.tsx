/** Over the steps of a sub-agent: its name, and folded what was said of them at this desk. */
import { useCallback } from "react";

import { BranchCount, BranchFirstError, BranchLine, type Branch } from "../../text";
import { shortReward } from "../../ui/ramp";
import type { Desk } from "./desk";
import { useDesk, useSight, useWork } from "./DeskContext";
import type { Label } from "./draft";
import styles from "./BranchHead.module.css";
import type { Session } from "./session";
import type { SightState } from "./sight";

export function BranchHead({ branch, isFolded }: { branch: Branch; isFolded: boolean }) {
  const { hands } = useWork();
  return (
    <BranchLine branch={branch} isFolded={isFolded} onToggle={({ start }) => hands.foldBranch(start)} className={styles.head}>
      <Summary branch={branch} />
    </BranchLine>
  );
}

function Summary({ branch }: { branch: Branch }) {
  const { session } = useWork();
  const { right, neutral, wrong, open, isFirst } = useDesk(useCallback((desk: Desk) => countsIn(desk, branch, session), [branch, session]));
  const lowest = useSight(useCallback((sight: SightState) => lowestIn(sight, branch), [branch]));
  return (
    <>
      <BranchCount label={1} count={right} />
      <BranchCount label={0} count={neutral} />
      <BranchCount label={-1} count={wrong} />
      {open > 0 && <span>{open} unlabelled</span>}
      {isFirst && <BranchFirstError />}
      {lowest !== null && <span>{lowest}</span>}
    </>
  );
}

function countsIn({ draft }: Desk, { start, end }: Branch, session: Session) {
  const { scorable, protocol } = session.task;
  const steps = scorable.filter((step) => step >= start && step < end);
  const count = (label: Label) => steps.filter((step) => draft.labels[step] === label).length;
  const first = session.firstErrorIn(draft);
  const open = protocol.asks_for_labels ? steps.filter((step) => draft.labels[step] === undefined).length : 0;
  return { right: count(1), neutral: count(0), wrong: count(-1), open, isFirst: first !== null && first >= start && first < end };
}

/** Of the first scorer that gives numbers; nothing while the desk is blind. */
function lowestIn({ lanes }: SightState, { start, end }: Branch): string | null {
  const lane = lanes.find(({ absent, semantics }) => absent === null && semantics !== "verdict");
  const rewards = (lane?.rewards.slice(start, end) ?? []).flatMap((reward) => reward ?? []);
  return lane && rewards.length > 0 ? `lowest reward ${shortReward(Math.min(...rewards))}` : null;
}
