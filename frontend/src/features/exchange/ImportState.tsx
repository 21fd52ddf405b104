/** How far an import is, and what came of it. */
import { useEffect, useState } from "react";

import { bytes } from "../../text";
import { Button } from "../../ui/Button";
import { Progress } from "../../ui/Progress";
import { Notice, sentence } from "../../ui/States";
import { useToast } from "../../ui/Toast";
import styles from "./exchange.module.css";
import { useCancelImport, type FileImport } from "./imports";

interface ImportStateProps {
  readonly slug: string;
  readonly row: FileImport;
  readonly onCancelled: () => void;
}

export function ImportState({ slug, row, onCancelled }: ImportStateProps) {
  if (row.status === "QUEUED") return <Queued slug={slug} row={row} onCancelled={onCancelled} />;
  if (row.status === "RUNNING") return <Running row={row} />;
  return (
    <>
      {row.status === "FAILED" && (
        <Notice icon="warning" role="alert">
          {row.error} {AFTER_FAILURE}
        </Notice>
      )}
      <Counts row={row} />
    </>
  );
}

const AFTER_FAILURE = "Rows that landed before stay. Put right what the sentence names and import the file again: rows that are here already change nothing.";

/** After this long in the queue it is worth saying why nothing happens, in milliseconds. */
const LONG_WAIT = 5_000;

function Queued({ slug, row, onCancelled }: ImportStateProps) {
  const cancel = useCancelImport(slug);
  const toast = useToast();
  const isLong = useElapsed(LONG_WAIT);
  const stop = () =>
    cancel.mutate(row.id, {
      onSuccess: () => {
        toast(`The import of ${row.file_name} is taken back.`);
        onCancelled();
      },
      onError: (error) => toast({ text: sentence(error), duration: 8_000 }),
    });
  return (
    <div className={styles.progress}>
      <Progress label={`Import of ${row.file_name}`} />
      <span role="status">{isLong ? "Queued: no worker has taken it yet. It begins by itself as soon as one is free; you may leave this page." : "Queued"}</span>
      <Button size="small" busy={cancel.isPending} onClick={stop} aria-label={`Cancel the import of ${row.file_name}`}>
        Cancel
      </Button>
    </div>
  );
}

function useElapsed(wait: number): boolean {
  const [elapsed, setElapsed] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setElapsed(true), wait);
    return () => clearTimeout(timer);
  }, [wait]);
  return elapsed;
}

function Running({ row }: { row: FileImport }) {
  const { bytes_read: read, file_bytes: all } = row;
  return (
    <>
      <div className={styles.progress}>
        <Progress label={`Import of ${row.file_name}`} value={all > 0 ? read / all : undefined} />
        <span>
          {row.dry_run ? "Checking" : "Importing"}, {bytes(read)} of {bytes(all)} read
        </span>
      </div>
      <Counts row={row} />
    </>
  );
}

/** Every row of the file counts once. */
function Counts({ row }: { row: FileImport }) {
  const counts = [
    { name: row.dry_run ? "would be imported" : "imported", count: row.imported },
    { name: row.dry_run ? "would be revised" : "revised", count: row.revised },
    { name: "unchanged", count: row.unchanged },
    { name: row.dry_run ? "would be quarantined" : "quarantined", count: row.quarantined },
  ];
  return (
    <dl className={styles.counts}>
      {counts.map(({ name, count }) => (
        <div key={name} data-zero={count === 0 || undefined}>
          <dt>{name}</dt>
          <dd>{count.toLocaleString()}</dd>
        </div>
      ))}
    </dl>
  );
}
