/** One's own labels beside gold, with the reason behind it. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";

import { Badge } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { Panel } from "../../ui/Page";
import { EmptyState, Loaded } from "../../ui/States";
import { Table, type Column } from "../../ui/Table";
import { ContestDialog } from "./ContestDialog";
import { feedbackQuery, firstErrorText, type Feedback } from "./contests";
import styles from "./quality.module.css";

export function FeedbackPanel({ slug }: { slug: string }) {
  const feedback = useQuery(feedbackQuery(slug));
  const [contesting, setContesting] = useState<Feedback | null>(null);
  return (
    <Panel title="Feedback" note="your latest work that gives nothing away any more">
      <Loaded query={feedback} failed="The feedback did not arrive">
        {({ results }) => (results.length === 0 ? <NoFeedback /> : <Rows slug={slug} rows={results} onContest={setContesting} />)}
      </Loaded>
      {contesting && <ContestDialog slug={slug} feedback={contesting} onClose={() => setContesting(null)} />}
    </Panel>
  );
}

function Rows({ slug, rows, onContest }: { slug: string; rows: readonly Feedback[]; onContest: (row: Feedback) => void }) {
  const columns: Column<Feedback>[] = [
    {
      key: "id",
      head: "Trajectory",
      cell: ({ trajectory_id: id, external_id: name }) => (
        <Link to="/p/$slug/trajectories/$id" params={{ slug, id: String(id) }} className={styles.link}>
          {name}
        </Link>
      ),
    },
    { key: "said", head: "You said", width: "90px", cell: ({ said }) => firstErrorText(said) },
    { key: "gold", head: "Gold says", width: "90px", cell: ({ gold }) => firstErrorText(gold) },
    { key: "right", head: <span className={styles.unseen}>Agrees</span>, width: "84px", cell: ({ is_right: right }) => right !== null && <Badge icon={right ? "check" : undefined}>{right ? "right" : "not so"}</Badge> },
    { key: "reason", head: "Reason", cell: ({ reason }) => <span className={styles.reason}>{reason === "" ? "–" : reason}</span> },
    { key: "act", head: <span className={styles.unseen}>Contest</span>, align: "right", width: "110px", cell: (row) => <Act row={row} onContest={onContest} /> },
  ];
  return <Table label="Feedback" columns={columns} rows={rows} rowKey={({ annotation_id: id }) => String(id)} />;
}

const STATES: Record<NonNullable<Feedback["contest_status"]>, string> = { OPEN: "contested", UPHELD: "upheld", REVISED: "revised" };

function Act({ row, onContest }: { row: Feedback; onContest: (row: Feedback) => void }) {
  if (row.contest_status !== null) return <Badge>{STATES[row.contest_status]}</Badge>;
  return (
    <Button size="small" variant="ghost" aria-label={`Contest the gold of ${row.external_id}`} onClick={() => onContest(row)}>
      Contest
    </Button>
  );
}

function NoFeedback() {
  return <EmptyState title="No feedback yet">It comes once you are past undo, your queue gives it, and nobody could be handed the same trajectory any more.</EmptyState>;
}
