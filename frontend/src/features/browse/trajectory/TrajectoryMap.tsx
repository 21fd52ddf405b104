/** The whole trajectory at the foot of the page: a row per scorer, one for people, one for gold. */
import { memo, useMemo } from "react";

import { cx } from "../../../ui/cx";
import { ContextGlyph, LabelGlyph } from "../../../ui/Labels";
import { MiniMap, MiniMapCell, type MiniMapCellProps } from "../../../ui/MiniMap";
import { CrossHatch, Hatch, RewardCell, Verdict } from "../../../ui/Rewards";
import { shortScorer } from "../../../ui/laneCodes";
import { stepNote, type Reading, type StepReading } from "./reading";
import styles from "./TrajectoryMap.module.css";

export interface TrajectoryMapProps {
  readonly reading: Reading;
  readonly hidden: boolean;
  readonly at: number;
  /** What was typed behind "g". */
  readonly typed: string | null;
  readonly onSelect: (index: number) => void;
}

export function TrajectoryMap({ reading, hidden, at, typed, onSelect }: TrajectoryMapProps) {
  const people = reading.readers.some(({ isJudge }) => !isJudge);
  return (
    <footer className={styles.map}>
      <div className={styles.names} aria-hidden="true">
        {hidden && <span>Scores</span>}
        {reading.lanes.map(({ id, name }) => (
          <span key={id}>{shortScorer(name)}</span>
        ))}
        {people && <span className={styles.tall}>People</span>}
        {reading.gold && <span className={styles.tall}>Gold</span>}
        <span className={styles.tall}>{typed === null ? "Step" : `Step ${typed}_`}</span>
      </div>
      <div className={cx(styles.steps, reading.steps.length > 100 && styles.many)}>
        <MiniMap count={reading.steps.length} current={at}>
          {(index) => {
            const step = reading.steps[index];
            return step && <MapCell step={step} reading={reading} hidden={hidden} isCurrent={at === index} onSelect={onSelect} />;
          }}
        </MiniMap>
      </div>
    </footer>
  );
}

interface MapCellProps extends Pick<MiniMapCellProps, "isCurrent" | "onSelect"> {
  readonly step: StepReading;
  readonly reading: Reading;
  readonly hidden: boolean;
}

/** The focus moves more often than what is drawn changes. */
const MapCell = memo(function MapCell({ step, reading, hidden, isCurrent, onSelect }: MapCellProps) {
  const drawn = useMemo(() => mapStep(step, reading, hidden), [step, reading, hidden]);
  return <MiniMapCell {...drawn} isCurrent={isCurrent} onSelect={onSelect} />;
});

function mapStep(step: StepReading, { lanes, readers, gold }: Reading, hidden: boolean): Omit<MiniMapCellProps, "isCurrent" | "onSelect"> {
  const { index, isScorable, agent } = step;
  const note = stepNote(step);
  const people = readers.some(({ isJudge }) => !isJudge);
  const rows = [
    hidden && (isScorable ? <Hatch /> : <i />),
    ...lanes.map(({ id, lane, semantics, absent }) => {
      if (!isScorable) return <i key={id} className={styles.gap} />;
      if (absent !== null) return <CrossHatch key={id} title={absent} />;
      const reward = lane.rewards[index] ?? null;
      return semantics === "verdict" ? <Verdict key={id} reward={reward} size={9} /> : <RewardCell key={id} reward={reward} semantics={semantics} />;
    }),
    people && <PeopleGlyph step={step} />,
    gold !== null && (isScorable ? <GoldGlyph step={step} /> : <ContextGlyph size="small" />),
  ];
  return { index, lanes: rows.filter((row) => row !== false), firstError: step.isFirstError, isBranch: agent !== undefined, note: note === "" ? undefined : note };
}

/** What people agree on; a split is the ring of a question, since neither side is right yet. */
function PeopleGlyph({ step: { votes, split } }: { step: StepReading }) {
  const labels = new Set(votes.flatMap(({ label }) => label ?? []));
  if (split) return <span className={styles.split} title={split.text} />;
  const [label] = labels;
  return label === undefined ? <i className={styles.tallGap} /> : <LabelGlyph label={label} size="small" />;
}

function GoldGlyph({ step: { gold } }: { step: StepReading }) {
  return gold.label === null ? <i className={styles.tallGap} /> : <LabelGlyph label={gold.label} size="small" title="" />;
}
