/** Names over the lanes, and what their colours mean. */
import { cx } from "../../../ui/cx";
import { LabelGlyph } from "../../../ui/Labels";
import { semanticsName } from "../../../ui/ramp";
import { Hatch, Legend } from "../../../ui/Rewards";
import { minute } from "../../../ui/time";
import { columnsOf } from "./columns";
import { provenanceOf } from "./provenanceOf";
import type { Reading } from "./reading";
import styles from "./Lanes.module.css";

export interface LaneHeadsProps {
  readonly reading: Reading;
  readonly hidden: boolean;
  /** The lane that is being explained. */
  readonly openLane: number | null;
  /** Explains this lane at the focused step. */
  readonly onPress: (lane: number) => void;
}

export function LaneHeads({ reading, hidden, openLane, onPress }: LaneHeadsProps) {
  const { gold } = reading;
  const { columns: lanes, rest: otherLanes } = columnsOf(reading.lanes);
  const { columns: readers, rest: otherReaders } = columnsOf(reading.readers);
  const meanings = [...new Set(lanes.map(({ semantics }) => semantics))];
  return (
    <div className={styles.heads}>
      <div className={styles.lanes}>
        {hidden && <span className={styles.hiddenHead}>hidden</span>}
        {lanes.map(({ id, code, name, semantics, absent, lane }) => (
          <button key={id} type="button" aria-expanded={openLane === id} aria-label={`${code}: explain ${name}`} title={[`${name}, ${semanticsName(semantics)}`, absent, ...provenanceOf(lane).map(([what, value]) => `${what}: ${value}`), `Scored: ${minute(lane.run.scored_at)}`].filter(Boolean).join("\n")} onClick={() => onPress(id)}>
            {code}
          </button>
        ))}
        <Rest names={[...otherLanes, ...otherReaders].map(({ name }) => name)} />
        {readers.map(({ code, name, isJudge }) => (
          <span key={name} className={cx(isJudge && styles.judge)} title={isJudge ? `${name}, a model` : name}>
            {code}
          </span>
        ))}
        {gold && (
          <b title={`Gold, version ${gold.version}`} className={styles.goldHead}>
            Gold
          </b>
        )}
      </div>
      <div className={styles.legend}>
        {hidden && (
          <span>
            <Hatch title="" /> hidden until you submit
          </span>
        )}
        {meanings.map((semantics) => (
          <Legend key={semantics} semantics={semantics} />
        ))}
        {(readers.length > 0 || gold !== null) && (
          <span className={styles.people}>
            <LabelGlyph label={1} size="small" title="" />
            <LabelGlyph label={0} size="small" title="" />
            <LabelGlyph label={-1} size="small" title="" />
            people
          </span>
        )}
      </div>
    </div>
  );
}

/** Those that have no column: the side and the map have them all. */
function Rest({ names }: { names: readonly string[] }) {
  return names.length === 0 ? <i /> : <span title={`Without a column: ${names.join(", ")}`}>+{names.length}</span>;
}
