/** Why a rule says what it says of a step: what it contradicts in full, what it could confirm folded into a line. */
import { cx } from "../../../ui/cx";
import { Icon } from "../../../ui/Icon";
import type { Evidence } from "../shapes";
import { scorerWord } from "./columns";
import type { StepReading } from "./reading";
import styles from "./StepRow.module.css";

export function EvidenceBoxes({ evidence }: { evidence: StepReading["evidence"] }) {
  const scorers = [...new Set(evidence.map(({ scorer }) => scorer))];
  return scorers.map((scorer) => {
    const items = evidence.filter((one) => one.scorer === scorer).map(({ item }) => item);
    const against = items.filter(({ verdict }) => verdict === "contradicts");
    const holding = items.filter(({ verdict }) => verdict === "supports");
    return (
      <div key={scorer}>
        {against.map((item, place) => (
          <Line key={place} scorer={scorer} item={item} />
        ))}
        {holding.length === 1 && holding[0] && <Line scorer={scorer} item={holding[0]} />}
        {holding.length > 1 && <Holding scorer={scorer} items={holding} />}
      </div>
    );
  });
}

function Line({ scorer, item }: { scorer: string; item: Evidence }) {
  const contradicts = item.verdict === "contradicts";
  return (
    <p className={cx(styles.evidence, !contradicts && styles.quiet)}>
      <Icon name={contradicts ? "unequal" : "equal"} size={14} strokeWidth={contradicts ? 2 : 1.5} />
      <span>
        <b>{scorerWord(scorer)}</b> {item.message}
      </span>
    </p>
  );
}

function Holding({ scorer, items }: { scorer: string; items: readonly Evidence[] }) {
  return (
    <details className={styles.holding}>
      <summary className={cx(styles.evidence, styles.quiet)}>
        <Icon name="equal" size={14} />
        <span>
          <b>{scorerWord(scorer)}</b> {items.length} statements hold
        </span>
      </summary>
      <ul>
        {items.map(({ message }, place) => (
          <li key={place}>{message}</li>
        ))}
      </ul>
    </details>
  );
}
