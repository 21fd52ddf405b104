/** The line over the steps of a sub-agent, beside the lanes; folded, with what was said of them. */
import { BranchCount, BranchFirstError, BranchLine, type Branch } from "../../../text";
import { summaryOf } from "./branchSummary";
import lanes from "./Lanes.module.css";
import type { Reading } from "./reading";
import styles from "./StepRow.module.css";

export interface BranchRowProps {
  readonly branch: Branch;
  readonly isFolded: boolean;
  readonly reading: Reading;
  readonly onToggle: (branch: Branch) => void;
}

export function BranchRow({ branch, isFolded, reading, onToggle }: BranchRowProps) {
  return (
    <div className={styles.branchRow}>
      <div className={lanes.lanes} />
      <BranchLine branch={branch} isFolded={isFolded} onToggle={onToggle}>
        {isFolded && <Summary branch={branch} reading={reading} />}
      </BranchLine>
    </div>
  );
}

function Summary({ branch, reading }: Pick<BranchRowProps, "branch" | "reading">) {
  const { isGold, right, neutral, wrong, isFirst, disputed, lowest } = summaryOf(reading, branch);
  return (
    <>
      <BranchCount label={1} count={right} gold={isGold} />
      <BranchCount label={0} count={neutral} gold={isGold} />
      <BranchCount label={-1} count={wrong} gold={isGold} />
      {isFirst && <BranchFirstError>first error, gold</BranchFirstError>}
      {disputed > 0 && <span>opinions differ in {disputed === 1 ? "1 step" : `${disputed} steps`}</span>}
      {lowest && <span title={`by ${lowest.by}`}>{lowest.text}</span>}
    </>
  );
}
