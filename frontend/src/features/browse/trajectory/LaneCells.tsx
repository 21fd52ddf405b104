/** What models, people and gold say of one step: a thin cell each, left of its text. */
import { memo } from "react";

import { cx } from "../../../ui/cx";
import { Icon } from "../../../ui/Icon";
import { LabelGlyph, labelIcon } from "../../../ui/Labels";
import { fullReward, shortReward } from "../../../ui/ramp";
import { Hatch, RewardBar } from "../../../ui/Rewards";
import styles from "./Lanes.module.css";
import { columnsOf, type Reader, type ShownLane } from "./columns";
import type { StepReading } from "./reading";
import { cellName } from "./usePeek";
import type { Vote } from "./votes";

export interface LaneCellsProps {
  readonly step: StepReading;
  readonly lanes: readonly ShownLane[];
  readonly readers: readonly Reader[];
  readonly hasGold: boolean;
  /** The viewer is blind: everything that there may be is hatched. */
  readonly hidden: boolean;
  readonly focused: boolean;
  /** The lane of this step that is being explained. */
  readonly openLane: number | null;
}

export const LaneCells = memo(function LaneCells({ step, hasGold, hidden, focused, openLane, ...all }: LaneCellsProps) {
  const lanes = columnsOf(all.lanes).columns;
  const readers = columnsOf(all.readers).columns;
  const people = readers.filter(({ isJudge }) => !isJudge).length;
  return (
    <div className={styles.lanes}>
      {hidden && <HiddenCells scorable={step.isScorable} />}
      {lanes.map((lane) => (step.isScorable ? <ScoreCell key={lane.id} lane={lane} index={step.index} focused={focused} open={openLane === lane.id} /> : <i key={lane.id} />))}
      <i />
      {readers.map((reader, place) => (
        <VoteCell key={reader.name} reader={reader} vote={step.votes[place]} />
      ))}
      {hasGold && (
        <span className={styles.vote}>
          <GoldCell vote={step.gold} />
        </span>
      )}
      {step.split && <i className={styles.capsule} style={{ gridColumn: `${lanes.length + 2} / span ${people}` }} />}
    </div>
  );
});

function ScoreCell({ lane, index, focused, open }: { lane: ShownLane; index: number; focused: boolean; open: boolean }) {
  const reward = lane.lane.rewards[index] ?? null;
  const missing = lane.absent ?? missingReason(lane);
  return (
    <button
      type="button"
      className={styles.cell}
      data-cell={cellName(lane.id, index)}
      tabIndex={focused ? 0 : -1}
      aria-haspopup="dialog"
      aria-expanded={open}
      aria-label={`${lane.name}, step ${index}: ${cellText(lane, reward)}`}
    >
      {/* Absent is drawn alike whatever would have stood there. */}
      <RewardBar reward={lane.absent === null ? reward : null} semantics={lane.absent === null ? lane.semantics : "undeclared"} missing={missing} active={open} />
    </button>
  );
}

/** What stands in the cell, and then more exactly: the name of a button has to hold what one sees on it. */
function cellText({ absent, semantics, lane }: ShownLane, reward: number | null): string {
  if (absent !== null) return absent;
  if (semantics === "verdict") return reward === null ? "not checked" : reward < 0.5 ? "contradicted" : "holds";
  return reward === null ? missingReason({ lane }) : `${shortReward(reward)} (${fullReward(reward)})`;
}

function missingReason({ lane }: Pick<ShownLane, "lane">): string {
  return lane.status === "TRUNCATED" ? lane.reason || "not reached: the text was cut off before this step" : "not judged";
}

function HiddenCells({ scorable }: { scorable: boolean }) {
  const cell = scorable && <Hatch className={styles.hiddenBar} />;
  return (
    <>
      <span className={styles.hidden}>{cell}</span>
      <span className={styles.hidden}>{cell}</span>
    </>
  );
}

function VoteCell({ reader, vote }: { reader: Reader; vote: Vote | undefined }) {
  if (!vote || vote.basis === "nothing") return <i />;
  const said = `${reader.name}: ${voteText(vote)}`;
  return (
    <span className={styles.vote} title={said}>
      {vote.label === null ? <Passed said={said} /> : reader.isJudge ? <JudgeGlyph label={vote.label} said={said} /> : <LabelGlyph label={vote.label} title={said} />}
    </span>
  );
}

function GoldCell({ vote }: { vote: Vote }) {
  if (vote.basis === "nothing") return null;
  const said = `gold: ${voteText(vote)}`;
  if (vote.label === null) return <Passed said={said} />;
  return <LabelGlyph label={vote.label} gold title={said} />;
}

export function voteText({ word, basis }: Vote): string {
  if (basis === "passed") return "not marked as the first error";
  if (basis === "nothing") return "says nothing";
  return basis === "first-error" && word !== "first error" ? `${word}, first error` : word;
}

/** A step that was read and not marked: less than a label, more than nothing. */
function Passed({ said }: { said: string }) {
  return <span role="img" aria-label={said} title={said} className={styles.passed} />;
}

/** A model's label has a label's shape and no person's colour. */
export function JudgeGlyph({ label, said }: { label: 1 | 0 | -1; said: string }) {
  return (
    <span role="img" aria-label={said} className={cx(styles.judgeGlyph, label === -1 && styles.judgeWrong)}>
      <Icon name={labelIcon(label)} size={12} strokeWidth={2.2} />
    </span>
  );
}
