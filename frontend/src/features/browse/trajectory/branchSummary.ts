/** What was said of the steps of a branch, for the line that stands for them while they are folded. Pure. */
import type { Branch } from "../../../text";
import { shortReward } from "../../../ui/ramp";
import type { Reading, StepReading } from "./reading";

export interface BranchSummary {
  /** Whose labels are counted: gold's, or what people agree on where there is no gold. */
  readonly isGold: boolean;
  readonly right: number;
  readonly neutral: number;
  readonly wrong: number;
  /** Gold's first error lies here. */
  readonly isFirst: boolean;
  /** In how many steps opinions differ. */
  readonly disputed: number;
  readonly lowest: { readonly text: string; readonly by: string } | null;
}

export function summaryOf(reading: Reading, { start, end }: Branch): BranchSummary {
  const steps = reading.steps.slice(start, end);
  const isGold = reading.gold !== null;
  const labels = steps.map((step) => (isGold ? step.gold.label : agreedLabel(step)));
  const count = (label: 1 | 0 | -1) => labels.filter((one) => one === label).length;
  return {
    isGold,
    right: count(1),
    neutral: count(0),
    wrong: count(-1),
    isFirst: steps.some(({ isFirstError }) => isFirstError),
    disputed: reading.disputed.filter((step) => step >= start && step < end).length,
    lowest: lowestIn(reading, start, end),
  };
}

/** What everybody who labelled the step calls it. */
function agreedLabel({ votes, split }: StepReading): 1 | 0 | -1 | null {
  return split ? null : (votes.find(({ label }) => label !== null)?.label ?? null);
}

/** Of the first scorer that gives numbers. */
function lowestIn({ lanes }: Reading, start: number, end: number): BranchSummary["lowest"] {
  const shown = lanes.find(({ absent, semantics }) => absent === null && semantics !== "verdict");
  const rewards = shown?.lane.rewards.slice(start, end).flatMap((reward) => reward ?? []) ?? [];
  return shown && rewards.length > 0 ? { text: `lowest reward ${shortReward(Math.min(...rewards))}`, by: shown.name } : null;
}
