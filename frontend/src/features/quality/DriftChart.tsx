/** Accuracy window by window, each with its interval, and where it fell. */
import styles from "./quality.module.css";
import type { Drift } from "./quality";
import { percent } from "./words";

const HEIGHT = 64;
const STEP = 22;
const y = (value: number) => 4 + (1 - value) * (HEIGHT - 8);

export function DriftChart({ name, drift }: { name: string; drift: Drift }) {
  const windows = drift.windows.flatMap(({ first, last, share: { value, low, high } }) => (value === null || low === null || high === null ? [] : [{ first, last, value, low, high }]));
  if (windows.length === 0) return <p className={styles.quiet}>Nothing was compared with gold yet.</p>;
  const width = Math.max(120, windows.length * STEP);
  return (
    <figure className={styles.chart}>
      <svg role="img" aria-label={`Accuracy of ${name} over time: ${windows.map(({ value }) => percent(value)).join(", ")}`} width={width} height={HEIGHT} viewBox={`0 0 ${width} ${HEIGHT}`}>
        {[0, 0.5, 1].map((value) => (
          <line key={value} className={styles.track} x1={0} x2={width} y1={y(value)} y2={y(value)} />
        ))}
        {windows.map(({ first, last, value, low, high }, place) => (
          <g key={first}>
            <title>{`Trajectories ${first} to ${last}: ${percent(value)}, between ${percent(low)} and ${percent(high)}`}</title>
            <line className={styles.interval} x1={(place + 0.5) * STEP} x2={(place + 0.5) * STEP} y1={y(low)} y2={y(high)} />
            <circle className={styles.dot} cx={(place + 0.5) * STEP} cy={y(value)} r={3} />
          </g>
        ))}
      </svg>
      <figcaption className={styles.quiet}>{caption(drift)}</figcaption>
    </figure>
  );
}

function caption({ signal, intervals_part: part, windows }: Drift): string {
  if (signal) {
    const fell = `Right in ${percent(signal.before)} of the first twenty, so ${percent(signal.expected)} were to be expected`;
    if (signal.over !== null) return `${fell}; worse from trajectory ${signal.since}, and as before again at ${signal.over}.`;
    return `${fell}; worse probably since trajectory ${signal.since}, noticed at ${signal.noticed}.`;
  }
  if (part) return "The last window lies wholly below the first one.";
  return windows.length < 2 ? "One window of twenty so far: a fall can be noticed after it." : "No fall was noticed.";
}
