/** What becomes of the files that were just sent: on their way, refused, or an import that one can watch. */
import { Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";

import { isApiError } from "../../api/errors";
import { Button, IconButton } from "../../ui/Button";
import { Panel } from "../../ui/Page";
import { Progress } from "../../ui/Progress";
import { ErrorState, Loaded, Notice, sentence } from "../../ui/States";
import styles from "./exchange.module.css";
import { ImportState } from "./ImportState";
import { useImport } from "./imports";
import type { Upload, Uploads } from "./useUploads";

interface UploadListProps {
  readonly slug: string;
  readonly uploads: Uploads;
  /** Puts a refused file back into the form. */
  readonly onTakeBack: (file: File) => void;
}

export function UploadList({ slug, uploads, onTakeBack }: UploadListProps) {
  const list = useRef<HTMLUListElement>(null);
  const newest = uploads.list.at(-1)?.key;
  // The button that sent them is at the foot of a long form.
  useEffect(() => {
    list.current?.scrollIntoView({ block: "center" });
  }, [newest]);
  if (uploads.list.length === 0) return null;
  return (
    <Panel title="Your files">
      <ul ref={list} className={styles.uploads}>
        {uploads.list.map((one) => (
          <li key={one.key}>
            <UploadRow slug={slug} one={one} uploads={uploads} onTakeBack={onTakeBack} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function UploadRow({ slug, one, uploads, onTakeBack }: { one: Upload } & UploadListProps) {
  const { key, file, form, dryRun, importId } = one;
  if (importId !== undefined) {
    const again = () => {
      uploads.drop(key);
      uploads.send([file], form, false);
    };
    return <Taken slug={slug} id={importId} name={file.name} onDrop={() => uploads.drop(key)} onImport={dryRun ? again : undefined} />;
  }
  if (one.state === "refused") {
    const back = () => {
      uploads.drop(key);
      onTakeBack(file);
    };
    return <Refused name={file.name} error={one.error} onTakeBack={back} />;
  }
  return (
    <>
      <header className={styles.uploadHead}>
        <span className={styles.fileName}>{file.name}</span>
        <Button size="small" aria-label={`Stop ${file.name}`} onClick={() => uploads.drop(key)}>
          Stop
        </Button>
      </header>
      {one.state === "waiting" ? <p className={styles.quiet}>Waits for the file before it</p> : <Sending name={file.name} share={one.sent} />}
    </>
  );
}

function Sending({ name, share }: { name: string; share: number }) {
  // All has left this computer, and the server is still looking at the first rows.
  const isSent = share >= 1;
  return (
    <div className={styles.progress}>
      <Progress label={`Sending ${name}`} value={isSent ? undefined : share} />
      <span>{isSent ? "Sent; the server looks at the first rows" : `Sending, ${Math.floor(share * 100)} %`}</span>
    </div>
  );
}

function Refused({ name, error, onTakeBack }: { name: string; error: unknown; onTakeBack: () => void }) {
  const requestId = isApiError(error) ? error.requestId : null;
  return (
    <>
      <header className={styles.uploadHead}>
        <span className={styles.fileName}>{name}</span>
        <Button size="small" onClick={onTakeBack} aria-label={`Put ${name} back into the form`}>
          Back into the form
        </Button>
      </header>
      <Notice role="alert" icon="warning">
        Not imported. {complaint(error)}
        {requestId !== null && <code className={styles.request}>req {requestId}</code>}
      </Notice>
    </>
  );
}

/** What the form offers where the server does not know how to read a file. */
const WAYS_ON: Readonly<Record<string, string>> = {
  ambiguous_format: "Put it back into the form and choose the format.",
  other_kind: "Put it back into the form and choose what it brings.",
  unknown_format: "Put it back into the form and choose the format; of plain files, map the fields that have other names.",
};

/** A complaint about one field says more than "this cannot be imported". */
function complaint(error: unknown): string {
  if (!isApiError(error)) return sentence(error);
  const [first] = Object.values(error.body.fields ?? {});
  return first?.[0] ?? [sentence(error), WAYS_ON[error.code]].filter(Boolean).join(" ");
}

interface TakenProps {
  readonly slug: string;
  readonly id: number;
  readonly name: string;
  readonly onDrop: () => void;
  /** After a dry run: the same file, for good. */
  readonly onImport?: () => void;
}

function Taken({ slug, id, name, onDrop, onImport }: TakenProps) {
  const query = useImport(slug, id);
  const isOver = query.data?.status === "FINISHED";
  return (
    <>
      <header className={styles.uploadHead}>
        <Link to="/p/$slug/import" params={{ slug }} search={{ import: id }} className={styles.fileName}>
          {name}
        </Link>
        {isOver && onImport && (
          <Button size="small" onClick={onImport} aria-label={`Import ${name} now`}>
            Import it now
          </Button>
        )}
        {isOver && <IconButton size="small" icon="cross" label={`Take ${name} off this list`} onClick={onDrop} />}
      </header>
      {query.error && !query.data ? (
        <ErrorState title="It is not known how far this is" error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <Loaded query={query} failed="" skeleton={<Progress label={`Import of ${name}`} />}>
          {(row) => <ImportState slug={slug} row={row} onCancelled={onDrop} />}
        </Loaded>
      )}
    </>
  );
}
