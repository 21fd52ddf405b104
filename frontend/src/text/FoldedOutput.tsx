/** Output of a tool: its first lines and its size; the rest on demand and in parts. */
import { useId, useMemo, useState } from "react";

import { cx } from "../ui/cx";
import { Icon } from "../ui/Icon";
import { Kbd } from "../ui/Kbd";
import { Segmented } from "../ui/Segmented";
import { isJson } from "./json";
import { JsonView } from "./JsonView";
import { More, Parts, PART, useExtent, type Cut } from "./Parts";
import styles from "./text.module.css";
import { TraceText, type LongText } from "./TraceText";
import { bytes, head, utf8Length, visible } from "./visible";

const FOLDED_LINES = 6;
const FOLDED_CHARS = 700;

type Form = "text" | "tree" | "raw";

export interface FoldedOutputProps extends LongText {
  readonly source: string;
  /** The tool that answered. */
  readonly name?: string | null;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  /** Key shown beside what is folded, e.g. " ". */
  readonly foldKey?: string;
}

export function FoldedOutput({ source, name, open, onOpenChange, foldKey, ...long }: FoldedOutputProps) {
  const [form, setForm] = useState<Form | null>(null);
  const body = useId();
  const { cut } = long;
  const { json, folded, size, lines } = useMemo(() => factsOf(source, cut), [source, cut]);
  const chosen = form ?? (json ? "tree" : "text");
  const short = cut === undefined && folded.length === source.length;
  const whole = open || short;
  return (
    <div className={styles.output}>
      <div className={styles.outputHead}>
        <button type="button" aria-expanded={whole} aria-controls={body} disabled={short} onClick={() => onOpenChange(!open)}>
          <span className={styles.chevron} data-open={whole}>
            <Icon name="chevron-right" size={13} />
          </span>
          {name ?? "output"}, {lines === 1 ? "1 line" : `${lines} lines`}
        </button>
        <span className={styles.size}>{bytes(size)}</span>
        <Segmented label="Form of the output" value={chosen} onChange={setForm} options={json ? JSON_FORMS : TEXT_FORMS} quiet />
      </div>
      <div id={body} className={cx(styles.outputBody, chosen === "text" && styles.outputText)}>
        {whole ? <Whole source={source} form={chosen} {...long} /> : <span data-part="text">{visible(folded)}</span>}
      </div>
      {!whole && <Rest count={size - folded.length} foldKey={foldKey} />}
    </div>
  );
}

function Rest({ count, foldKey }: { count: number; foldKey: string | undefined }) {
  return (
    <div className={styles.outputFoot}>
      {bytes(count)} folded.
      {foldKey !== undefined && (
        <>
          <Kbd chord={foldKey} /> unfolds
        </>
      )}
    </div>
  );
}

const JSON_FORMS = [
  { value: "tree", label: "tree" },
  { value: "raw", label: "raw" },
] as const;
const TEXT_FORMS = [
  { value: "text", label: "text" },
  { value: "raw", label: "raw" },
] as const;

function Whole({ source, form, ...long }: { source: string; form: Form } & LongText) {
  if (form === "tree") return <JsonView source={source} />;
  if (form === "text") return <TraceText source={source} part="text" {...long} />;
  return <Written source={source} {...long} />;
}

/** As the tool wrote it, in parts. */
function Written({ source, cut, onWhole, hasFailed, upTo }: { source: string } & LongText) {
  const extent = useExtent({ first: PART, upTo, onWhole });
  const shown = head(source, extent.limit);
  return (
    <>
      <div data-part="text">
        <Parts source={shown} />
      </div>
      <More source={source} shown={shown} cut={cut} extent={extent} hasFailed={hasFailed} />
    </>
  );
}

/** What is reckoned once per text: of a log of 5 MB each of these costs as much as drawing the page. */
function factsOf(source: string, cut: Cut | undefined) {
  return {
    json: cut === undefined && source.length <= PART && isJson(source),
    folded: fold(source),
    size: cut?.bytes ?? utf8Length(source),
    lines: cut?.lines ?? lineCount(source),
  };
}

function fold(source: string): string {
  const lines = source.split("\n", FOLDED_LINES + 1);
  const start = lines.length > FOLDED_LINES ? lines.slice(0, FOLDED_LINES).join("\n") : source;
  return start.length > FOLDED_CHARS ? head(start, FOLDED_CHARS) : start;
}

function lineCount(source: string): number {
  return source === "" ? 0 : source.replace(/\n$/, "").split("\n").length;
}
