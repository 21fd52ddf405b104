/** The queues: what each asks for, how far it is, and what a manager can do with it. */
import { Badge } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { counted } from "../../ui/count";
import { cx } from "../../ui/cx";
import { Progress } from "../../ui/Progress";
import styles from "./queues.module.css";
import { takesMore, wanted, type ManagedQueue, type QueueCounts } from "./queues";
import { queueElement, type QueueActs } from "./useQueueKeys";

interface QueueListProps {
  readonly queues: readonly ManagedQueue[];
  readonly current: ManagedQueue | undefined;
  readonly acts: QueueActs;
}

export function QueueList({ queues, current, acts }: QueueListProps) {
  return (
    <ul className={styles.queues} aria-label="Queues">
      {queues.map((queue) => (
        <li key={queue.id} id={queueElement(queue)} className={cx(styles.queue, queue.id === current?.id && styles.current)} aria-current={queue.id === current?.id || undefined}>
          <Head queue={queue} onSelect={() => acts.select(queue)} />
          <State queue={queue} />
          {acts.mayManage && <Acts queue={queue} acts={acts} />}
        </li>
      ))}
    </ul>
  );
}

function Head({ queue, onSelect }: { queue: ManagedQueue; onSelect: () => void }) {
  return (
    <div className={styles.what}>
      <span className={styles.name}>
        <button type="button" className={styles.open} onClick={onSelect} aria-label={`Board of ${queue.name}`}>
          {queue.name}
        </button>
        {queue.is_default && <Badge>default</Badge>}
        {queue.is_paused && <Badge icon="clock">paused</Badge>}
      </span>
      <span className={styles.quiet}>{about(queue)}</span>
      <Contents queue={queue} />
    </div>
  );
}

/** Which trajectories are in it. What was sent back was chosen one by one, and by no filter. */
function Contents({ queue: { filter, sent_back_from: first } }: { queue: ManagedQueue }) {
  if (first !== null && filter === "") return <span className={styles.quiet}>labels of {first} that a guideline sent back</span>;
  return <code className={styles.filter}>{filter === "" ? "all trajectories" : filter}</code>;
}

/** What it asks for, in the words of its form. */
export function about(queue: ManagedQueue): string {
  const { protocol, protocol_version: version, overlap, order, seed, priority_by: by, lease_minutes: lease, screens_for: behind } = queue;
  const orders: Readonly<Record<string, string>> = { FIXED: "in order of import", RANDOM: `shuffled, seed ${seed}`, PRIORITY: by === "" ? "by uploaded priority" : `by ${by}` };
  return [
    `${protocol} v${version}`,
    behind !== null ? `screens for ${behind}` : overlap === 1 ? "1 person each" : `${overlap} people each`,
    orders[order] ?? order,
    queue.taxonomy !== "" && `${queue.taxonomy} v${queue.taxonomy_version} error types`,
    `lease ${lease} min`,
    queue.one_per_problem && "one per problem",
    queue.bad_after !== null && `closes after ${queue.bad_after} × bad problem`,
    queue.takes_imports && "takes imports",
  ]
    .filter(Boolean)
    .join(" · ");
}

function State({ queue }: { queue: ManagedQueue }) {
  const { name, counts } = queue;
  const all = wanted(counts);
  return (
    <div className={styles.state}>
      {all > 0 && <Progress label={`Submitted in ${name}`} value={counts.submitted / all} />}
      <span>
        {howFar(queue, all)}
        <i className={styles.aside}>{counted(counts.trajectories, "trajectory", "trajectories")}</i>
      </span>
      <Counts counts={counts} isOver={all === 0} />
    </div>
  );
}

/** Nobody can say how many judgements a screening will come to: each who comes is handed their own. */
function howFar({ counts: { submitted }, screens_for: behind }: ManagedQueue, all: number): string {
  if (all === 0) return behind === null ? "Nothing is wanted" : "Nobody was screened yet";
  if (behind === null) return `${submitted.toLocaleString()} of ${counted(all, "judgement")}`;
  return `${submitted.toLocaleString()} of ${counted(all, "judgement")} by whoever came so far`;
}

const PARTS: readonly (readonly [keyof QueueCounts, string])[] = [
  ["open", "open"],
  ["held", "held"],
  ["ahead", "fetched ahead or given"],
  ["lapsed", "lapsed"],
  ["skipped", "skipped"],
  ["given_up", "given up"],
  ["bad_problem", "bad problem"],
  ["late", "late"],
  ["closed", "closed"],
];
const ALWAYS: readonly (keyof QueueCounts)[] = ["open", "held"];

function Counts({ counts, isOver }: { counts: QueueCounts; isOver: boolean }) {
  return (
    <span className={styles.counts}>
      {PARTS.filter(([key]) => counts[key] > 0 || (!isOver && ALWAYS.includes(key))).map(([key, name]) => (
        <span key={key}>
          <b>{counts[key].toLocaleString()}</b> {name}
        </span>
      ))}
    </span>
  );
}

function Acts({ queue, acts }: { queue: ManagedQueue; acts: QueueActs }) {
  const button = (label: string, act: (queue: ManagedQueue) => void) => (
    <Button size="small" onClick={() => act(queue)} aria-label={`${label} ${queue.name}`}>
      {label}
    </Button>
  );
  return (
    <div className={styles.acts}>
      {button("Change", acts.change)}
      {button(queue.is_paused ? "Resume" : "Pause", acts.pause)}
      {takesMore(queue) && button("Refill", acts.refill)}
      {takesMore(queue) && button("Queue again", acts.again)}
    </div>
  );
}
