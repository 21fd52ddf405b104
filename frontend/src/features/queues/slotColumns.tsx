/** Columns that several tables of slots have. */
import { Link } from "@tanstack/react-router";

import { VisuallyHidden } from "../../ui/Announcer";
import { IconButton } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { Menu, type MenuItem } from "../../ui/Menu";
import type { Column } from "../../ui/Table";
import { fromNow, minute } from "../../ui/time";
import type { Slot } from "./queues";
import styles from "./queues.module.css";

export function trajectory(slug: string): Column<Slot> {
  return {
    key: "trajectory",
    head: "Trajectory",
    cell: ({ trajectory_id: id, external_id: name, source }) => (
      <Link to="/p/$slug/trajectories/$id" params={{ slug, id: String(id) }} className={styles.trajectory}>
        <code>{name}</code> <span className={styles.quiet}>{source}</span>
      </Link>
    ),
  };
}

/** For whom slots are kept: nothing where none is. */
export function keptFor(slots: readonly Slot[]): readonly Column<Slot>[] {
  if (!slots.some(({ kept_for: who, is_hidden: isHidden }) => who !== null || isHidden)) return [];
  return [{ key: "kept", head: "Kept for", width: "150px", cell: ({ kept_for: who, is_hidden: isHidden }) => (isHidden ? <Hidden /> : (who ?? <span className={styles.quiet}>anybody</span>)) }];
}

export function Hidden() {
  return (
    <span className={styles.hidden} title="You are at work on it yourself.">
      <Icon name="blind" /> hidden
    </span>
  );
}

export function when(): Column<Slot> {
  return { key: "when", head: "When", width: "130px", cell: ({ ended_at: at }) => at !== null && <time dateTime={at} title={minute(at)}>{fromNow(at)}</time> };
}

export function actions(items: (slot: Slot) => readonly MenuItem[]): Column<Slot> {
  return {
    key: "acts",
    head: <VisuallyHidden>Actions</VisuallyHidden>,
    align: "right",
    width: "56px",
    cell: (slot) => <Menu align="end" items={items(slot)} trigger={<IconButton icon="chevron-down" size="small" label={`What to do with ${slot.external_id}`} />} />,
  };
}
