/** What is said of the focused step, in words: every scorer with its number, every colleague with their comment. */
import { useCallback } from "react";

import { LabelGlyph, labelSign } from "../../ui/Labels";
import { fullReward, semanticsName } from "../../ui/ramp";
import type { Desk } from "./desk";
import { useDesk, useSight } from "./DeskContext";
import { labelAt, type SightLane, type SightReader, type SightState } from "./sight";
import styles from "./EvidencePanel.module.css";

export function EvidencePanel() {
  const { lanes, readers } = useSight(itself);
  const step = useDesk(useCallback(({ focus }: Desk) => focus, []));
  if (lanes.length + readers.length === 0) return null;
  return (
    <section className={styles.panel} aria-label={`What is said of step ${step}`} tabIndex={0}>
      <h2 className={styles.title}>Said of step {step}</h2>
      <dl className={styles.said}>
        {lanes.map((lane) => (
          <LaneWords key={lane.id} lane={lane} step={step} />
        ))}
        {readers.map((reader) => (
          <ReaderWords key={reader.name} reader={reader} step={step} />
        ))}
      </dl>
    </section>
  );
}

function LaneWords({ lane, step }: { lane: SightLane; step: number }) {
  return (
    <div>
      <dt title={semanticsName(lane.semantics)}>{lane.name}</dt>
      <dd>
        {laneText(lane, step)}
        {(lane.words[step] ?? []).map((words, place) => (
          <p key={place}>{words}</p>
        ))}
      </dd>
    </div>
  );
}

function laneText({ absent, rewards, semantics }: SightLane, step: number): string {
  const reward = rewards[step] ?? null;
  if (absent !== null) return absent;
  if (semantics === "verdict") return reward === null ? "not checked" : reward < 0.5 ? "contradicted" : "holds";
  return reward === null ? "not judged" : fullReward(reward);
}

function ReaderWords({ reader, step }: { reader: SightReader; step: number }) {
  const label = labelAt(reader, step);
  return (
    <div>
      <dt>{reader.name}</dt>
      <dd>
        <span className={styles.label}>
          {label !== null && <LabelGlyph label={label} gold={reader.isGold} size="small" title="" />}
          {label === null ? "says nothing" : labelSign(label)}
          {reader.firstError === step && ", first error"}
        </span>
        {reader.comments[step] !== undefined && <p>{reader.comments[step]}</p>}
      </dd>
    </div>
  );
}

const itself = (sight: SightState) => sight;
