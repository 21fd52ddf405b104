/** The scorers of the project, with what they are and what their numbers mean. */
import { Badge } from "../../ui/Badge";
import { semanticsName } from "../../ui/ramp";
import { Table, type Column } from "../../ui/Table";
import type { Scorer } from "./runs";
import styles from "./scoring.module.css";

const COLUMNS: Column<Scorer>[] = [
  { key: "name", head: "Scorer", cell: (scorer) => <Name scorer={scorer} /> },
  { key: "channels", head: "Numbers", width: "300px", cell: (scorer) => <Channels scorer={scorer} /> },
  { key: "queue", head: "Queue", width: "110px", cell: ({ queue, is_runnable: isRunnable }) => (isRunnable === true ? <code>{queue}</code> : "from files") },
  { key: "scored", head: "Scored", align: "right", width: "90px", cell: ({ scored }) => (scored ?? 0).toLocaleString() },
];

export function ScorerTable({ scorers }: { scorers: readonly Scorer[] }) {
  return <Table label="Scorers" columns={COLUMNS} rows={scorers} rowKey={({ name }) => name} />;
}

function Name({ scorer: { name, description, model, revision } }: { scorer: Scorer }) {
  return (
    <div className={styles.what}>
      <b>{name}</b>
      {description !== undefined && description !== "" && <span className={styles.quiet}>{description}</span>}
      <span className={styles.quiet}>
        {model !== undefined && model !== "" && <code>{model}</code>} revision <code>{revision}</code>
      </span>
    </div>
  );
}

function Channels({ scorer: { channels = [] } }: { scorer: Scorer }) {
  return (
    <ul className={styles.channels}>
      {channels.map(({ name, semantics, threshold, threshold_source: source }) => (
        <li key={name}>
          {channels.length > 1 && `${name} `}
          <Badge>{semanticsName(semantics)}</Badge> <span title={source}>{threshold === null ? "no threshold" : `below ${threshold}`}</span>
        </li>
      ))}
    </ul>
  );
}
