/** A share with its interval and the baseline that it has to beat, drawn by hand: ink, since it is neither a label nor a reward. */
import styles from "./quality.module.css";
import type { Share } from "./quality";
import { percent, shareText } from "./words";

interface ShareBarProps {
  /** "Step labels of ada": said to screen readers before the numbers. */
  readonly label: string;
  readonly share: Share;
  /** What looking at no trajectory would have scored. */
  readonly baseline?: Share;
  readonly baselineName?: string;
}

const WIDTH = 120;
const HEIGHT = 14;
const x = (value: number) => 4 + value * (WIDTH - 8);

export function ShareBar({ label, share, baseline, baselineName }: ShareBarProps) {
  if (share.value === null || share.low === null || share.high === null) return <span className={styles.quiet}>nothing to compare</span>;
  const beaten = baseline?.value ?? null;
  const beside = beaten === null ? "" : `; ${baselineName} would have ${percent(beaten)}`;
  const said = `${shareText(share)}${beside}`;
  return (
    <div className={styles.share} title={said}>
      <b>{percent(share.value)}</b>
      <svg role="img" aria-label={`${label}: ${said}`} width={WIDTH} height={HEIGHT} viewBox={`0 0 ${WIDTH} ${HEIGHT}`}>
        <line className={styles.track} x1={x(0)} x2={x(1)} y1={HEIGHT / 2} y2={HEIGHT / 2} />
        {beaten !== null && <line className={styles.baseline} x1={x(beaten)} x2={x(beaten)} y1={1} y2={HEIGHT - 1} />}
        <line className={styles.interval} x1={x(share.low)} x2={x(share.high)} y1={HEIGHT / 2} y2={HEIGHT / 2} />
        <circle className={styles.dot} cx={x(share.value)} cy={HEIGHT / 2} r={3} />
      </svg>
      <span className={styles.quiet}>n {share.count.toLocaleString()}</span>
    </div>
  );
}
