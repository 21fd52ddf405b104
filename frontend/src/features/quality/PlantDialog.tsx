/** Hiding checks in a queue: how many, which errors, and when people see how they did. */
import { useState, type SubmitEvent } from "react";

import { Button } from "../../ui/Button";
import { Checkbox, Field, FormActions, TextInput } from "../../ui/Field";
import { Dialog } from "../../ui/Overlay";
import { Select } from "../../ui/Select";
import { Notice, sentence } from "../../ui/States";
import { useToast } from "../../ui/Toast";
import { KINDS, plantedText, usePlantChecks, type Kind, type NewChecks } from "./checks";
import styles from "./quality.module.css";

interface PlantDialogProps {
  readonly slug: string;
  readonly queue: number;
  readonly name: string;
  readonly onClose: () => void;
}

type Feedback = NonNullable<NewChecks["feedback"]>;

const FEEDBACK: { readonly value: Feedback; readonly label: string; readonly hint: string }[] = [
  { value: "AFTER_QUEUE", label: "After the queue", hint: "when nothing of it is left for anybody; until then nothing of it is shown" },
  { value: "AT_ONCE", label: "At once", hint: "as soon as undo is over; people may tell one another which were checks" },
  { value: "NEVER", label: "Never", hint: "" },
];

export function PlantDialog({ slug, queue, name, onClose }: PlantDialogProps) {
  const [share, setShare] = useState("10");
  const [kinds, setKinds] = useState<ReadonlySet<Kind>>(new Set(KINDS.map(({ kind }) => kind)));
  const [feedback, setFeedback] = useState<Feedback>("AFTER_QUEUE");
  const plant = usePlantChecks(slug, queue);
  const toast = useToast();
  const toggle = (kind: Kind) => setKinds((old) => new Set(old.has(kind) ? [...old].filter((one) => one !== kind) : [...old, kind]));
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    plant.mutate(
      { share: Number(share) / 100, kinds: [...kinds], feedback },
      {
        onSuccess: (planted) => {
          toast(plantedText(planted));
          onClose();
        },
      },
    );
  };
  return (
    <Dialog open onOpenChange={onClose} title={`Hide checks in ${name}`} description="Made from trajectories that are known to have no error. Annotators then find only trajectories that they were handed.">
      <form className={styles.form} onSubmit={submit}>
        <Field label="Share of the queue, in percent" help="Half of them hold an error. At most 50.">
          <TextInput type="number" min={1} max={50} required value={share} onChange={({ target }) => setShare(target.value)} />
        </Field>
        <fieldset className={styles.kinds}>
          <legend>Errors</legend>
          {KINDS.map(({ kind, name: word, about }) => (
            <Checkbox key={kind} checked={kinds.has(kind)} onChange={() => toggle(kind)}>
              {word} <span className={styles.quiet}>{about}</span>
            </Checkbox>
          ))}
        </fieldset>
        <Field label="When annotators see their labels beside gold">
          <Select value={feedback} onChange={setFeedback} options={FEEDBACK} />
        </Field>
        {plant.error && (
          <Notice role="alert" icon="warning">
            {sentence(plant.error)}
          </Notice>
        )}
        <FormActions>
          <Button type="submit" variant="solid" busy={plant.isPending} disabled={kinds.size === 0}>
            Hide checks
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </FormActions>
      </form>
    </Dialog>
  );
}
