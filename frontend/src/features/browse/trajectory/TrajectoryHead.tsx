/** What this trajectory is, in one line, and the way back to the list and on through it. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { Badge } from "../../../ui/Badge";
import { CommandButton, buttonClass } from "../../../ui/Button";
import { cx } from "../../../ui/cx";
import { Icon } from "../../../ui/Icon";
import { JudgedBadge } from "../JudgedBadge";
import { judgedAnswer, judgedProcess } from "../judged";
import { neighboursQuery } from "../queries";
import type { ListSearch } from "../search";
import type { TrajectoryData } from "../shapes";
import type { Reading } from "./reading";
import styles from "./TrajectoryPage.module.css";

export interface TrajectoryHeadProps {
  readonly slug: string;
  readonly data: TrajectoryData;
  readonly reading: Reading;
  readonly list: ListSearch;
}

export function TrajectoryHead({ slug, data, reading, list }: TrajectoryHeadProps) {
  return (
    <header className={styles.head}>
      <Link to="/p/$slug/trajectories" params={{ slug }} search={list} className={cx(buttonClass({ variant: "ghost" }), styles.back)} aria-label="Back to the list" title="Back to the list (u)">
        <Icon name="chevron-left" />
      </Link>
      <h1 title={`${data.source}/${data.external_id}`}>{data.external_id}</h1>
      <div className={styles.badges}>
        <JudgedBadge judged={judgedAnswer(data.outcome, reading.gold)} long />
        <JudgedBadge judged={judgedProcess(reading.gold)} long />
        {data.is_hidden && <Badge icon="blind">blind</Badge>}
        <Badge>{data.source}</Badge>
        {data.generator !== null && data.generator !== "" && <Badge>{data.generator}</Badge>}
        <Badge>{data.step_count === 1 ? "1 step" : `${data.step_count} steps`}</Badge>
      </div>
      <span className={styles.grow} />
      <Place slug={slug} id={String(data.id)} list={list} />
      <div className={styles.pair}>
        <CommandButton command="read.previousTrajectory" icon="chevron-left" aria-label="K: previous trajectory of the list" title="Previous trajectory of the list">
          {""}
        </CommandButton>
        <CommandButton command="read.nextTrajectory" icon="chevron-right" aria-label="J: next trajectory of the list" title="Next trajectory of the list">
          {""}
        </CommandButton>
      </div>
      <CommandButton command="read.side" icon="file" iconOnly variant="plain" className={styles.sideButton} />
    </header>
  );
}

/** "6 of 9 in gold:error". */
function Place({ slug, id, list }: { slug: string; id: string; list: ListSearch }) {
  const found = useQuery(neighboursQuery(slug, id, list)).data;
  if (found?.position === null || found === undefined) return null;
  return (
    <span className={styles.place}>
      {found.position.toLocaleString()} of {found.count.toLocaleString()}
      {list.q !== undefined && (
        <>
          {" in "}
          <Link to="/p/$slug/trajectories" params={{ slug }} search={list} title={list.q}>
            {list.q}
          </Link>
        </>
      )}
    </span>
  );
}
