/** What one must know before reading: that this is an old revision, or that the scores are hidden, and until when. */
import { Link } from "@tanstack/react-router";

import { Notice } from "../../../ui/States";
import type { ListSearch } from "../search";
import type { TrajectoryData } from "../shapes";
import styles from "./TrajectoryPage.module.css";

export function Notices({ slug, data, list }: { slug: string; data: TrajectoryData; list: ListSearch }) {
  const to = (id: number) => ({ to: "/p/$slug/trajectories/$id", params: { slug, id: String(id) }, search: list }) as const;
  const stale = data.lanes.some(({ status }) => status === "STALE");
  return (
    <div className={styles.notices}>
      {data.newer_revision_id !== null && (
        <Notice tone="warn" icon="clock">
          This is revision {data.revision}; the text has changed since. <Link {...to(data.newer_revision_id)}>Open the newer revision</Link>
        </Notice>
      )}
      {data.previous_revision_id !== null && stale && (
        <Notice icon="clock">
          Some scores are of the text before this one and are not shown here. <Link {...to(data.previous_revision_id)}>Open revision {data.revision - 1}</Link>
        </Notice>
      )}
      {data.is_hidden && (
        <Notice icon="blind">
          Scores, gold, outcome and colleagues’ labels are hidden until you submit this trajectory and the time to undo has passed.{" "}
          <Link to="/p/$slug/label" params={{ slug }}>
            Go on labelling
          </Link>
        </Notice>
      )}
    </div>
  );
}
