/** What to export. Each choice goes into the address at once; the filter does when its writer rests. */
import type { UseQueryResult } from "@tanstack/react-query";
import { useEffect, useState } from "react";

import { isApiError } from "../../api/errors";
import { Checkbox, Field, TextInput } from "../../ui/Field";
import { Panel } from "../../ui/Page";
import { Segmented } from "../../ui/Segmented";
import { Select } from "../../ui/Select";
import styles from "./exchange.module.css";
import { DEFAULT_FORMAT, type ExportPreview } from "./exports";
import { formatName } from "./kinds";
import type { ExportLabels, ExportSearch } from "./search";

export type Preview = UseQueryResult<ExportPreview>;

interface ExportFormProps {
  readonly search: ExportSearch;
  readonly preview: Preview;
  readonly onChange: (news: ExportSearch) => void;
}

const LABELS = [
  { value: "gold", label: "Gold" },
  { value: "annotations", label: "One annotator’s labels" },
] as const;

export function ExportForm({ search, preview, onChange }: ExportFormProps) {
  const { format = DEFAULT_FORMAT, labels = "gold" } = search;
  const formats = useFormats(preview);
  const shown = formats.find(({ name }) => name === format);
  const options = (shown ? formats : [{ name: format, description: "" }, ...formats]).map(({ name }) => ({ value: name, label: formatName(name) }));
  const chooseLabels = (chosen: ExportLabels) => onChange({ labels: chosen, annotator: undefined });
  return (
    <Panel title="What to export">
      <div className={styles.form}>
        <div className={styles.labelChoice}>
          <Segmented label="Labels" value={labels} onChange={chooseLabels} options={LABELS} />
          <span className={styles.hint}>{labels === "gold" ? "The label in force of each trajectory." : "What one person or model said, as submitted."}</span>
        </div>
        <div className={styles.pair}>
          <Field label="Format" help={shown?.description}>
            <Select value={format} onChange={(chosen) => onChange({ format: chosen })} options={options} />
          </Field>
          {labels === "annotations" && <AnnotatorChoice search={search} preview={preview} onChange={onChange} />}
        </div>
        {labels === "annotations" && (
          <Checkbox checked={search.by_hand === true} onChange={({ target }) => onChange({ by_hand: target.checked ? true : undefined })}>
            Only labels given by hand: accepted proposals count as unlabelled
          </Checkbox>
        )}
        <FilterField filter={search.filter ?? ""} error={filterComplaint(preview)} onChange={onChange} />
      </div>
    </Panel>
  );
}

/** The formats of the last answer: an answer that refuses something names none. */
function useFormats({ data }: Preview): ExportPreview["formats"] {
  const [known, setKnown] = useState<ExportPreview["formats"]>([]);
  if (data && data.formats !== known) setKnown(data.formats);
  return known;
}

const KINDS = { HUMAN: "person", MODEL: "model", IMPORTED: "people elsewhere" } as const;

function AnnotatorChoice({ search, preview, onChange }: ExportFormProps) {
  const authors = preview.data?.annotators ?? [];
  // Where there is only one, the server says that it is meant.
  const chosen = search.annotator ?? preview.data?.annotator ?? undefined;
  const options = authors.map(({ annotator, name, kind, trajectory_count: count }) => ({
    value: annotator,
    label: name,
    hint: `${KINDS[kind]}, ${count.toLocaleString()} ${count === 1 ? "trajectory" : "trajectories"}`,
  }));
  if (chosen !== undefined && authors.every(({ annotator }) => annotator !== chosen)) options.push({ value: chosen, label: chosen, hint: "no labels here" });
  return (
    <Field label="Annotator">
      <Select value={chosen} onChange={(annotator) => onChange({ annotator })} options={options} placeholder="Choose whose labels" disabled={options.length === 0} />
    </Field>
  );
}

function filterComplaint({ error }: Preview): string | undefined {
  return isApiError(error, 400) && error.code === "bad_filter" ? error.message : undefined;
}

/** Milliseconds without a key after which the text is a question. */
const REST = 400;

function FilterField({ filter, error, onChange }: { filter: string; error: string | undefined; onChange: (news: ExportSearch) => void }) {
  const [text, setText] = useState(filter);
  const [asked, setAsked] = useState(filter);
  const [before, setBefore] = useState(filter);
  if (filter !== before) {
    setBefore(filter);
    // What was not asked for here came by the address: a link, or the way back.
    if (filter !== asked) {
      setText(filter);
      setAsked(filter);
    }
  }
  const wanted = text.trim();
  useEffect(() => {
    if (wanted === filter) return;
    const timer = setTimeout(() => {
      setAsked(wanted);
      onChange({ filter: wanted });
    }, REST);
    return () => clearTimeout(timer);
  }, [wanted, filter, onChange]);
  return (
    <Field label="Only trajectories that fit" help="As in the list of trajectories: source:gsm8k steps:2..24 “words”. Empty takes all." error={error}>
      <TextInput mono spellCheck={false} autoComplete="off" maxLength={2000} placeholder="source:… steps:2..24" value={text} onChange={({ target }) => setText(target.value)} />
    </Field>
  );
}
