/** The form of a queue: a new one, or another one's settings. It counts what fits while the filter is typed. */
import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useState, type SubmitEvent } from "react";

import { isApiError } from "../../api/errors";
import { Button } from "../../ui/Button";
import { Checkbox, Field, FormActions, TextInput } from "../../ui/Field";
import { Dialog } from "../../ui/Overlay";
import { Select } from "../../ui/Select";
import { Loaded, Notice, sentence } from "../../ui/States";
import { changesOf, formOf, isJudgedAgain, newForm, policyOptions, settingsOf, taxonomyKey, withProtocol, type QueueForm } from "./queueForm";
import styles from "./queues.module.css";
import { choicesQuery, fittingQuery, useChangeQueue, useMakeQueue, type ChangedQueue, type ManagedQueue, type QueueChoices } from "./queues";

interface QueueDialogProps {
  readonly slug: string;
  /** The protocol that the project's labels are in. */
  readonly protocol: string;
  /** The queue to change; a new one otherwise. */
  readonly queue?: ManagedQueue;
  readonly onClose: () => void;
  readonly onDone: (done: ChangedQueue) => void;
}

export function QueueDialog(props: QueueDialogProps) {
  const choices = useQuery(choicesQuery(props.slug));
  const { queue } = props;
  return (
    <Dialog
      open
      onOpenChange={props.onClose}
      width="wide"
      title={queue ? `Change ${queue.name}` : "Make a queue"}
      description={queue ? "Open slots follow at once; what is held or submitted stays as it is." : "Every trajectory that fits gets its slots at once."}
    >
      <Loaded query={choices} failed="The choices did not arrive">
        {(found) => <Fields {...props} choices={found} />}
      </Loaded>
    </Dialog>
  );
}

function Fields({ slug, protocol, queue, choices, onClose, onDone }: QueueDialogProps & { choices: QueueChoices }) {
  const [form, setForm] = useState(() => (queue ? formOf(queue) : newForm(protocol, choices.protocols)));
  const make = useMakeQueue(slug);
  const change = useChangeQueue(slug);
  const { error, isPending } = queue ? change : make;
  const set = (part: Partial<QueueForm>) => setForm({ ...form, ...part });
  const complaint = (name: string) => (isApiError(error) ? error.field(name) : undefined);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (queue) change.mutate({ id: queue.id, settings: changesOf(form, queue) }, { onSuccess: onDone });
    else make.mutate(settingsOf(form), { onSuccess: onDone });
  };
  const text = (name: "name" | "overlap" | "seed" | "lease_minutes" | "bad_after" | "priority_by" | "shown_percent", more: Record<string, unknown> = {}) => (
    <TextInput value={form[name]} autoComplete="off" spellCheck={false} onChange={({ target }) => set({ [name]: target.value })} {...more} />
  );
  const number = { type: "number", min: 1, step: 1, inputMode: "numeric" } as const;
  return (
    <form className={styles.form} onSubmit={submit}>
      <Field label="Name" error={complaint("name")}>
        {text("name", { required: true, maxLength: 200 })}
      </Field>
      <FilterField slug={slug} value={form.filter} overlap={Number(form.overlap)} error={complaint("filter")} onChange={(filter) => set({ filter })} />
      <div className={styles.pair}>
        <Field label="People per trajectory" help={queue ? "More adds slots, fewer closes open ones." : "How many judge each, apart from each other."} error={complaint("overlap")}>
          {text("overlap", { ...number, max: 20, required: true })}
        </Field>
        <Field label="Order" error={complaint("order")} help={ORDER_HELP[form.order]}>
          <Select value={form.order} onChange={(order) => set({ order })} options={choices.orders} />
        </Field>
        {form.order === "RANDOM" && (
          <Field label="Seed" help="The same number shuffles in the same way." error={complaint("seed")}>
            {text("seed", { ...number, min: 0, required: true })}
          </Field>
        )}
        {form.order === "PRIORITY" && (
          <Field label="Priority by" help="lowest:SCORER or steps, with - for the highest first; empty: numbers sent over the API. Annotators never see it." error={complaint("priority_by")}>
            {text("priority_by", { mono: true, placeholder: "lowest:scorer" })}
          </Field>
        )}
        <Field label="Protocol" error={complaint("protocol")}>
          <Select value={form.protocol} onChange={(chosen) => set(queue ? { protocol: chosen } : withProtocol(form, chosen, choices.protocols))} options={choices.protocols} />
        </Field>
        <TaxonomyField choices={choices} form={form} error={complaint("taxonomy")} onChange={(taxonomy) => set({ taxonomy })} />
        {POLICIES.map(([name, label]) => (
          <Field key={name} label={label} error={complaint(name)}>
            <Select value={form[name]} onChange={(chosen) => set({ [name]: chosen })} options={policyOptions(choices.blind_policies, queue, name)} />
          </Field>
        ))}
        {POLICIES.some(([name]) => form[name] === "RANDOMISED") && (
          <Field label="Shown to, percent" help={isJudgedAgain(queue) ? "Of slots that are queued again here, drawn from the seed; what was sent back is not drawn." : "Of the slots, drawn from the seed."} error={complaint("shown_percent")}>
            {text("shown_percent", { ...number, max: 99, required: true })}
          </Field>
        )}
        <Field label="Lease, minutes" help="Without a sign of life it goes to somebody else then." error={complaint("lease_minutes")}>
          {text("lease_minutes", { ...number, max: 1440, required: true })}
        </Field>
        <Field label="Close a bad problem after" help="So many annotators who call it one; empty: never." error={complaint("bad_after")}>
          {text("bad_after", { ...number, max: 20 })}
        </Field>
      </div>
      <div className={styles.checks}>
        <Checkbox checked={form.one_per_problem} onChange={({ target }) => set({ one_per_problem: target.checked })}>
          One trajectory of a problem at a time: while one is held, the others wait
        </Checkbox>
        <Checkbox checked={form.takes_imports} onChange={({ target }) => set({ takes_imports: target.checked })}>
          What is imported later and fits joins it
        </Checkbox>
      </div>
      <Refused error={error} />
      <FormActions>
        <Button type="submit" variant="solid" busy={isPending}>
          {queue ? "Save" : "Make the queue"}
        </Button>
        <Button onClick={onClose}>Cancel</Button>
      </FormActions>
    </form>
  );
}

