/** Output of a tool: its first lines and its size; the rest on demand and in parts. */
import { useId, useMemo, useState } from "react";

import { cx } from "../ui/cx";
import { Icon } from "../ui/Icon";
import { Kbd } from "../ui/Kbd";
import { Segmented } from "../ui/Segmented";
import { LONGEST_JSON, looksLikeJson } from "./jsonNodes";
import { Between } from "./Illustrated";
import { JsonTable } from "./JsonTable";
import { JsonTree } from "./JsonTree";
import { More, Parts, PART, useExtent, type Cut } from "./Parts";
import styles from "./text.module.css";
import { TraceText, type LongText } from "./TraceText";
import { useJson, type ReadJson } from "./useJson";
import { bytes, head, utf8Length, visible } from "./visible";

const FOLDED_LINES = 6;
const FOLDED_CHARS = 700;

/** So many lines of a tree are open at first, once the output is unfolded. */
const TREE_LINES = 40;

type Form = "text" | "tree" | "table" | "raw";

export interface FoldedOutputProps extends LongText {
  readonly source: string;
  /** The tool that answered. */
  readonly name?: string | null;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  /** Key shown beside what is folded, e.g. " ". */
  readonly foldKey?: string;
}

export function FoldedOutput({ source, name: tool, open, onOpenChange, foldKey, cut, onWhole, hasFailed, upTo = 0 }: FoldedOutputProps) {
  const [form, setForm] = useState<Form | null>(null);
  const body = useId();
  const long: LongText = { cut, onWhole, hasFailed, upTo };
  const { folded, size, lines } = useMemo(() => factsOf(source, cut), [source, cut]);
  const json = useJson(source, cut === undefined && (open || source.length <= PART));
  const chosen = formOf({ form, json, isSearched: upTo > 0 });
  const short = cut === undefined && folded.length === source.length;
  const isWhole = open || short;
  const name = tool ?? "output";
  const choose = (next: Form) => {
    setForm(next);
    if (next !== "tree" || cut === undefined) return;
    // A tree is made of all of it.
    onOpenChange(true);
    onWhole?.();
  };
  return (
    <div className={styles.output}>
      <div className={styles.outputHead}>
        <button type="button" aria-expanded={isWhole} aria-controls={body} disabled={short} onClick={() => onOpenChange(!open)}>
          <span className={styles.chevron} data-open={isWhole}>
            <Icon name="chevron-right" size={13} />
          </span>
          {name}, {lines === 1 ? "1 line" : `${lines} lines`}
        </button>
        <span className={styles.size}>{bytes(size)}</span>
        <Segmented label="Form of the output" value={chosen} onChange={choose} options={formsOf(json, source, cut)} quiet />
      </div>
      <div id={body} className={cx(styles.outputBody, isLaidOut(chosen) && styles.outputText)}>
        <Body {...{ source, json, form: chosen, name, isWhole, folded, long }} />
      </div>
      {!isWhole && <Rest count={isStructured(json, chosen) ? null : size - folded.length} foldKey={foldKey} />}
    </div>
  );
}

interface BodyProps {
  readonly source: string;
  readonly json: ReadJson | null;
  readonly form: Form;
  readonly name: string;
  readonly isWhole: boolean;
  readonly folded: string;
  readonly long: LongText;
}

function Body({ source, json, form, name, isWhole, folded, long }: BodyProps) {
  if (json && (form === "tree" || form === "table")) return <Structured json={json} form={form} name={name} isWhole={isWhole} />;
  return isWhole ? <Whole source={source} form={form} {...long} /> : <Beginning source={folded} isRaw={form === "raw"} />;
}

function Beginning({ source, isRaw }: { source: string; isRaw: boolean }) {
  return <span data-part="text">{isRaw ? visible(source) : <Between source={source}>{visible}</Between>}</span>;
}

function isStructured(json: ReadJson | null, form: Form): boolean {
  return json !== null && form !== "raw";
}

/** These come with a font of their own. */
function isLaidOut(form: Form): boolean {
  return form === "text" || form === "tree";
}

/** What is looked for has to be found, so a search shows the text as it was written. */
function formOf({ form, json, isSearched }: { form: Form | null; json: ReadJson | null; isSearched: boolean }): Form {
  if (json === null) return form === "raw" || form === "tree" ? form : "text";
  if (isSearched) return "raw";
  return form === null || form === "text" || (form === "table" && !json.table) ? "tree" : form;
}

/** What begins like JSON, and whose end is still to come, may be a tree. */
function formsOf(json: ReadJson | null, source: string, cut: Cut | undefined): readonly { readonly value: Form; readonly label: string }[] {
  if (json) return json.forms;
  return cut !== undefined && cut.bytes <= LONGEST_JSON && looksLikeJson(source) ? LATER_FORMS : TEXT_FORMS;
}

function Structured({ json: { document, table }, form, name, isWhole }: { json: ReadJson; form: "tree" | "table"; name: string; isWhole: boolean }) {
  if (form === "table" && table) return <JsonTable table={table} label={`Output of ${name}`} most={isWhole ? undefined : FOLDED_LINES} />;
  return <JsonTree key={String(isWhole)} document={document} label={`Output of ${name}`} lines={isWhole ? TREE_LINES : FOLDED_LINES} isFolded={!isWhole} />;
}

function Rest({ count, foldKey }: { count: number | null; foldKey: string | undefined }) {
  return (
    <div className={styles.outputFoot}>
      {count === null ? "Folded." : `${bytes(count)} folded.`}
      {foldKey !== undefined && (
        <>
          <Kbd chord={foldKey} /> unfolds
        </>
      )}
    </div>
  );
}

const TEXT_FORMS = [
  { value: "text", label: "text" },
  { value: "raw", label: "raw" },
] as const;
const LATER_FORMS = [TEXT_FORMS[0], { value: "tree", label: "tree" }, TEXT_FORMS[1]] as const;

function Whole({ source, form, ...long }: { source: string; form: Form } & LongText) {
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
