/** What a version sent back, and for managers the way to send more. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";

import type { Project } from "../../api/types";
import { Button } from "../../ui/Button";
import { Panel } from "../../ui/Page";
import { Loaded } from "../../ui/States";
import { fromNow, minute } from "../../ui/time";
import styles from "./guidelines.module.css";
import { requeuesQuery, type Requeue } from "./requeues";
import { SendBackDialog } from "./SendBackDialog";
import type { Head } from "./versions";

export function RequeuePanel({ project, head, isInForce }: { project: Project; head: Head; isInForce: boolean }) {
  const { slug, rights } = project;
  const [sending, setSending] = useState(false);
  const requeues = useQuery(requeuesQuery(slug, head.version));
  const maySend = rights.may_write_guideline && isInForce && head.version > 1;
  if (!maySend && requeues.data?.results.length === 0) return null;
  const send = maySend && (
    <Button icon="undo" onClick={() => setSending(true)}>
      Send labels back
    </Button>
  );
  return (
    <Panel title="Labels that it touches" note="asked for again; the old ones stand" actions={send}>
      <Loaded query={requeues} failed="What was sent back did not arrive" skeleton={null}>
        {({ results }) => (results.length === 0 ? <p className={styles.quiet}>Nothing was sent back for this version.</p> : <Requeues slug={slug} requeues={results} />)}
      </Loaded>
      {sending && <SendBackDialog slug={slug} head={head} onClose={() => setSending(false)} />}
    </Panel>
  );
}

function Requeues({ slug, requeues }: { slug: string; requeues: readonly Requeue[] }) {
  return (
    <ul className={styles.versions}>
      {requeues.map((requeue) => (
        <li key={requeue.id}>
          <Link to="/p/$slug/guideline" params={{ slug }} search={{ report: requeue.id }} className={styles.version}>
            <span className={styles.versionHead}>
              <b>What became of it</b>
              <span className={styles.inForce}>{saidOf(requeue)}</span>
            </span>
            <span className={styles.quiet}>
              {requeue.requested_by ?? "from the shell"} · <time dateTime={requeue.created_at} title={minute(requeue.created_at)}>{fromNow(requeue.created_at)}</time>
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

/** Which annotations were meant, in words. */
export function saidOf({ relabeller, filter, label, error_type: errorType, up_to_version: upTo }: Requeue): string {
  const parts = [
    relabeller === "SAME" ? "the same annotators" : "other annotators",
    `up to version ${upTo}`,
    label === null ? "" : `with a ${label === 1 ? "+1" : label === 0 ? "0" : "−1"}`,
    errorType === "" ? "" : `with ${errorType}`,
    filter,
  ];
  return parts.filter((part) => part !== "").join(", ");
}
