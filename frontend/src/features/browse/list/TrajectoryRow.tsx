/** One row of the list: 40 px, everything that decides whether to open it. */
import { Link } from "@tanstack/react-router";
import { memo, useEffect, useState } from "react";

import { cx } from "../../../ui/cx";
import { Icon } from "../../../ui/Icon";
import { domainOf, fullReward, shortReward } from "../../../ui/ramp";
import { Hatch, Verdict } from "../../../ui/Rewards";
import { TraceLine } from "../../../text";
import { visible } from "../../../text/visible";
import { judgedAnswer, judgedProcess } from "../judged";
import { JudgedBadge } from "../JudgedBadge";
import type { ListSearch } from "../search";
import { channelName, semanticsOf, type Channel, type Row } from "../shapes";
import styles from "./List.module.css";
import { lowestOf } from "./rowLanes";
import { RowStrips } from "./RowStrips";

export interface TrajectoryRowProps {
  readonly slug: string;
  readonly search: ListSearch;
  readonly row: Row;
  readonly index: number;
  readonly top: number;
  readonly channels: readonly Channel[];
  /** The channel whose lowest reward has a column. */
  readonly lowest: Channel | undefined;
  readonly cells: number;
  readonly current: boolean;
  readonly picked: boolean;
  /** Whether the list is flying past: formulas then wait until the row stays. */
  readonly isHurried: () => boolean;
  readonly onPick: (row: Row) => void;
  readonly onCurrent: (index: number) => void;
  readonly onOpen: (row: Row) => void;
}

export const TrajectoryRow = memo(function TrajectoryRow(props: TrajectoryRowProps) {
  const { slug, search, row, index, top, channels, lowest, cells, current, picked, onPick, onCurrent, onOpen } = props;
  return (
    <div
      role="row"
      id={rowId(row.id)}
      aria-rowindex={index + 2}
      aria-selected={picked}
      className={cx(styles.row, styles.body, current && styles.current, picked && styles.picked)}
      style={{ transform: `translateY(${top}px)` }}
      onPointerDown={() => onCurrent(index)}
      onClick={({ target }) => !(target as Element).closest("a, input") && onOpen(row)}
    >
      <div role="gridcell" className={styles.check}>
        <input type="checkbox" tabIndex={-1} aria-label={`Pick ${row.external_id}`} checked={picked} onChange={() => onPick(row)} />
      </div>
      <div role="gridcell" className={styles.id}>
        <Link to="/p/$slug/trajectories/$id" params={{ slug, id: String(row.id) }} search={search} tabIndex={-1} className={styles.open} title={titleOf(row)}>
          <Id id={row.external_id} />
        </Link>
      </div>
      <div role="gridcell" className={styles.problem}>
        <Opening text={row.opening} isHurried={props.isHurried} />
      </div>
      <div role="gridcell" className={styles.strips}>
        <RowStrips row={row} channels={channels} max={cells} />
      </div>
      <div role="gridcell" className={styles.number}>
        {row.step_count}
      </div>
      <div role="gridcell" className={styles.judged}>
        {row.hidden_evidence.includes("labels") ? <Hidden /> : <JudgedCell row={row} />}
      </div>
      <div role="gridcell" className={styles.lowest}>
        {row.hidden_evidence.includes("rewards") ? <Hidden /> : <LowestCell row={row} channel={lowest} />}
      </div>
      <div role="gridcell" className={styles.annotations}>
        {row.hidden_evidence.includes("labels") ? <Hidden /> : <AnnotationsCell count={row.annotation_count ?? 0} />}
      </div>
      <span className={styles.go}>
        <Icon name="chevron-right" />
      </span>
    </div>
  );
});

const TAIL = 7;

/** A long id loses its middle: what tells two of them apart often stands at the end. */
function Id({ id }: { id: string }) {
  return (
    <>
      <span className={styles.idStart}>{id.slice(0, -TAIL)}</span>
      <span>{id.slice(-TAIL)}</span>
    </>
  );
}

const PAUSE = 120;

/** Setting formulas is most of what a row costs, and most rows of a long scroll are never read. */
function Opening({ text, isHurried }: { text: string; isHurried: () => boolean }) {
  const [stays, setStays] = useState(() => !isHurried());
  useEffect(() => {
    if (stays) return;
    const timer = setTimeout(() => setStays(true), PAUSE);
    return () => clearTimeout(timer);
  }, [stays]);
  return stays ? <TraceLine source={text} /> : <span className={styles.plain}>{visible(text)}</span>;
}

export function rowId(id: number): string {
  return `trajectory-${id}`;
}

function titleOf({ external_id, source, generator }: Row): string {
  return [`${source}/${external_id}`, generator].filter(Boolean).join(", by ");
}

function Hidden() {
  return <Hatch className={styles.hidden} />;
}

function JudgedCell({ row }: { row: Row }) {
  const answer = judgedAnswer(row.outcome, row.gold);
  const process = judgedProcess(row.gold);
  if (!answer && !process) return <span className={styles.none}>–</span>;
  return (
    <>
      <JudgedBadge judged={answer} />
      <JudgedBadge judged={process} />
    </>
  );
}

function LowestCell({ row, channel }: { row: Row; channel: Channel | undefined }) {
  const lowest = lowestOf(row, channel);
  if (channel === undefined || lowest === null) return <span className={styles.none}>–</span>;
  const semantics = semanticsOf(channel);
  if (semantics === "verdict") return <Verdict reward={lowest} />;
  const [low, high] = domainOf(semantics);
  const share = Math.min(1, Math.max(0, (lowest - low) / (high - low)));
  return (
    <span className={styles.meter} title={`Lowest reward of ${channelName(channel)}: ${fullReward(lowest)}`}>
      <span className={styles.track}>
        <i style={{ width: `${share * 100}%` }} />
      </span>
      <span className={styles.figure}>{shortReward(lowest)}</span>
    </span>
  );
}

const DOTS = 4;

function AnnotationsCell({ count }: { count: number }) {
  if (count === 0) return <span className={styles.none}>–</span>;
  return (
    <span className={styles.readers} title={count === 1 ? "1 submitted annotation" : `${count} submitted annotations`}>
      {Array.from({ length: Math.min(count, DOTS) }, (_, place) => (
        <i key={place} />
      ))}
      {count}
    </span>
  );
}