const POLICIES = [
  ["blind_policy", "Rewards"],
  ["reference_policy", "Reference answer and outcome"],
  ["labels_policy", "Colleagues’ labels and gold"],
] as const;

const ORDER_HELP: Readonly<Record<string, string>> = {
  FIXED: "As they were imported.",
  RANDOM: "Shuffled; later imports fall in between.",
  PRIORITY: "The highest first.",
};

/** A select cannot choose an empty value. */
const NONE = "none";

interface TaxonomyFieldProps {
  readonly choices: QueueChoices;
  readonly form: QueueForm;
  readonly error: string | undefined;
  readonly onChange: (taxonomy: string) => void;
}

function TaxonomyField({ choices, form, error, onChange }: TaxonomyFieldProps) {
  const asks = choices.protocols.find(({ value }) => value === form.protocol)?.error_types;
  const options = choices.taxonomies.map(({ name, version, title, is_newest: isNewest }) => ({
    value: taxonomyKey(name, version),
    label: title,
    hint: `${name} v${version}${isNewest ? "" : ", older"}`,
  }));
  const none = { value: NONE, label: asks === "required" ? "PRMBench’s nine" : "None", hint: asks === "required" ? "the protocol needs some" : undefined };
  const help = asks === "none" ? "This protocol asks for none." : "What annotators say of a wrong step; the version stays when another is published.";
  return (
    <Field label="Error types" help={help} error={error}>
      <Select value={form.taxonomy === "" ? NONE : form.taxonomy} disabled={asks === "none"} onChange={(chosen) => onChange(chosen === NONE ? "" : chosen)} options={[none, ...options]} />
    </Field>
  );
}

interface FilterFieldProps {
  readonly slug: string;
  readonly value: string;
  readonly overlap: number;
  readonly error: string | undefined;
  readonly onChange: (filter: string) => void;
}

function FilterField({ slug, value, overlap, error, onChange }: FilterFieldProps) {
  const fitting = useQuery(fittingQuery(slug, useDeferredValue(value.trim())));
  const bad = error ?? (isApiError(fitting.error, 400) ? sentence(fitting.error) : undefined);
  const count = bad === undefined ? fitting.data?.count : undefined;
  return (
    <div className={styles.filterField}>
      <Field label="Filter" help="As in the list of trajectories, such as source:gsm8k steps:..12; empty for all." error={bad}>
        <TextInput mono value={value} spellCheck={false} autoComplete="off" onChange={({ target }) => onChange(target.value)} />
      </Field>
      <p role="status" className={styles.preview}>
        {count !== undefined && `${count.toLocaleString()} ${count === 1 ? "trajectory fits" : "trajectories fit"}${overlap > 1 ? `, ${(count * overlap).toLocaleString()} judgements` : ""}.`}
      </p>
    </div>
  );
}

/** A refusal that belongs to no field. */
function Refused({ error }: { error: Error | null }) {
  if (!error || (isApiError(error) && FIELDS.some((field) => error.field(field) !== undefined))) return null;
  return (
    <Notice role="alert" icon="warning">
      {sentence(error)}
    </Notice>
  );
}

const FIELDS = ["name", "filter", "overlap", "order", "seed", "priority_by", "protocol", "blind_policy", "reference_policy", "labels_policy", "shown_percent", "lease_minutes", "bad_after", "taxonomy"];
