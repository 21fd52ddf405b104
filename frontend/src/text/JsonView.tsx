/** Arguments of a tool call: JSON aligned for reading, anything else as the model wrote it. */
import { useMemo, type CSSProperties } from "react";

import { layOut, type Line } from "./json";
import styles from "./text.module.css";
import { head, sizeOf, visible } from "./visible";

const CLASS = { key: styles.key, value: styles.value, sign: undefined } as const;
const SHOWN = 16_000;

export function JsonView({ source }: { source: string }) {
  const lines = useMemo(() => layOut(source), [source]);
  if (!lines) return <Verbatim source={source} />;
  return (
    <div className={styles.json}>
      {lines.map((line, row) => (
        <div key={row} style={hanging(line)}>
          {line.map(({ kind, text }, column) => (
            <span key={column} className={CLASS[kind]}>
              {visible(text)}
            </span>
          ))}
        </div>
      ))}
    </div>
  );
}

/** A line that wraps goes on under its own beginning, not under the margin. */
function hanging(line: Line): CSSProperties {
  const indent = (/^ */.exec(line[0]?.text ?? "")?.[0].length ?? 0) + 2;
  return { paddingLeft: `${indent}ch`, textIndent: `-${indent}ch` };
}

/** As the model wrote it, to the character. */
export function Verbatim({ source }: { source: string }) {
  const shown = head(source, SHOWN);
  return (
    <>
      <div className={styles.json}>{visible(shown)}</div>
      {shown.length < source.length && <p className={styles.note}>{sizeOf(source)} in all; copy the step to read the rest.</p>}
    </>
  );
}
