/** A scorer of one's own: a preset with another model, other thresholds and a name. */
import { useQuery } from "@tanstack/react-query";
import { useState, type SubmitEvent } from "react";

import { isApiError } from "../../api/errors";
import { Button } from "../../ui/Button";
import { Field, FormActions, TextInput } from "../../ui/Field";
import { Dialog } from "../../ui/Overlay";
import { semanticsName } from "../../ui/ramp";
import { Select } from "../../ui/Select";
import { EmptyState, Loaded, Notice, sentence } from "../../ui/States";
import { useToast } from "../../ui/Toast";
import { emptyForm, newScorer, type ScorerForm } from "./newScorer";
import { presetsQuery, useAddScorer, type Preset } from "./runs";
import styles from "./scoring.module.css";

interface AddScorerDialogProps {
  readonly slug: string;
  readonly onClose: () => void;
  /** With the name of what was added. */
  readonly onAdded: (scorer: string) => void;
}

export function AddScorerDialog(props: AddScorerDialogProps) {
  const presets = useQuery(presetsQuery(props.slug));
  return (
    <Dialog open onOpenChange={props.onClose} title="Add a scorer" width="wide" description="Choose the layout that the model was trained in; weights stay where the workers find them.">
      <Loaded query={presets} failed="The presets did not arrive">
        {({ results: [first, ...rest] }) => (first ? <ScorerFields {...props} presets={[first, ...rest]} first={first} /> : <EmptyState title="There are no presets here">A scorer can be added from a TOML file in the shell: manage.py add_scorer.</EmptyState>)}
      </Loaded>
    </Dialog>
  );
}

function ScorerFields({ slug, presets, first, onClose, onAdded }: AddScorerDialogProps & { presets: readonly Preset[]; first: Preset }) {
  const [preset, setPreset] = useState(first);
  const [form, setForm] = useState<ScorerForm>(emptyForm);
  const add = useAddScorer(slug);
  const toast = useToast();
  const choose = (name: string) => {
    setPreset(presets.find((one) => one.name === name) ?? first);
    setForm({ ...emptyForm, name: form.name });
    add.reset();
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    add.mutate(newScorer(preset, form), {
      onSuccess: ({ name }) => {
        toast(`${name} is added.`);
        onAdded(name);
      },
    });
  };
  const options = presets.map(({ name, summary }) => ({ value: name, label: name, hint: summary }));
  return (
    <form className={styles.form} onSubmit={submit}>
      <Field label="Preset" help={preset.summary} error={complaint(add.error, "preset")}>
        <Select value={preset.name} onChange={choose} options={options} />
      </Field>
      <div className={styles.pair}>
        <Field label="Name in this project" help="Letters, digits, dots, hyphens and underscores." error={complaint(add.error, "name")}>
          <TextInput value={form.name} placeholder={preset.name} autoComplete="off" onChange={({ target }) => setForm({ ...form, name: target.value })} />
        </Field>
        {preset.has_model && (
          <Field label="Model" help="A path on the workers’ machine, or its id on the hub." error={complaint(add.error, "model")}>
            <TextInput mono required={preset.model === ""} value={form.model} placeholder={preset.model} spellCheck={false} autoComplete="off" onChange={({ target }) => setForm({ ...form, model: target.value })} />
          </Field>
        )}
        {preset.settings.map(({ name, value }) => (
          <Field key={name} label={name} error={complaint(add.error, `configuration.${name}`)}>
            <TextInput
              mono
              required={value === ""}
              value={form.settings[name] ?? ""}
              placeholder={value}
              spellCheck={false}
              autoComplete="off"
              onChange={({ target }) => setForm({ ...form, settings: { ...form.settings, [name]: target.value } })}
            />
          </Field>
        ))}
        {preset.channels.map(({ name, semantics, threshold, threshold_source: source }) => (
          <Field key={name} label={`Threshold of ${name}, ${semanticsName(semantics)}`} help={source === "" ? "An error is the first step below it." : `From: ${source}`} error={complaint(add.error, `channels.${name}.threshold`)}>
            <TextInput
              type="number"
              step="any"
              value={form.thresholds[name] ?? ""}
              placeholder={threshold === null ? "none" : String(threshold)}
              onChange={({ target }) => setForm({ ...form, thresholds: { ...form.thresholds, [name]: target.value } })}
            />
          </Field>
        ))}
      </div>
      <details className={styles.layout}>
        <summary>The layout: what the model is shown, and where it is read</summary>
        <pre tabIndex={0}>{preset.text}</pre>
      </details>
      <Refused error={add.error} preset={preset} />
      <FormActions>
        <Button type="submit" variant="solid" busy={add.isPending}>
          Add the scorer
        </Button>
        <Button onClick={onClose}>Cancel</Button>
      </FormActions>
    </form>
  );
}

function complaint(error: Error | null, field: string): string | undefined {
  return isApiError(error) ? error.field(field) : undefined;
}

/** A refusal that belongs to no field of the form. */
function Refused({ error, preset }: { error: Error | null; preset: Preset }) {
  const shown = ["preset", "name", "model", ...preset.settings.map(({ name }) => `configuration.${name}`), ...preset.channels.map(({ name }) => `channels.${name}.threshold`)];
  if (!error || shown.some((field) => complaint(error, field) !== undefined)) return null;
  return (
    <Notice role="alert" icon="warning">
      {sentence(error)}
    </Notice>
  );
}
