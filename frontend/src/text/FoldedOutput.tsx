/** Output of a tool: its first lines and its size; the rest on demand and in parts. */
import { useId, useState } from "react";

import { Button } from "../ui/Button";
import { cx } from "../ui/cx";
import { Icon } from "../ui/Icon";
import { Kbd } from "../ui/Kbd";
import { Segmented } from "../ui/Segmented";
import { isJson } from "./json";
import { JsonView } from "./JsonView";
import styles from "./text.module.css";
import { TraceText } from "./TraceText";
import { bytes, head, sizeOf, visible } from "./visible";

const FOLDED_LINES = 6;
const FOLDED_CHARS = 700;
const PART = 64_000;

type Form = "text" | "tree" | "raw";

export interface FoldedOutputProps {
  readonly source: string;
  /** The tool that answered. */
  readonly name?: string | null;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  /** Key shown beside what is folded, e.g. " ". */
  readonly foldKey?: string;
}

export function FoldedOutput({ source, name, open, onOpenChange, foldKey }: FoldedOutputProps) {
  const [form, setForm] = useState<Form | null>(null);
  const body = useId();
  const json = source.length <= PART && isJson(source);
  const chosen = form ?? (json ? "tree" : "text");
  const folded = fold(source);
  const short = folded.length === source.length;
  const whole = open || short;
  return (
    <div className={styles.output}>
      <div className={styles.outputHead}>
        <button type="button" aria-expanded={whole} aria-controls={body} disabled={short} onClick={() => onOpenChange(!open)}>
          <span className={styles.chevron} data-open={whole}>
            <Icon name="chevron-right" size={13} />
          </span>
          {name ?? "output"}, {lineCount(source)}
        </button>
        <span className={styles.size}>{sizeOf(source)}</span>
        <Segmented label="Form of the output" value={chosen} onChange={setForm} options={json ? JSON_FORMS : TEXT_FORMS} quiet />
      </div>
      <div id={body} className={cx(styles.outputBody, chosen === "text" && styles.outputText)}>
        {whole ? <Whole source={source} form={chosen} /> : visible(folded)}
      </div>
      {!whole && <Rest count={source.length - folded.length} foldKey={foldKey} />}
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

function Whole({ source, form }: { source: string; form: Form }) {
  const [limit, setLimit] = useState(PART);
  if (form === "tree") return <JsonView source={source} />;
  if (form === "text") return <TraceText source={source} />;
  const shown = head(source, limit);
  const rest = source.length - shown.length;
  return (
    <>
      {visible(shown)}
      {rest > 0 && (
        <div>
          <Button size="small" onClick={() => setLimit(limit + PART)}>
            Show {bytes(Math.min(rest, PART))} more
          </Button>
        </div>
      )}
    </>
  );
}

function fold(source: string): string {
  const lines = source.split("\n", FOLDED_LINES + 1);
  const start = lines.length > FOLDED_LINES ? lines.slice(0, FOLDED_LINES).join("\n") : source;
  return start.length > FOLDED_CHARS ? head(start, FOLDED_CHARS) : start;
}

function lineCount(source: string): string {
  const count = source === "" ? 0 : source.replace(/\n$/, "").split("\n").length;
  return count === 1 ? "1 line" : `${count} lines`;
}
