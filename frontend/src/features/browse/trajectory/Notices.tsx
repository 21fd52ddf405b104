/** What one must know before reading: that this is an old revision, or that the scores are hidden, and until when. */
import { Link } from "@tanstack/react-router";

import { Notice } from "../../../ui/States";
import type { ListSearch } from "../search";
import type { TrajectoryData } from "../shapes";
import styles from "./TrajectoryPage.module.css";

const WORDS = { rewards: "scores", reference: "outcome and reference answer", labels: "gold and colleagues’ labels" } as const;

/** "Scores, outcome and reference answer are". */
function hiddenWords(hidden: TrajectoryData["hidden_evidence"]): string {
  const words = (["rewards", "reference", "labels"] as const).filter((kind) => hidden.includes(kind)).map((kind) => WORDS[kind]);
  const text = words.join(", ");
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)} are`;
}

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
          {hiddenWords(data.hidden_evidence)} hidden until you submit this trajectory and the time to undo has passed; where its queue never shows them, for
          good.{" "}
          {data.group_key !== "" && data.hidden_evidence.includes("reference") && "The reference answer waits for other attempts at its problem, too. "}
          <Link to="/p/$slug/label" params={{ slug }}>
            Go on labelling
          </Link>
        </Notice>
      )}
    </div>
  );
}
