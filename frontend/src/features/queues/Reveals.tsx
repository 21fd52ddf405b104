/** What people had revealed to them in a queue, and what they changed after it. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { Button } from "../../ui/Button";
import { LabelGlyph, labelSign, type StepLabel } from "../../ui/Labels";
import { Panel } from "../../ui/Page";
import { EmptyState, Loaded } from "../../ui/States";
import { Table, type Column } from "../../ui/Table";
import { fromNow, minute } from "../../ui/time";
import { revealsQuery, type ManagedQueue, type Reveal, type RevealCounts } from "./queues";
import styles from "./queues.module.css";

export function Reveals({ slug, queue }: { slug: string; queue: ManagedQueue }) {
  const pages = useInfiniteQuery(revealsQuery(slug, queue.id));
  const rows = pages.data?.pages.flatMap(({ results }) => results) ?? [];
  const counts = pages.data?.pages[0]?.counts;
  return (
    <Panel title="Revealed" note={counts && noteOf(counts)}>
      <Loaded query={pages} failed="What was revealed did not arrive">
        {() => (rows.length === 0 ? <EmptyState title="Nothing was revealed">Whoever looks at what this queue hides before their label is final stands here, with their labels before and after.</EmptyState> : <Table label="Revealed" columns={columnsFor(slug)} rows={rows} rowKey={({ id }) => String(id)} />)}
      </Loaded>
      {counts !== undefined && counts.hidden > 0 && <p className={styles.under}>{counts.hidden === 1 ? "1 more is of a trajectory that you hold yourself; it is" : `${counts.hidden.toLocaleString()} more are of trajectories that you hold yourself; they are`} in no number here until you have submitted.</p>}
      {pages.hasNextPage && (
        <div className={styles.under}>
          <Button busy={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
            Show older ones
          </Button>
        </div>
      )}
    </Panel>
  );
}

/** How many changed something, with its interval: none where nothing can be compared. */
export function noteOf({ total, changed: { hits, count, value, low, high } }: RevealCounts): string {
  const all = `${total.toLocaleString()} in all`;
  if (value === null || low === null || high === null) return all;
  return `${all}; something changed after ${hits.toLocaleString()} of ${count.toLocaleString()}, ${percent(value)} (95 % from ${percent(low)} to ${percent(high)})`;
}

const percent = (share: number) => `${(100 * share).toFixed(0)} %`;

const EVIDENCE: Readonly<Record<Reveal["evidence"][number], string>> = { rewards: "rewards", reference: "reference answer", labels: "colleagues’ labels" };

function columnsFor(slug: string): Column<Reveal>[] {
  return [
    { key: "who", head: "Annotator", width: "150px", cell: ({ annotator }) => annotator },
    {
      key: "trajectory",
      head: "Trajectory",
      cell: ({ trajectory_id: id, external_id: name, changed_steps: [step] }) => (
        <Link to="/p/$slug/trajectories/$id" params={{ slug, id: String(id) }} search={step === undefined ? {} : { step }} className={styles.trajectory}>
          <code>{name}</code>
        </Link>
      ),
    },
    { key: "what", head: "Saw", width: "220px", cell: ({ evidence }) => evidence.map((one) => EVIDENCE[one]).join(", ") },
    { key: "changed", head: "Changed after it", cell: (row) => <Changed row={row} /> },
    { key: "when", head: "When", width: "130px", cell: ({ revealed_at: at }) => <time dateTime={at} title={minute(at)}>{fromNow(at)}</time> },
  ];
}

const SHOWN = 6;

function Changed({ row }: { row: Reveal }) {
  const { before, after, moment, changed_steps: steps, added_steps: added, first_error_changed: moved } = row;
  if (moment === "INSTEAD_OF_UNDO") return <span className={styles.quiet}>looked after submitting</span>;
  if (after === null) return <span className={styles.quiet}>nothing submitted yet</span>;
  return (
    <span className={styles.changes}>
      {steps.slice(0, SHOWN).map((step) => (
        <span key={step} className={styles.change}>
          {step}: <LabelGlyph label={at(before, step)} size="small" title="" />
          {labelSign(at(before, step))} → <LabelGlyph label={at(after, step)} size="small" title="" />
          {labelSign(at(after, step))}
        </span>
      ))}
      {steps.length > SHOWN && <span className={styles.quiet}>and {steps.length - SHOWN} more</span>}
      {moved && <span>first error {firstOf(before)} → {firstOf(after)}</span>}
      {steps.length === 0 && !moved && <span className={styles.quiet}>nothing</span>}
      {added.length > 0 && <span className={styles.quiet}>{added.length} labelled only then</span>}
    </span>
  );
}

function at({ labels }: Reveal["before"], step: number): StepLabel {
  return (labels[step] ?? null) as StepLabel;
}

function firstOf({ first_error: first, no_error: none }: Reveal["before"]): string {
  if (first !== null) return `step ${first}`;
  return none ? "none" : "not said";
}
