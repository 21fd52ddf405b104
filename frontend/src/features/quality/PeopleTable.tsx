/** Everybody against gold, one row each. */
import { Badge } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { Table, type Column } from "../../ui/Table";
import { fromNow } from "../../ui/time";
import type { AnnotatorQuality } from "./quality";
import styles from "./quality.module.css";
import { ShareBar } from "./ShareBar";
import { percent, worked } from "./words";

interface PeopleTableProps {
  readonly people: readonly AnnotatorQuality[];
  readonly opened: number | null;
  readonly onOpen: (annotator: number | null) => void;
}

export function PeopleTable({ people, opened, onOpen }: PeopleTableProps) {
  const columns: Column<AnnotatorQuality>[] = [
    { key: "name", head: "Annotator", cell: (person) => <Name person={person} /> },
    { key: "compared", head: "With gold", align: "right", width: "80px", cell: ({ accuracy }) => accuracy.trajectories.toLocaleString() },
    { key: "steps", head: "Step labels", width: "230px", cell: ({ name, accuracy }) => <ShareBar label={`Step labels of ${name}`} share={accuracy.steps} baseline={accuracy.always_correct} baselineName="always +1" /> },
    { key: "first", head: "First error", width: "230px", cell: ({ name, accuracy }) => <ShareBar label={`First errors of ${name}`} share={accuracy.first_errors.right} baseline={accuracy.always_clean} baselineName="always “no error”" /> },
    { key: "step", head: "A step", align: "right", width: "76px", cell: ({ times }) => worked(times.per_step_s) },
    { key: "fast", head: "Too fast", align: "right", width: "76px", cell: ({ times }) => percent(times.too_fast.value) },
    {
      key: "more",
      head: <span className={styles.unseen}>Details</span>,
      align: "right",
      width: "100px",
      cell: ({ annotator_id: id, name }) => (
        <Button size="small" variant="ghost" icon={opened === id ? "chevron-down" : "chevron-right"} aria-expanded={opened === id} aria-label={`Details of ${name}`} onClick={() => onOpen(opened === id ? null : id)}>
          Details
        </Button>
      ),
    },
  ];
  return <Table label="Annotators against gold" columns={columns} rows={people} rowKey={({ annotator_id: id }) => String(id)} />;
}

function Name({ person }: { person: AnnotatorQuality }) {
  const { name, annotations, uncontrolled, contested, last_submitted_at: last, drift } = person;
  return (
    <div className={styles.who}>
      <span>
        <b>{name}</b>
        {drift.signal && (drift.signal.over === null ? <Badge tone="warn">getting worse</Badge> : <Badge>was worse for a while</Badge>)}
      </span>
      <span className={styles.quiet}>
        {annotations.toLocaleString()} submitted{last !== null && `, the latest ${fromNow(last)}`}
        {contested > 0 && `; ${contested.toLocaleString()} not held against gold while contested`}
        {uncontrolled > 0 && `; ${uncontrolled.toLocaleString()} not held against gold: made with a view of it`}
      </span>
    </div>
  );
}
