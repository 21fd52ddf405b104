/** Text of a trace, from strangers: maths and light Markdown rendered, everything else shown as it is. */
import { useMemo, useState, type ReactNode } from "react";

import { Button } from "../ui/Button";
import { cx } from "../ui/cx";
import { copySource } from "./copySource";
import styles from "./text.module.css";
import { useRichText } from "./useRichText";
import { bytes, head, visible } from "./visible";

/** What is rendered at first, what each "more" adds, and the size from which more comes as plain text. */
const FIRST = 12_000;
const MORE = 64_000;
const RENDERED = 76_000;

export interface TraceTextProps {
  readonly source: string;
  /** The text as written, in a fixed-width font. */
  readonly raw?: boolean;
  readonly className?: string;
}

export function TraceText({ source, raw = false, className }: TraceTextProps) {
  const [limit, setLimit] = useState(FIRST);
  const shown = head(source, limit);
  const rest = source.length - shown.length;
  return (
    <div className={className}>
      <Body source={shown} raw={raw} whole={source} />
      {rest > 0 && (
        <div className={styles.more}>
          <Button size="small" onClick={() => setLimit(limit + MORE)}>
            Show {bytes(Math.min(rest, MORE))} more
          </Button>
          {bytes(rest)} not shown
        </div>
      )}
    </div>
  );
}

function Body({ source, raw, whole }: { source: string; raw: boolean; whole: string }) {
  const rich = useRichText();
  const rendered = useMemo(() => (raw || !rich ? null : attempt(() => readable(source, rich.renderMarkdown))), [source, raw, rich]);
  return (
    <div dir="auto" className={cx(styles.text, raw && styles.raw, !raw && rendered === null && styles.plain)} onCopy={(event) => copySource(event, whole)}>
      {rendered ?? visible(source)}
    </div>
  );
}

/** Renders the first part; a very long rest follows as plain text, since laying it out would freeze the page. */
function readable(source: string, render: (text: string) => ReactNode): ReactNode {
  if (source.length <= RENDERED) return render(source);
  const start = head(source, RENDERED);
  return (
    <>
      {render(start)}
      <div className={styles.plain}>{visible(source.slice(start.length))}</div>
    </>
  );
}

/** A text that breaks the renderer is shown as written: no trace may take the page down. */
function attempt(make: () => ReactNode): ReactNode {
  try {
    return make();
  } catch {
    return null;
  }
}

/** The beginning of a text on one line, maths in line: the problem in a row of a list. */
export function TraceLine({ source, limit = 240, className }: { source: string; limit?: number; className?: string }) {
  const rich = useRichText();
  const start = useMemo(() => head(source.slice(0, limit * 4), limit), [source, limit]);
  const rendered = useMemo(() => (rich ? attempt(() => rich.renderLine(start)) : null), [start, rich]);
  return (
    <span dir="auto" className={cx(styles.line, styles.fade, className)}>
      {rendered ?? visible(start).replace(/\s+/g, " ")}
    </span>
  );
}
