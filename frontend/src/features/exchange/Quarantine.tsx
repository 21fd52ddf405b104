/** The rows that an import could not take: where each stood, why, and how it begins. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";

import { apiUrl } from "../../api/client";
import { bytes } from "../../text";
import { Button, buttonClass } from "../../ui/Button";
import { cx } from "../../ui/cx";
import { Icon } from "../../ui/Icon";
import { Panel } from "../../ui/Page";
import { EmptyState, Loaded } from "../../ui/States";
import { Table, type Column } from "../../ui/Table";
import styles from "./exchange.module.css";
import { importsPath, quarantineQuery, type QuarantinedRow } from "./imports";
import { quarantineWords } from "./reasons";

export function Quarantine({ slug, id }: { slug: string; id: number }) {
  const rows = useInfiniteQuery(quarantineQuery(slug, id));
  const download = (
    <a className={buttonClass()} href={apiUrl(importsPath(slug, `/${id}/quarantine.jsonl`))} download>
      <Icon name="download" />
      Download .jsonl
    </a>
  );
  return (
    <Panel title="Quarantined rows" note="kept as they came; put them right and import them again" actions={download}>
      <Loaded query={rows} failed="The quarantined rows did not arrive">
        {({ pages }) => <Rows rows={pages.flatMap(({ results }) => results)} />}
      </Loaded>
      {rows.hasNextPage && (
        <div className={styles.more}>
          <Button busy={rows.isFetchingNextPage} onClick={() => void rows.fetchNextPage()}>
            {rows.isFetchNextPageError ? "Nothing came; try again" : "Show more rows"}
          </Button>
        </div>
      )}
    </Panel>
  );
}

const COLUMNS: Column<QuarantinedRow>[] = [
  { key: "line", head: "Line", align: "right", width: "64px", cell: ({ line }) => line.toLocaleString() },
  { key: "reason", head: "Reason", width: "38%", cell: (row) => <Why row={row} /> },
  { key: "raw", head: "The row", cell: (row) => <Raw row={row} /> },
];

function Rows({ rows }: { rows: readonly QuarantinedRow[] }) {
  if (rows.length === 0) {
    return <EmptyState title="A later import met these rows again">They stand there now: a row that is refused twice for the same reason is kept once.</EmptyState>;
  }
  return (
    <div className={styles.quarantine}>
      <Table label="Quarantined rows" columns={COLUMNS} rows={rows} rowKey={({ id }) => String(id)} />
    </div>
  );
}

function Why({ row: { code, reason, external_id: id, is_withheld: withheld } }: { row: QuarantinedRow }) {
  return (
    <span className={styles.why}>
      <span>{withheld ? quarantineWords(code) : reason}</span>
      <span className={styles.quiet}>
        <code>{code}</code>
        {id !== "" && (
          <>
            {" "}
            · id <code>{id}</code>
          </>
        )}
      </span>
    </span>
  );
}

/** What fits into two lines without unfolding it. */
const SHORT = 120;

function Raw({ row: { raw, raw_bytes: size, is_cut: cut, is_withheld: withheld, line } }: { row: QuarantinedRow }) {
  const [open, setOpen] = useState(false);
  if (withheld) return <span className={styles.quiet}>Withheld: it is about a trajectory that you hold for labelling.</span>;
  if (raw === "") return <span className={styles.quiet}>Nothing of it could be read.</span>;
  return (
    <span className={styles.raw}>
      <code className={cx(!open && styles.folded)}>{raw}</code>
      {(cut || raw.length > SHORT || raw.includes("\n")) && (
        <span className={styles.rawFoot}>
          <Button size="small" variant="ghost" aria-expanded={open} aria-label={`${open ? "Less" : "More"} of line ${line}`} onClick={() => setOpen(!open)}>
            {open ? "Less" : "More"}
          </Button>
          {cut && <span className={styles.quiet}>of {bytes(size)}; the download has more of it</span>}
        </span>
      )}
    </span>
  );
}
