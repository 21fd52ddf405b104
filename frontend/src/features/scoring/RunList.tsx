/** The runs, the newest first: how far each is, and what may be done with it. */
import { VisuallyHidden } from "../../ui/Announcer";
import { Badge } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { cx } from "../../ui/cx";
import { Progress } from "../../ui/Progress";
import { fromNow, minute } from "../../ui/time";
import { RunReasons } from "./RunReasons";
import { actionsFor, speed, type RunAction, type ScoreRun } from "./runs";
import styles from "./scoring.module.css";
import { runElement, type Jobs } from "./useJobs";

interface RunListProps {
  readonly slug: string;
  readonly runs: readonly ScoreRun[];
  readonly jobs: Jobs;
  readonly mayScore: boolean;
}

export function RunList({ slug, runs, jobs, mayScore }: RunListProps) {
  return (
    <ul className={styles.runs} aria-label="Score runs">
      {runs.map((run) => (
        <li key={run.id} id={runElement(run)} className={cx(styles.run, run.id === jobs.current?.id && styles.current)} aria-current={run.id === jobs.current?.id || undefined} onClick={() => jobs.select(run)}>
          <Head run={run} />
          <State run={run} />
          <div className={styles.acts}>
            <Actions run={run} jobs={jobs} mayScore={mayScore} />
          </div>
          {jobs.opened.has(run.id) && <RunReasons slug={slug} run={run} />}
        </li>
      ))}
    </ul>
  );
}

function Head({ run }: { run: ScoreRun }) {
  return (
    <div className={styles.what}>
      <span className={styles.name}>
        <b>{run.scorer}</b>
        <Badge tone={run.status === "FAILED" ? "warn" : "plain"}>{STATUSES[run.status]}</Badge>
      </span>
      <span className={styles.quiet}>
        run {run.id} · {run.requested_by ?? "shell"} · <time dateTime={run.created_at} title={minute(run.created_at)}>{fromNow(run.created_at)}</time> · {run.is_import ? "an import of rewards" : `queue ${run.queue}`}
      </span>
      <code className={styles.filter}>{run.filter === "" ? "all trajectories" : run.filter}</code>
    </div>
  );
}

const STATUSES: Record<ScoreRun["status"], string> = {
  QUEUED: "waiting for a worker",
  RUNNING: "at work",
  PAUSED: "paused",
  FINISHED: "finished",
  FAILED: "failed",
  CANCELLED: "cancelled",
};

function State({ run }: { run: ScoreRun }) {
  const { total, done, ok, failed, truncated, unchanged } = run.counts;
  const parts = [
    [ok, "ok"],
    [failed, "failed"],
    [truncated, "truncated"],
    [unchanged, "unchanged"],
  ] as const;
  return (
    <div className={styles.state}>
      <Progress label={`Run ${run.id}`} value={total > 0 ? done / total : 1} />
      <span>
        {done.toLocaleString()} of {total.toLocaleString()}
        <i className={styles.speed}>{speed(run)}</i>
      </span>
      <span className={styles.counts}>
        {parts.map(([count, name]) => (
          <span key={name} data-zero={count === 0 || undefined}>
            <b>{count.toLocaleString()}</b> {name}
          </span>
        ))}
      </span>
    </div>
  );
}

const ACTIONS: Record<RunAction, { readonly label: string; readonly key: string }> = {
  pause: { label: "Pause", key: "p" },
  resume: { label: "Resume", key: "p" },
  cancel: { label: "Cancel", key: "x" },
  retry: { label: "Retry failed", key: "r" },
};

function Actions({ run, jobs, mayScore }: { run: ScoreRun; jobs: Jobs; mayScore: boolean }) {
  const isCurrent = run.id === jobs.current?.id;
  const isOpened = jobs.opened.has(run.id);
  return (
    <>
      {mayScore &&
        actionsFor(run).map((action) => (
          <Button key={action} size="small" disabled={jobs.isBusy} chord={isCurrent ? ACTIONS[action].key : undefined} onClick={() => jobs.act(run, action)}>
            {ACTIONS[action].label} <VisuallyHidden>run {run.id}</VisuallyHidden>
          </Button>
        ))}
      <Button
        size="small"
        variant="ghost"
        icon={isOpened ? "chevron-down" : "chevron-right"}
        chord={isCurrent ? "o" : undefined}
        aria-expanded={isOpened}
        onClick={() => jobs.toggle(run)}
      >
        Details <VisuallyHidden>of run {run.id}</VisuallyHidden>
      </Button>
    </>
  );
}
