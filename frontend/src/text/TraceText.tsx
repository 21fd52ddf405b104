/** Text of a trace, from strangers: maths and light Markdown rendered, everything else shown as it is. */
import { useMemo, type ReactNode } from "react";

import { cx } from "../ui/cx";
import { copySource } from "./copySource";
import { Between } from "./Illustrated";
import { More, Parts, useExtent, type Cut } from "./Parts";
import styles from "./text.module.css";
import { useRichText } from "./useRichText";
import { head, visible } from "./visible";

/** What is rendered at first, and the size from which more comes as plain text. */
const FIRST = 12_000;
const RENDERED = 76_000;

/** What a text that is not all here needs to be read to its end. */
export interface LongText {
  /** Given where `source` is only the beginning. */
  readonly cut?: Cut | undefined;
  /** Asks for the whole text. */
  readonly onWhole?: (() => void) | undefined;
  readonly hasFailed?: boolean | undefined;
  /** A character that has to be shown. */
  readonly upTo?: number | undefined;
}

export interface TraceTextProps extends LongText {
  readonly source: string;
  /** The text as written, in a fixed-width font. */
  readonly raw?: boolean;
  readonly className?: string;
  /** Which part of a step this is, where places in it can be cited and are marked. */
  readonly part?: "text" | "reasoning";
}

export function TraceText({ source, raw = false, className, part, cut, onWhole, hasFailed, upTo }: TraceTextProps) {
  const extent = useExtent({ first: FIRST, upTo, onWhole });
  const shown = head(source, extent.limit);
  return (
    <div className={className}>
      <Body source={shown} raw={raw} whole={source} part={part} />
      <More source={source} shown={shown} cut={cut} extent={extent} hasFailed={hasFailed} />
    </div>
  );
}

function Body({ source, raw, whole, part }: { source: string; raw: boolean; whole: string; part: TraceTextProps["part"] }) {
  const rich = useRichText();
  const rendered = useMemo(() => (raw || !rich ? null : attempt(() => readable(source, rich.renderMarkdown))), [source, raw, rich]);
  return (
    <div dir="auto" data-part={part} className={cx(styles.text, raw && styles.raw, !raw && rendered === null && styles.plain)} onCopy={(event) => copySource(event, whole)}>
      {rendered ?? <Plain source={source} raw={raw} />}
    </div>
  );
}

/** What is not rendered (yet) has its images in their places all the same; what is asked for as written has its marks. */
function Plain({ source, raw }: { source: string; raw: boolean }) {
  return raw ? <Parts source={source} /> : <Between source={source}>{(text) => <Parts source={text} />}</Between>;
}

/** Renders the first part; a very long rest follows as plain text, since laying it out would freeze the page. */
function readable(source: string, render: (text: string) => ReactNode): ReactNode {
  if (source.length <= RENDERED) return render(source);
  const start = head(source, RENDERED);
  return (
    <>
      {render(start)}
      <div className={styles.plain}>
        <Parts source={source.slice(start.length).replace(/^\n/, "")} />
      </div>
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
