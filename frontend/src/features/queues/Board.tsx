/** One queue as it stands now: who holds what until when, who works how fast, what was declined and why. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { VisuallyHidden } from "../../ui/Announcer";
import { Button } from "../../ui/Button";
import type { MenuItem } from "../../ui/Menu";
import { Panel } from "../../ui/Page";
import { EmptyState, Loaded } from "../../ui/States";
import { Table, type Column } from "../../ui/Table";
import { fromNow, minute, span } from "../../ui/time";
import { ExcludeDialog } from "./ExcludeDialog";
import { GiveDialog } from "./GiveDialog";
import { OpenSlots } from "./OpenSlots";
import { boardQuery, type Exclusion, type ManagedQueue, type Pace, type QueueBoard, type Slot } from "./queues";
import styles from "./queues.module.css";
import { Reveals } from "./Reveals";
import { actions, Hidden, trajectory, when } from "./slotColumns";
import { useSlotActs, type SlotActs } from "./useSlotActs";

interface BoardProps {
  readonly slug: string;
  readonly queue: ManagedQueue;
  readonly mayManage: boolean;
}

export function Board({ slug, queue, mayManage }: BoardProps) {
  const board = useQuery(boardQuery(slug, queue.id));
  const [giving, setGiving] = useState<Slot | null>(null);
  const [isExcluding, setExcluding] = useState(false);
  const acts = useSlotActs({ slug, queue, mayManage, onGive: setGiving });
  return (
    <Loaded query={board} failed="The board did not arrive">
      {(found) => (
        <div className={styles.board}>
          <Panel title="Held now" note={queue.name}>
            <Held slug={slug} slots={found.held} now={board.dataUpdatedAt} acts={acts} />
          </Panel>
          <Panel title="Annotators" note="median active time of the last seven days">
            <Annotators rows={found.annotators} />
          </Panel>
          <Panel title="Declined" note="skipped, given up, bad problem">
            <Declined slug={slug} slots={found.declined} />
          </Panel>
          {found.late.length > 0 && (
            <Panel title="Late work" note="came after its slot had passed on; kept as extra opinions">
              <Late slug={slug} slots={found.late} />
            </Panel>
          )}
          <Reveals slug={slug} queue={queue} />
          <OpenSlots slug={slug} queue={queue} acts={acts} />
          <Panel title="Kept away" note="handed nothing of this queue" actions={mayManage && <Button onClick={() => setExcluding(true)}>Keep somebody away</Button>}>
            <KeptAway rows={found.exclusions} acts={acts} />
          </Panel>
          {giving && <GiveDialog slug={slug} slot={giving} onClose={() => setGiving(null)} />}
          {isExcluding && <ExcludeDialog slug={slug} queue={queue} onClose={() => setExcluding(false)} />}
        </div>
      )}
    </Loaded>
  );
}

const HOLDS: Readonly<Record<string, string>> = { CLAIM: "at work", RESERVED: "fetched ahead", GIVEN: "given, not begun", REOPENED: "taken back" };

function Held({ slug, slots, now, acts }: { slug: string; slots: QueueBoard["held"]; now: number; acts: SlotActs }) {
  if (slots.length === 0) return <EmptyState title="Nobody holds anything">What is claimed stands here, with the time until its lease ends.</EmptyState>;
  const columns: Column<Slot>[] = [
    { key: "who", head: "Annotator", width: "150px", cell: ({ annotator }) => annotator },
    trajectory(slug),
    { key: "hold", head: "State", width: "130px", cell: ({ hold }) => HOLDS[hold] ?? "at work" },
    { key: "since", head: "Since", width: "130px", cell: ({ claimed_at: at }) => at !== null && <time dateTime={at} title={minute(at)}>{fromNow(at)}</time> },
    { key: "until", head: "Until", width: "170px", cell: (slot) => <Until slot={slot} now={now} /> },
  ];
  if (acts.mayManage) columns.push(actions((slot) => heldItems(slot, acts)));
  return <Table label="Held now" columns={columns} rows={slots} rowKey={({ id }) => String(id)} />;
}

function heldItems(slot: Slot, acts: SlotActs): MenuItem[] {
  return [
    { label: "Give it to somebody else…", onSelect: () => acts.give(slot) },
    { label: "Take it back", hint: "It is open again; work on it is kept.", onSelect: () => acts.takeBack(slot) },
    { label: "Close the slot", hint: "Nobody is handed it any more.", onSelect: () => acts.close(slot) },
  ];
}

function Until({ slot: { lease_expires_at: at, kept_for: keptFor, is_hidden: isHidden }, now }: { slot: Slot; now: number }) {
  if (at === null) return null;
  const free = isHidden ? "" : keptFor === null ? ", free for others" : `, kept for ${keptFor}`;
  const seconds = (Date.parse(at) - now) / 1_000;
  return (
    <time dateTime={at} title={minute(at)}>
      {seconds > 0 ? `${span(seconds)} left` : `lapsed${free}`}
    </time>
  );
}

function Annotators({ rows }: { rows: readonly Pace[] }) {
  if (rows.length === 0) return <EmptyState title="Nobody has worked here yet">Everybody who claims something stands here, with their pace.</EmptyState>;
  const number = (key: keyof Pace, head: string): Column<Pace> => ({ key, head, align: "right", width: "92px", cell: (row) => Number(row[key]).toLocaleString() });
  const columns: Column<Pace>[] = [
    { key: "who", head: "Annotator", cell: ({ annotator }) => annotator },
    number("held", "Held"),
    number("submitted", "Submitted"),
    number("last_hour", "Last hour"),
    number("last_day", "Last day"),
    { key: "seconds", head: "Time each", align: "right", width: "100px", cell: ({ seconds }) => (seconds === null ? <span className={styles.quiet}>not measured</span> : span(seconds)) },
    number("skipped", "Declined"),
    number("late", "Late"),
    { key: "latest", head: "Latest", align: "right", width: "130px", cell: ({ latest_at: at }) => at !== null && <time dateTime={at} title={minute(at)}>{fromNow(at)}</time> },
  ];
  return <Table label="Annotators" columns={columns} rows={rows} rowKey={({ annotator }) => annotator} />;
}

const KINDS: Readonly<Record<string, string>> = { SKIP: "skipped", GIVE_UP: "given up", BAD_PROBLEM: "bad problem" };

function Declined({ slug, slots }: { slug: string; slots: readonly Slot[] }) {
  if (slots.length === 0) return <EmptyState title="Nothing was declined">Whoever skips a trajectory, gives it up or calls it a bad problem says why; it stands here.</EmptyState>;
  const columns: Column<Slot>[] = [
    { key: "who", head: "Annotator", width: "150px", cell: ({ annotator }) => annotator },
    trajectory(slug),
    { key: "kind", head: "Kind", width: "130px", cell: ({ kind, is_hidden: isHidden }) => (isHidden ? <Hidden /> : (KINDS[kind ?? ""] ?? kind)) },
    { key: "reason", head: "Reason", cell: ({ reason, is_hidden: isHidden }) => (isHidden ? "You are at work on it yourself." : reason) },
    when(),
  ];
  return <Table label="Declined" columns={columns} rows={slots} rowKey={({ id }) => String(id)} />;
}

function Late({ slug, slots }: { slug: string; slots: readonly Slot[] }) {
  const columns: Column<Slot>[] = [{ key: "who", head: "Annotator", width: "150px", cell: ({ annotator }) => annotator }, trajectory(slug), when()];
  return <Table label="Late work" columns={columns} rows={slots} rowKey={({ id }) => String(id)} />;
}

function KeptAway({ rows, acts }: { rows: readonly Exclusion[]; acts: SlotActs }) {
  if (rows.length === 0) return <EmptyState title="Nobody is kept away">Whoever wrote the solutions, or should not judge them for another reason, can be kept away from this queue or from single trajectories.</EmptyState>;
  const columns: Column<Exclusion>[] = [
    { key: "who", head: "Annotator", width: "150px", cell: ({ annotator }) => annotator },
    { key: "from", head: "From", cell: ({ external_id: id }) => (id === null ? "the whole queue" : <code>{id}</code>) },
    { key: "reason", head: "Reason", cell: ({ reason }) => reason },
    { key: "since", head: "Since", width: "130px", cell: ({ created_at: at }) => fromNow(at) },
  ];
  if (acts.mayManage) {
    columns.push({
      key: "end",
      head: <VisuallyHidden>Actions</VisuallyHidden>,
      align: "right",
      width: "90px",
      cell: (row) => (
        <Button size="small" onClick={() => acts.readmit(row)} aria-label={`Let ${row.annotator} in again`}>
          Let in
        </Button>
      ),
    });
  }
  return <Table label="Kept away" columns={columns} rows={rows} rowKey={({ id }) => String(id)} />;
}
