/** Over the steps of a sub-agent: its name, and what there is in them. Folded, it stands for them. */
import { useCallback } from "react";

import { type Branch } from "../../text";
import { VisuallyHidden } from "../../ui/Announcer";
import { Badge } from "../../ui/Badge";
import { Icon } from "../../ui/Icon";
import { CommandKbd } from "../../ui/Kbd";
import { LabelGlyph } from "../../ui/Labels";
import { shortReward } from "../../ui/ramp";
import type { Desk } from "./desk";
import { useDesk, useSight, useWork } from "./DeskContext";
import type { Label } from "./draft";
import styles from "./BranchHead.module.css";
import type { Session } from "./session";
import type { SightState } from "./sight";

export function BranchHead({ branch, isFolded }: { branch: Branch; isFolded: boolean }) {
  const { hands } = useWork();
  const { agent, start, end } = branch;
  const steps = end - start === 1 ? `step ${start}` : `steps ${start} to ${end - 1}`;
  return (
    <div id={`branch-${start}`} className={styles.head} data-folded={isFolded}>
      <button type="button" className={styles.toggle} aria-expanded={!isFolded} onClick={() => hands.foldBranch(start)}>
        <span className={styles.chevron} data-open={!isFolded}>
          <Icon name="chevron-right" size={13} />
        </span>
        <VisuallyHidden>Sub-agent</VisuallyHidden>
        <b>{agent}</b>
        <span className={styles.note}>{steps}</span>
      </button>
      {isFolded && <Summary branch={branch} />}
      {isFolded && <CommandKbd id="read.branch" />}
    </div>
  );
}

/** What was said of the steps that are folded away, so that folding hides no judgement. */
function Summary({ branch }: { branch: Branch }) {
  const { session } = useWork();
  const { right, neutral, wrong, open, isFirst } = useDesk(useCallback((desk: Desk) => countsIn(desk, branch, session), [branch, session]));
  const lowest = useSight(useCallback((sight: SightState) => lowestIn(sight, branch), [branch]));
  return (
    <span className={styles.summary}>
      <Counted label={1} count={right} />
      <Counted label={0} count={neutral} />
      <Counted label={-1} count={wrong} />
      {open > 0 && <span>{open} unlabelled</span>}
      {isFirst && (
        <Badge tone="neg" icon="flag">
          first error
        </Badge>
      )}
      {lowest !== null && <span>{lowest}</span>}
    </span>
  );
}

function Counted({ label, count }: { label: Label; count: number }) {
  if (count === 0) return null;
  return (
    <span className={styles.counted}>
      <LabelGlyph label={label} size="small" />
      {count}
    </span>
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
