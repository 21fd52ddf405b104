/** One import: what was asked, what came of it, and what it could not take. */
import { Link, useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";

import { isApiError } from "../../api/errors";
import { bytes } from "../../text";
import { Badge } from "../../ui/Badge";
import { buttonClass } from "../../ui/Button";
import { Panel } from "../../ui/Page";
import { EmptyState, Loaded } from "../../ui/States";
import { Table, type Column } from "../../ui/Table";
import { minute } from "../../ui/time";
import styles from "./exchange.module.css";
import { ImportState } from "./ImportState";
import { useImport, type FileImport } from "./imports";
import { formatName, kindNamed } from "./kinds";
import { Quarantine } from "./Quarantine";
import { quarantineReasons, type Reason } from "./reasons";

export function ImportDetail({ slug, id }: { slug: string; id: number }) {
  const query = useImport(slug, id);
  const navigate = useNavigate();
  const toForm = () => void navigate({ to: "/p/$slug/import", params: { slug } });
  if (isApiError(query.error, 404)) return <Gone slug={slug} id={id} />;
  return (
    <Loaded query={query} failed="The import did not arrive">
      {(row) => (
        <>
          <Panel title={row.file_name} note={<Labels row={row} />} actions={row.status === "FINISHED" && !row.dry_run && <ToTrajectories slug={slug} />}>
            <ImportState slug={slug} row={row} onCancelled={toForm} />
            <Facts row={row} />
          </Panel>
          {row.quarantined > 0 && <Refused slug={slug} row={row} />}
        </>
      )}
    </Loaded>
  );
}

function Gone({ slug, id }: { slug: string; id: number }) {
  const action = (
    <Link to="/p/$slug/import" params={{ slug }} className={buttonClass({ variant: "solid" })}>
      Import files
    </Link>
  );
  return (
    <Panel>
      <EmptyState title={`There is no import ${id}`} action={action}>
        It was taken back before it began, or belongs to another project.
      </EmptyState>
    </Panel>
  );
}

function ToTrajectories({ slug }: { slug: string }) {
  return (
    <Link to="/p/$slug/trajectories" params={{ slug }} className={buttonClass()}>
      See the trajectories
    </Link>
  );
}

function Labels({ row }: { row: FileImport }) {
  return (
    <span className={styles.labels}>
      <Badge>{kindNamed(row.kind).label}</Badge>
      {row.dry_run && <Badge>Dry run: nothing was stored</Badge>}
    </span>
  );
}

function Facts({ row }: { row: FileImport }) {
  const { source, annotator, semantics, revise, field_map: map } = row.options;
  const mapped = Object.entries(map).map(([field, path]) => `${field} at ${path}`);
  const facts: readonly (readonly [string, ReactNode])[] = [
    ["Format", row.format === "auto" ? "not recognised" : formatName(row.format)],
    ["Size", bytes(row.file_bytes)],
    ["Asked for", `${minute(row.created_at)}${row.requested_by === null ? " from the shell" : ` by ${row.requested_by}`}`],
    ["Ended", row.finished_at && minute(row.finished_at)],
    ["Source", source],
    ["Annotator", annotator],
    ["Scores mean", semantics],
    ["Fields", mapped.join(", ")],
    ["What differs", revise && "replaces what was here"],
  ];
  return (
    <dl className={styles.facts}>
      {facts.map(
        ([name, value]) =>
          Boolean(value) && (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}

const REASONS: Column<Reason>[] = [
  { key: "count", head: "Rows", align: "right", width: "80px", cell: ({ count }) => count.toLocaleString() },
  { key: "words", head: "Reason", cell: ({ words }) => words },
  { key: "code", head: "Code", width: "220px", cell: ({ code }) => <code>{code}</code> },
];

function Refused({ slug, row }: { slug: string; row: FileImport }) {
  return (
    <>
      <Panel title="Why rows were not taken">
        <Table label="Reasons" columns={REASONS} rows={quarantineReasons(row.reasons)} rowKey={({ code }) => code} />
      </Panel>
      {row.dry_run || <Quarantine slug={slug} id={row.id} />}
    </>
  );
}
