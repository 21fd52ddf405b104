/** P(first error) by step for the scorers whose numbers allow it, drawn by hand; the others say why they have no row. */
import { Fragment } from "react";

import { cx } from "../../../ui/cx";
import { shortScorer } from "../../../ui/laneCodes";
import { barName, barsOf, barsText, percent, ticks, whyNoBars, type Bar } from "./posterior";
import type { ShownLane } from "./columns";
import type { Reading } from "./reading";
import styles from "./Side.module.css";

const HEIGHT = 44;
/** Numbers that fit under the axis. */
const ROOM = 16;

export interface FirstErrorBarsProps {
  readonly reading: Reading;
  readonly scorable: readonly number[];
  readonly onStep: (index: number) => void;
}

export function FirstErrorBars({ reading: { lanes, gold }, scorable, onStep }: FirstErrorBarsProps) {
  const rows = lanes.flatMap((lane) => (lane.absent === null && lane.lane.posterior ? [{ lane, bars: barsOf(lane.lane.posterior, scorable) }] : []));
  const others = lanes.filter((lane) => !rows.some((row) => row.lane === lane));
  const isGold = (bar: Bar) => gold !== null && (bar.step === null ? gold.no_error : bar.step === gold.first_error);
  return (
    <>
      {rows.map(({ lane, bars }) => (
        <Fragment key={lane.id}>
          <div className={styles.barsHead}>
            <span title={lane.name}>{shortScorer(lane.name)}, P(first error)</span>
            <span className={styles.barsText}>{barsText(bars)}</span>
          </div>
          <Bars bars={bars} isGold={isGold} onStep={onStep} label={`${lane.name}: ${barsText(bars)}`} />
        </Fragment>
      ))}
      {rows.length > 0 && <Axis steps={scorable} isGold={isGold} />}
      {others.length > 0 && <Others lanes={others} onStep={onStep} />}
    </>
  );
}

/** Scorers without bars still conclude something; why they have none stands beside it. */
function Others({ lanes, onStep }: { lanes: readonly ShownLane[]; onStep: (index: number) => void }) {
  return (
    <ul className={styles.others}>
      {lanes.map((lane) => (
        <li key={lane.id}>
          <span title={lane.name}>{shortScorer(lane.name)}</span>
          <Conclusion lane={lane} onStep={onStep} />
          <small>{whyAbsent(lane)}</small>
        </li>
      ))}
    </ul>
  );
}

function Conclusion({ lane: { absent, semantics, lane }, onStep }: { lane: ShownLane; onStep: (index: number) => void }) {
  const at = lane.predicted_first_error;
  if (absent !== null || lane.channel.threshold === null) return <span>–</span>;
  if (at === null) return <span>{semantics === "verdict" ? "nothing contradicted" : "no error"}</span>;
  return (
    <button type="button" className={styles.goTo} onClick={() => onStep(at)}>
      {semantics === "verdict" ? "contradicted at" : "first error"} {at}
    </button>
  );
}

function whyAbsent({ absent, semantics, lane }: ShownLane): string {
  if (absent !== null) return absent;
  const why = semantics === "probability" ? "its numbers are not between 0 and 1" : whyNoBars(semantics);
  return lane.channel.threshold === null ? `${why}, and there is no threshold` : why;
}

function Bars({ bars, isGold, onStep, label }: { bars: readonly Bar[]; isGold: (bar: Bar) => boolean; onStep: (index: number) => void; label: string }) {
  const press = ({ step }: Bar) => step !== null && onStep(step);
  return (
    <div role="img" aria-label={label} className={cx(styles.bars, bars.length > 40 && styles.dense)}>
      {bars.map((bar, place) => (
        <span key={place} className={cx(isGold(bar) && styles.gold)} title={`${barName(bar)}: ${percent(bar.share)}`} onClick={() => press(bar)}>
          <i style={{ height: Math.max(1.5, bar.share * HEIGHT) }} />
        </span>
      ))}
    </div>
  );
}

function Axis({ steps, isGold }: { steps: readonly number[]; isGold: (bar: Bar) => boolean }) {
  const isWritten = ticks(steps.length, ROOM);
  return (
    <div className={cx(styles.bars, styles.axis, steps.length >= 40 && styles.dense)} aria-hidden="true">
      {steps.map((step, place) => {
        const gold = isGold({ step, share: 0 });
        return (
          <span key={step} className={cx(gold && styles.goldTick)}>
            {(gold || isWritten(place)) && <em>{step}</em>}
          </span>
        );
      })}
      <span className={cx(isGold({ step: null, share: 0 }) && styles.goldTick)}>
        <em>none</em>
      </span>
    </div>
  );
}
