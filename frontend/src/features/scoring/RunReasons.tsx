/** What a run was asked in full, and why trajectories have no rewards of it. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { Loaded } from "../../ui/States";
import { Table, type Column } from "../../ui/Table";
import { runQuery, type ScoreRun, type ScoreRunDetail } from "./runs";
import styles from "./scoring.module.css";

type Reason = ScoreRunDetail["reasons"][number];

const columns = (slug: string): Column<Reason>[] => [
  { key: "count", head: "Trajectories", align: "right", width: "110px", cell: ({ count }) => count.toLocaleString() },
  { key: "status", head: "State", width: "110px", cell: ({ status }) => STATES[status] },
  {
    key: "reason",
    head: "Reason",
    cell: ({ reason, wordings }) => (
      <span className={styles.reason}>
        {reason} {wordings > 1 && <i className={styles.quiet}>Or alike, with other numbers.</i>}
      </span>
    ),
  },
  {
    key: "example",
    head: "For example",
    width: "130px",
    cell: ({ example }) => (
      <Link to="/p/$slug/trajectories/$id" params={{ slug, id: String(example) }}>
        trajectory {example}
      </Link>
    ),
  },
];

const STATES: Record<Reason["status"], string> = { OK: "ok", FAILED: "failed", TRUNCATED: "truncated", MISMATCH: "does not fit" };

export function RunReasons({ slug, run }: { slug: string; run: ScoreRun }) {
  const detail = useQuery(runQuery(slug, run));
  return (
    <div className={styles.details}>
      <p className={styles.quiet}>
        revision <code>{run.revision}</code>
      </p>
      <Loaded query={detail} failed="The reasons did not arrive">
        {({ reasons }) => (reasons.length === 0 ? <p className={styles.quiet}>Nothing failed or was truncated.</p> : <Table label={`Reasons of run ${run.id}`} columns={columns(slug)} rows={reasons} rowKey={({ status, reason }) => `${status} ${reason}`} />)}
      </Loaded>
    </div>
  );
}
