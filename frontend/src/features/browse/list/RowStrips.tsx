/** The rewards of one row: a lane per scorer, 12 px per step, so that lengths compare from row to row. */
import { memo, useMemo } from "react";

import { cx } from "../../../ui/cx";
import { fullReward, rewardColour } from "../../../ui/ramp";
import type { Channel, Row } from "../shapes";
import { rowLanes, rowLanesText, type RowLanes, type StripLane } from "./rowLanes";
import styles from "./RowStrips.module.css";

export interface RowStripsProps {
  readonly row: Row;
  readonly channels: readonly Channel[];
  /** Steps drawn before "+n". */
  readonly max: number;
}

export const RowStrips = memo(function RowStrips({ row, channels, max }: RowStripsProps) {
  const found = useMemo(() => rowLanes(row, channels), [row, channels]);
  const rest = row.scorable.length - max;
  const more = rest > 0 && <span className={styles.rest}>+{rest}</span>;
  if (row.hidden_evidence.includes("rewards")) {
    return (
      <span role="img" aria-label="Rewards: hidden until you submit" title="hidden until you submit" className={styles.strips}>
        <span className={styles.lanes}>
          <HiddenLane count={Math.min(max, row.scorable.length)} />
        </span>
        {more}
      </span>
    );
  }
  return (
    <span role="img" aria-label={rowLanesText(found) || "no scores"} className={styles.strips}>
      <span className={styles.lanes}>
        {found.lanes.length === 0 && <BareLane count={Math.min(max, found.steps.length)} />}
        {found.lanes.map((lane, index) => (
          <Lane key={lane.key} lane={lane} steps={found.steps} max={max} first={index === 0} />
        ))}
        <Tick found={found} max={max} />
      </span>
      {more}
    </span>
  );
});

function HiddenLane({ count }: { count: number }) {
  return (
    <span className={cx(styles.lane, styles.first)}>
      {Array.from({ length: count }, (_, place) => (
        <i key={place} className={styles.hatch} />
      ))}
    </span>
  );
}

/** Steps that nobody has scored: their number, and what the tick stands under. */
function BareLane({ count }: { count: number }) {
  return (
    <span className={styles.lane}>
      {Array.from({ length: count }, (_, place) => (
        <i key={place} className={styles.bare} />
      ))}
    </span>
  );
}

function Lane({ lane, steps, max, first }: { lane: StripLane; steps: readonly number[]; max: number; first: boolean }) {
  return (
    <span className={cx(styles.lane, first && styles.first, lane.semantics === "verdict" && styles.verdicts)}>
      {lane.cells.slice(0, max).map((reward, place) => (
        <Cell key={place} lane={lane} reward={reward} step={steps[place] ?? place} />
      ))}
    </span>
  );
}

function Cell({ lane, reward, step }: { lane: StripLane; reward: number | null; step: number }) {
  const title = `${lane.name}, step ${step}: `;
  if (lane.absent !== null) return <i className={styles.missing} title={title + lane.absent} />;
  if (lane.semantics === "verdict") {
    const [look, word] = reward === null ? [styles.abstains, "not checked"] : reward < 0.5 ? [styles.contradicted, "contradicted"] : [styles.holds, "holds"];
    return <i className={look} title={title + word} />;
  }
  if (reward === null) return <i className={styles.missing} title={`${title}not judged`} />;
  return <i style={{ background: rewardColour(reward, lane.semantics) }} title={title + fullReward(reward)} />;
}

/** Under the last lane, in line with the cell of the step that gold calls the first error. */
function Tick({ found: { tick, steps }, max }: { found: RowLanes; max: number }) {
  if (tick === null || tick >= max) return null;
  return <b className={styles.tick} style={{ insetInlineStart: `calc(${tick} * var(--strip-step))` }} title={`first error, gold: step ${steps[tick] ?? ""}`} />;
}
