/** One measure per line: both arms with their intervals, and the difference drawn against 0. */
import { counted } from "../../ui/count";
import { Table, type Column } from "../../ui/Table";
import { MEASURES, placeOf, reachOf, verdictText, type Comparison, type Estimate, type ExperimentResult } from "./experiments";
import styles from "./audit.module.css";

export function ComparisonTable({ result }: { result: ExperimentResult }) {
  const columns: Column<Comparison>[] = [
    { key: "measure", head: "Measure", cell: (one) => <Measure comparison={one} scorer={result.scorer?.name} /> },
    { key: "shown", head: "Shown", width: "170px", cell: (one) => <Arm comparison={one} estimate={one.shown} /> },
    { key: "hidden", head: "Hidden", width: "170px", cell: (one) => <Arm comparison={one} estimate={one.hidden} /> },
    { key: "difference", head: "Shown minus hidden", width: "340px", cell: (one) => <Difference comparison={one} smallest={result.smallest_n} /> },
  ];
  return <Table label="Both arms of the experiment" columns={columns} rows={result.comparisons} rowKey={({ measure }) => measure} />;
}

function Measure({ comparison: { measure }, scorer }: { comparison: Comparison; scorer: string | undefined }) {
  const { title, meaning } = MEASURES[measure];
  return (
    <div className={styles.measure}>
      <b>{title}</b>
      <span>{measure === "scorer_agreement" && scorer !== undefined ? `${scorer}: ${meaning}` : meaning}</span>
    </div>
  );
}

function Arm({ comparison: { measure }, estimate }: { comparison: Comparison; estimate: Estimate }) {
  return (
    <div className={styles.arm}>
      <b>{estimate.value === null ? "–" : MEASURES[measure].text(estimate.value)}</b>
      <span>
        {intervalText(estimate, MEASURES[measure].text)}n {estimate.n.toLocaleString()}
      </span>
    </div>
  );
}

function intervalText({ low, high }: Pick<Estimate, "low" | "high">, text: (value: number) => string): string {
  if (low === null || high === null) return "";
  return `${text(low)} to ${text(high)}, `;
}

function Difference({ comparison, smallest }: { comparison: Comparison; smallest: number }) {
  const { difference, measure, verdict } = comparison;
  const words = verdictText(comparison, smallest);
  if (difference.value === null || difference.low === null || difference.high === null) return <span className={styles.words}>{words}</span>;
  const reach = reachOf(comparison);
  const [low, value, high] = [difference.low, difference.value, difference.high].map((one) => placeOf(one, reach)) as [number, number, number];
  const said = `${signed(measure, difference.value)}, ${intervalText(difference, MEASURES[measure].gap)}${counted(difference.trajectories, "trajectory", "trajectories")}`;
  return (
    <div className={styles.difference} data-verdict={verdict}>
      <b>{signed(measure, difference.value)}</b>
      <span role="img" aria-label={said} title={said} className={styles.line}>
        <i className={styles.zero} />
        <i className={styles.interval} style={{ left: `${low}%`, width: `${Math.max(high - low, 0.5)}%` }} />
        <i className={styles.dot} style={{ left: `${value}%` }} />
      </span>
      <span className={styles.words}>{words}</span>
    </div>
  );
}

function signed(measure: Comparison["measure"], value: number): string {
  return `${value > 0 ? "+" : ""}${MEASURES[measure].gap(value)}`;
}
