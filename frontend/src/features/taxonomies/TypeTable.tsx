/** The types of a version in the order of the tree, each with how often it was said. */
import type { ReactNode } from "react";

import { Badge } from "../../ui/Badge";
import { cx } from "../../ui/cx";
import { Table, type Column } from "../../ui/Table";
import type { Taxonomy, TypeNode } from "./taxonomies";
import styles from "./taxonomies.module.css";

type Counts = ReadonlyMap<string, { readonly steps: number; readonly annotations: number }>;

interface Row {
  readonly type: TypeNode;
  readonly depth: number;
  /** It or a heading above it is retired. */
  readonly retired: boolean;
}

interface TypeTableProps {
  readonly taxonomy: Taxonomy;
  /** Under this version; nobody counts for those who may not know. */
  readonly counts: Counts | undefined;
  /** Under all versions of its name, where there are several. */
  readonly everywhere: Counts | undefined;
}

export function TypeTable({ taxonomy, counts, everywhere }: TypeTableProps) {
  const columns: Column<Row>[] = [
    { key: "type", head: "Type", cell: (row) => <Type row={row} /> },
    { key: "id", head: "Id", width: "200px", cell: ({ type }) => <code className={styles.id}>{type.id}</code> },
  ];
  if (counts) columns.push({ key: "said", head: "Steps", align: "right", width: "90px", cell: ({ type }) => said(type, counts, ({ steps }) => steps) });
  if (counts) columns.push({ key: "in", head: "Annotations", align: "right", width: "110px", cell: ({ type }) => said(type, counts, ({ annotations }) => annotations) });
  if (everywhere) columns.push({ key: "all", head: "All versions", align: "right", width: "110px", cell: ({ type }) => said(type, everywhere, ({ steps }) => steps) });
  return <Table label={`Types of ${taxonomy.title}`} columns={columns} rows={taxonomy.types.flatMap((type) => rows(type, 0, false))} rowKey={({ type }) => type.id} />;
}

function rows(type: TypeNode, depth: number, above: boolean): Row[] {
  const retired = above || type.retired;
  return [{ type, depth, retired }, ...(type.children ?? []).flatMap((child) => rows(child, depth + 1, retired))];
}

/** A heading is not said itself. */
function said({ id, children = [] }: TypeNode, counts: Counts, part: (count: { steps: number; annotations: number }) => number): ReactNode {
  const count = part(counts.get(id) ?? { steps: 0, annotations: 0 });
  if (children.length > 0 && count === 0) return null;
  return count === 0 ? <span className={styles.quiet}>0</span> : count.toLocaleString();
}

function Type({ row: { type, depth, retired } }: { row: Row }) {
  const isHeading = (type.children?.length ?? 0) > 0;
  return (
    <div className={cx(styles.type, retired && styles.retired)} style={{ paddingLeft: `${depth * 18}px` }}>
      <span className={styles.typeTitle}>
        {isHeading ? <b>{type.title}</b> : type.title}
        {type.retired && <Badge>retired</Badge>}
      </span>
      {type.meaning !== "" && <span className={styles.summary}>{type.meaning}</span>}
      {type.example !== "" && <span className={styles.quiet}>Such as: {type.example}</span>}
    </div>
  );
}
