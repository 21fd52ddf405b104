/** Labels that the desk proposed and somebody accepted: how many there are, and whether figures count them. Nothing without any. */
import styles from "./CountProposals.module.css";
import { counted } from "./count";
import { Checkbox } from "./Field";

interface CountProposalsProps {
  /** How many there are among what the figures are about. */
  readonly count: number;
  /** What they are, of one and of many. */
  readonly words?: readonly [string, string];
  /** Whether they are to be counted, and whether the figures in view do: new ones may still be on their way. */
  readonly isChosen: boolean;
  readonly isCounted: boolean;
  readonly onChange: (isChosen: boolean) => void;
  /** Why somebody would leave them out. */
  readonly why: string;
}

const LABELS = ["label is an accepted proposal", "labels are accepted proposals"] as const;

export function CountProposals({ count, words = LABELS, isChosen, isCounted, onChange, why }: CountProposalsProps) {
  if (count === 0 && !isChosen) return null;
  return (
    <div className={styles.proposals}>
      <Checkbox checked={isChosen} onChange={({ target }) => onChange(target.checked)}>
        Count accepted proposals as labels
      </Checkbox>
      <span role="status">
        {counted(count, ...words)} and {isCounted ? "counted" : "left out"}: they say little of {why}.
      </span>
    </div>
  );
}
