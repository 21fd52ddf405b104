/** What stands at one place of the list: a step, and over the first of a sub-agent its name, which stands for all where they are folded. */
import type { TrajectoryData } from "../shapes";
import { BranchRow } from "./BranchRow";
import type { Reading } from "./reading";
import { StepRow, type StepRowProps } from "./StepRow";
import type { Branching } from "./useBranches";

export interface StepPlaceProps extends Pick<StepRowProps, "hidden" | "focused" | "openLane" | "raw" | "unfolded" | "onFold" | "onCopyLink"> {
  readonly index: number;
  readonly data: TrajectoryData;
  readonly reading: Reading;
  readonly branching: Branching;
}

export function StepPlace({ index, data, reading, branching, ...rest }: StepPlaceProps) {
  const content = data.steps[index];
  const step = reading.steps[index];
  const branch = reading.branches.find(({ start }) => start === index);
  const isFolded = branching.folded.has(index);
  if (!content || !step) return null;
  return (
    <>
      {branch && <BranchRow branch={branch} isFolded={isFolded} reading={reading} onToggle={branching.toggle} />}
      {!isFolded && <StepRow content={content} step={step} reading={reading} steps={data.steps} {...rest} />}
    </>
  );
}
