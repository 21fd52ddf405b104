/** What models said about steps: square, on a ramp, never in a label's hue. Absent is a texture, never a low colour. */
import { cx } from "./cx";
import { Icon } from "./Icon";
import { domainOf, fullReward, rampGradient, rampOf, rewardColour, semanticsName, shortReward, type Ramp, type Semantics } from "./ramp";
import styles from "./Rewards.module.css";

/** Diagonal hatch: it exists and policy hides it. An empty title is for where the words stand beside it. */
export function Hatch({ title = "hidden until you submit", className }: { title?: string; className?: string }) {
  if (title === "") return <span aria-hidden="true" className={cx(styles.cell, styles.hatch, className)} />;
  return <span role="img" aria-label={title} title={title} className={cx(styles.cell, styles.hatch, className)} />;
}

/** Cross-hatch: missing, failed or stale. */
export function CrossHatch({ title, className }: { title: string; className?: string }) {
  return <span role="img" aria-label={title} title={title} className={cx(styles.cell, styles.missing, className)} />;
}

export interface RewardCellProps {
  readonly reward: number | null;
  readonly semantics: Semantics;
  /** Why there is no number, where there is none: "not judged", "truncated at 4,096 tokens". */
  readonly missing?: string;
  readonly className?: string;
}

/** One square. Verdicts are glyphs: a proof that holds or not has no shade. */
export function RewardCell({ reward, semantics, missing = "no reward", className }: RewardCellProps) {
  if (semantics === "verdict") return <Verdict reward={reward} />;
  if (reward === null) return <CrossHatch title={missing} className={className} />;
  const text = fullReward(reward);
  return <span role="img" aria-label={text} title={text} className={cx(styles.cell, className)} style={{ background: rewardColour(reward, semantics) }} />;
}

/** 1 holds, 0 is contradicted, null abstains. */
export function Verdict({ reward, size = 14 }: { reward: number | null; size?: number }) {
  const word = reward === null ? "not checked" : reward >= 0.5 ? "holds" : "contradicted";
  const icon = reward === null ? "dash" : reward >= 0.5 ? "equal" : "unequal";
  return (
    <span role="img" aria-label={word} title={word} className={cx(styles.verdict, reward !== null && reward < 0.5 && styles.contradicted)}>
      <Icon name={icon} size={size} strokeWidth={icon === "unequal" ? 2.4 : 1.5} />
    </span>
  );
}

export interface RewardBarProps extends RewardCellProps {
  readonly active?: boolean;
}

/** One step in one lane: the number is ink, only the bar beneath it carries colour. Fills the height of its step. */
export function RewardBar({ reward, semantics, missing = "no reward", active = false }: RewardBarProps) {
  if (semantics === "verdict") {
    return (
      <span className={styles.verdictLane}>
        <Verdict reward={reward} />
      </span>
    );
  }
  return (
    <span className={cx(styles.lane, active && styles.active)} title={reward === null ? missing : fullReward(reward)}>
      <span>{reward === null ? "–" : shortReward(reward)}</span>
      <i className={cx(reward === null && styles.missing)} style={reward === null ? undefined : { background: rewardColour(reward, semantics) }} />
    </span>
  );
}

export interface RewardStripProps {
  /** One entry per step; null where there is no reward. */
  readonly rewards: readonly (number | null)[];
  readonly semantics: Semantics;
  /** Whose rewards these are: said to screen readers. */
  readonly label: string;
  /** Indices of the steps that can be judged; the others are left as gaps. All, where it is not given. */
  readonly scorable?: readonly number[];
  /** Height in pixels: 12 for the first lane of a row, 5 for another under it. */
  readonly height?: number;
  /** Steps drawn before "+n"; all of them otherwise. */
  readonly max?: number;
  readonly missing?: string;
  /** Draws the hatch instead: the rewards were not sent to this page. */
  readonly hidden?: boolean;
  /** Gold's first error: a tick under its cell. */
  readonly firstError?: number | null;
}

/** Fixed width per step, so that lengths compare from row to row. */
export const STRIP_STEP = 13;

export function RewardStrip(props: RewardStripProps) {
  const { rewards, max = rewards.length, height = 12, firstError = null } = props;
  const shown = rewards.slice(0, max);
  return (
    <span role="img" aria-label={stripTitle(props)} className={styles.strip} style={{ height }}>
      {shown.map((reward, index) => (
        <StripCell key={index} {...props} reward={reward} index={index} />
      ))}
      {rewards.length > max && <span className={styles.rest}>+{rewards.length - max}</span>}
      {firstError !== null && firstError < max && <b className={styles.tick} style={{ left: firstError * STRIP_STEP }} />}
    </span>
  );
}

function StripCell({ reward, index, semantics, scorable, hidden = false }: RewardStripProps & { reward: number | null; index: number }) {
  if (scorable && !scorable.includes(index)) return <i className={styles.gap} />;
  if (hidden) return <i className={styles.hatch} />;
  if (reward === null) return <i className={semantics === "verdict" ? styles.gap : styles.missing} />;
  if (semantics === "verdict") return <i className={cx(styles.mark, reward < 0.5 && styles.markBad)} />;
  return <i style={{ background: rewardColour(reward, semantics) }} />;
}

function stripTitle({ label, rewards, semantics, hidden, missing, firstError }: RewardStripProps): string {
  if (hidden === true) return `${label}: hidden until you submit`;
  const known = rewards.filter((reward) => reward !== null);
  if (known.length === 0) return `${label}: ${missing ?? "no rewards"}`;
  const low = Math.min(...known);
  const flagged = firstError === null || firstError === undefined ? "" : `, first error at step ${firstError}`;
  return `${label}, ${semanticsName(semantics)}: ${known.length} of ${rewards.length} steps, lowest ${fullReward(low)} at step ${rewards.indexOf(low)}${flagged}`;
}

/** The scale of a meaning, with its ends. */
export function Legend({ semantics, name }: { semantics: Semantics; name?: string }) {
  const [low, high] = domainOf(semantics);
  if (semantics === "verdict") {
    return (
      <span className={styles.legend}>
        <Verdict reward={1} /> holds <Verdict reward={0} /> contradicted <Verdict reward={null} /> not checked
      </span>
    );
  }
  return (
    <span className={styles.legend}>
      {name ?? semanticsName(semantics)} {String(low).replace("-", "−")}
      <RampBar ramp={rampOf(semantics)} /> {high}
    </span>
  );
}

export function RampBar({ ramp, width = 72 }: { ramp: Ramp; width?: number | string }) {
  return <i className={styles.ramp} style={{ width, background: rampGradient(ramp) }} />;
}
