/** What models and colleagues say of a step, beside it; hatched where the queue hides it. */
import { memo } from "react";

import { LabelGlyph, labelWord } from "../../ui/Labels";
import { Hatch, RewardBar } from "../../ui/Rewards";
import { useSight } from "./DeskContext";
import { hiddenTitle, labelAt, MOST_LANES, MOST_READERS, type SightLane, type SightReader, type SightState } from "./sight";
import styles from "./StepEvidence.module.css";

/** The columns beside the steps, as the list has to make room for them. */
export function useEvidenceWidth(): React.CSSProperties | undefined {
  const { lanes, readers } = useSight(shownOf);
  const columns = [...Array<string>(lanes.length).fill("30px"), ...Array<string>(readers.length).fill("24px")];
  if (columns.length === 0) return undefined;
  return { "--evidence": `${lanes.length * 30 + readers.length * 24}px`, "--evidence-columns": columns.join(" ") } as React.CSSProperties;
}

export const StepEvidence = memo(function StepEvidence({ index }: { index: number }) {
  const { states, lanes, readers } = useSight(shownOf);
  if (lanes.length + readers.length === 0) return <Hatch className={styles.strip} title={hiddenTitle("Model rewards are", states.rewards)} />;
  return (
    <div className={styles.cells}>
      {lanes.map((lane) => (
        <LaneCell key={lane.id} lane={lane} index={index} />
      ))}
      {readers.map((reader) => (
        <ReaderCell key={reader.name} reader={reader} index={index} />
      ))}
    </div>
  );
});

function LaneCell({ lane, index }: { lane: SightLane; index: number }) {
  const reward = lane.absent === null ? (lane.rewards[index] ?? null) : null;
  const said = [lane.name, lane.absent, ...(lane.words[index] ?? [])].filter(Boolean).join("\n");
  return (
    <span className={styles.cell} title={said}>
      <RewardBar reward={reward} semantics={lane.absent === null ? lane.semantics : "undeclared"} missing={lane.absent ?? "not judged"} />
    </span>
  );
}

function ReaderCell({ reader, index }: { reader: SightReader; index: number }) {
  const label = labelAt(reader, index);
  if (label === null) return <i />;
  const said = `${reader.name}: ${reader.names[String(label)] ?? labelWord(label)}${reader.firstError === index ? ", first error" : ""}`;
  return (
    <span className={styles.vote} title={[said, reader.comments[index]].filter(Boolean).join("\n")}>
      <LabelGlyph label={label} gold={reader.isGold} title={said} />
    </span>
  );
}

/** Whose columns these are. Nothing stands here on a blind desk. */
export function EvidenceHeads() {
  const { lanes, readers } = useSight(shownOf);
  const all = useSight(itself);
  const rest = [...all.lanes.slice(MOST_LANES), ...all.readers.slice(0, Math.max(0, all.readers.length - MOST_READERS))];
  if (lanes.length + readers.length === 0) return null;
  return (
    <div className={styles.heads}>
      <span>{rest.length > 0 && <span title={rest.map(({ name }) => name).join(", ")}>+{rest.length} in the side</span>}</span>
      {[...lanes, ...readers].map(({ code, name }) => (
        <span key={name} title={name}>
          {code}
        </span>
      ))}
    </div>
  );
}

/** Gold is the last of the readers, and always has a column. */
const shownOf = (sight: SightState) => ({ states: sight.states, lanes: first(sight.lanes), readers: last(sight.readers) });
const itself = (sight: SightState) => sight;

const cut = new WeakMap<readonly unknown[], readonly unknown[]>();

/** The same part for the same list, so that nothing is drawn anew. */
function cached<T>(list: readonly T[], part: () => readonly T[]): readonly T[] {
  const known = cut.get(list) as readonly T[] | undefined;
  const found = known ?? part();
  cut.set(list, found);
  return found;
}

function first<T>(list: readonly T[]): readonly T[] {
  return cached(list, () => list.slice(0, MOST_LANES));
}

function last<T>(list: readonly T[]): readonly T[] {
  return cached(list, () => list.slice(-MOST_READERS));
}
