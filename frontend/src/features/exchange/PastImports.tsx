/** All imports of the project, the newest first. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { apiUrl } from "../../api/client";
import { Button } from "../../ui/Button";
import { cx } from "../../ui/cx";
import { Panel } from "../../ui/Page";
import { EmptyState, Loaded } from "../../ui/States";
import { fromNow } from "../../ui/time";
import styles from "./exchange.module.css";
import { importListQuery, type FileImport } from "./imports";
import { kindNamed } from "./kinds";

export function PastImports({ slug, open }: { slug: string; open: number | undefined }) {
  const imports = useInfiniteQuery(importListQuery(slug));
  const rows = imports.data?.pages.flatMap(({ results }) => results) ?? [];
  return (
    <aside className={styles.past}>
      <Panel title="Imports">
        <Loaded query={imports} failed="The imports did not arrive">
          {() => (rows.length === 0 ? <EmptyState title="None yet">Every file that is brought in stands here, with what came of it.</EmptyState> : <PastList slug={slug} rows={rows} open={open} />)}
        </Loaded>
        {imports.hasNextPage && (
          <div className={styles.more}>
            <Button busy={imports.isFetchingNextPage} onClick={() => void imports.fetchNextPage()}>
              Show older ones
            </Button>
          </div>
        )}
        {rows.some(({ quarantined, dry_run }) => quarantined > 0 && !dry_run) && (
          <p className={styles.all}>
            <a href={apiUrl(`projects/${encodeURIComponent(slug)}/quarantine.jsonl`)} download>
              Download everything that is quarantined
            </a>
          </p>
        )}
      </Panel>
    </aside>
  );
}

function PastList({ slug, rows, open }: { slug: string; rows: readonly FileImport[]; open: number | undefined }) {
  return (
    <ul className={styles.pastList}>
      {rows.map((row) => (
        <li key={row.id}>
          <Link
            to="/p/$slug/import"
            params={{ slug }}
            search={{ import: row.id }}
            className={cx(styles.pastRow, row.id === open && styles.open)}
            aria-current={row.id === open ? "true" : undefined}
          >
            <span className={styles.pastName}>
              <span>{row.file_name}</span>
              <time dateTime={row.created_at}>{fromNow(row.created_at)}</time>
            </span>
            <span className={styles.pastFacts}>
              {kindNamed(row.kind).label} · {row.dry_run && "dry run: "}
              {outcome(row)}
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

function outcome({ status, imported, revised, unchanged, quarantined, file_bytes, bytes_read }: FileImport): string {
  if (status === "QUEUED") return "queued";
  if (status === "RUNNING") return `running, ${file_bytes > 0 ? Math.floor((100 * bytes_read) / file_bytes) : 0} %`;
  const counts = [
    [imported, "imported"],
    [revised, "revised"],
    [unchanged, "unchanged"],
    [quarantined, "quarantined"],
  ] as const;
  const said = counts.flatMap(([count, word]) => (count > 0 ? [`${count.toLocaleString()} ${word}`] : []));
  return [...(status === "FAILED" ? ["failed"] : []), ...said].join(", ") || "no rows";
}
