/** A plain table for tens of rows. Lists of thousands are virtual and belong to their feature. */
import type { ReactNode } from "react";

import { cx } from "./cx";
import styles from "./Table.module.css";

export interface Column<Row> {
  readonly key: string;
  readonly head: ReactNode;
  readonly cell: (row: Row) => ReactNode;
  /** Numbers stand right. */
  readonly align?: "left" | "right";
  /** Any CSS width. */
  readonly width?: string;
}

export interface TableProps<Row> {
  /** Said to screen readers. */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
}

export function Table<Row>({ label, columns, rows, rowKey }: TableProps<Row>) {
  return (
    <div className={styles.box}>
      <table className={styles.table} aria-label={label}>
        <thead>
          <tr>
            {columns.map(({ key, head, align, width }) => (
              <th key={key} scope="col" className={cx(align === "right" && styles.right)} style={{ width }}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)}>
              {columns.map(({ key, cell, align }) => (
                <td key={key} className={cx(align === "right" && styles.right)}>
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
