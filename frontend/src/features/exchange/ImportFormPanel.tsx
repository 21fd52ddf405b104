/** The form: which files, what they bring, and how their rows are read. */
import { useState, type SubmitEvent } from "react";

import { semanticsName } from "../../ui/ramp";
import { Button } from "../../ui/Button";
import { Checkbox, Field, FormActions, TextInput } from "../../ui/Field";
import { Panel } from "../../ui/Page";
import { Segmented } from "../../ui/Segmented";
import { Select } from "../../ui/Select";
import styles from "./exchange.module.css";
import { FieldMap } from "./FieldMap";
import { FilePicker } from "./FilePicker";
import { FormatChoice, FormatExamples } from "./FormatChoice";
import { EMPTY_FORM, mayMap, type ImportForm } from "./importForm";
import { AUTO, kindNamed, KINDS } from "./kinds";

interface ImportFormPanelProps {
  readonly files: readonly File[];
  readonly onFiles: (files: readonly File[]) => void;
  readonly onSend: (form: ImportForm, dryRun: boolean) => void;
}

export function ImportFormPanel({ files, onFiles, onSend }: ImportFormPanelProps) {
  const [form, setForm] = useState(EMPTY_FORM);
  const change = (news: Partial<ImportForm>) => setForm({ ...form, ...news });
  const send = (dryRun: boolean) => {
    onSend(form, dryRun);
    onFiles([]);
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    send(false);
  };
  return (
    <Panel title="Import files">
      <form className={styles.form} onSubmit={submit}>
        <FilePicker files={files} onFiles={onFiles} />
        <div className={styles.kind}>
          <Segmented label="What the files bring" value={form.kind} onChange={(kind) => change({ kind, format: AUTO, images: null })} options={KINDS} />
          <p className={styles.about}>{kindNamed(form.kind).about}</p>
        </div>
        <FormatExamples kind={form.kind} format={form.format} />
        <div className={styles.pair}>
          <FormatChoice kind={form.kind} value={form.format} onChange={(format) => change({ format })} />
          <Field label="Source" help={kindNamed(form.kind).source}>
            <TextInput maxLength={200} value={form.source} onChange={({ target }) => change({ source: target.value })} />
          </Field>
          {/* Another kind has fields of its own: the chooser of a file must not become the box for a name. */}
          <KindFields key={form.kind} form={form} change={change} />
        </div>
        {mayMap(form) && <FieldMap rows={form.map} onChange={(map) => change({ map })} />}
        <Checkbox checked={form.revise} onChange={({ target }) => change({ revise: target.checked })}>
          Replace what differs
          <small className={styles.hint}>{kindNamed(form.kind).revise}</small>
        </Checkbox>
        <FormActions>
          <Button type="submit" variant="solid" icon="upload" disabled={files.length === 0}>
            Import
          </Button>
          <Button disabled={files.length === 0} onClick={() => send(true)}>
            Dry run first
          </Button>
          <span className={styles.hint}>{files.length === 0 ? "Choose a file first." : "A dry run says what would happen and stores nothing."}</span>
        </FormActions>
      </form>
    </Panel>
  );
}

const MEANINGS = (["probability", "value", "advantage", "log-ratio", "vote-share", "verdict", "rating"] as const).map((value) => ({ value, label: semanticsName(value) }));
/** Radix takes no empty value. */
const BY_NAME = "by-name";

const JUDGES = [
  { value: "MODEL", label: "a model" },
  { value: "IMPORTED", label: "people elsewhere" },
] as const;

function KindFields({ form, change }: { form: ImportForm; change: (news: Partial<ImportForm>) => void }) {
  if (form.kind === "rewards") {
    return (
      <Field label="What the scores mean" help="Scores of different meaning never share a scale. Well-known scorers carry theirs by name; of others nothing is assumed.">
        <Select
          value={form.semantics === "" ? BY_NAME : form.semantics}
          onChange={(chosen) => change({ semantics: chosen === BY_NAME ? "" : chosen })}
          options={[{ value: BY_NAME, label: "By the scorer’s name" }, ...MEANINGS]}
        />
      </Field>
    );
  }
  if (form.kind === "trajectories") {
    return (
      <Field label="Images" help="A .zip of the images that the files name; images inside the rows need none.">
        <TextInput type="file" accept=".zip" className={styles.zip} onChange={({ target }) => change({ images: target.files?.[0] ?? null })} />
      </Field>
    );
  }
  return (
    <>
      <Field label="Annotator" help="Whose labels these are, where rows do not say it. Rows of somebody else are quarantined.">
        <TextInput maxLength={200} value={form.annotator} onChange={({ target }) => change({ annotator: target.value })} />
      </Field>
      <Field label="The annotator is">
        <Select value={form.annotatorKind} onChange={(annotatorKind) => change({ annotatorKind })} options={JUDGES} />
      </Field>
    </>
  );
}
