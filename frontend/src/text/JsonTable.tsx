/** Rows of flat objects, in parts; what a row does not give stays empty. */
import { useState } from "react";

import { Button } from "../ui/Button";
import styles from "./json.module.css";
import { ROWS_AT_ONCE } from "./jsonRows";
import type { JsonTableData } from "./jsonTable";
import { head, visible } from "./visible";

const LONGEST_CELL = 300;

export function JsonTable({ table: { name, columns, rows }, label, most }: { table: JsonTableData; label: string; most?: number }) {
  const [limit, setLimit] = useState(ROWS_AT_ONCE);
  const shown = rows.slice(0, most ?? limit);
  const left = rows.length - shown.length;
  return (
    <>
      {/* A box that scrolls has to be reached by the keyboard. */}
      <div className={styles.tableBox} role="region" aria-label={label} tabIndex={0} data-json="table">
        <table className={styles.table}>
          {name !== null && <caption>{visible(name)}</caption>}
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column} scope="col">
                  {visible(column)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((row, index) => (
              <tr key={index}>
                {row.map((cell, place) => (
                  <td key={place}>{cell !== null && <Cell text={cell} />}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {left > 0 && most === undefined && (
        <div className={styles.rest}>
          <Button size="small" onClick={() => setLimit(limit + ROWS_AT_ONCE)}>
            Show {Math.min(left, ROWS_AT_ONCE)} more rows
          </Button>
          {left.toLocaleString("en")} not shown
        </div>
      )}
    </>
  );
}

function Cell({ text }: { text: string }) {
  const short = head(text, LONGEST_CELL);
  return short.length < text.length ? <span title={visible(head(text, 4_000))}>{visible(short)}…</span> : visible(text);
}
