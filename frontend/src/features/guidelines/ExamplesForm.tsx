/** The examples of the version that is being written: those of the version before, and new ones. */
import { COPY_LINK } from "../../keyboard";
import { ExampleList } from "../../text";
import { Button, IconButton } from "../../ui/Button";
import { Field, TextArea, TextInput } from "../../ui/Field";
import { SpokenKbd } from "../../ui/Kbd";
import { labelSign, type StepLabel } from "../../ui/Labels";
import { Segmented } from "../../ui/Segmented";
import styles from "./guidelines.module.css";
import { useLabelNames } from "./useLabelNames";
import { emptyExample, placeOf, type WrittenExample } from "./writing";

interface ExamplesFormProps {
  readonly examples: readonly WrittenExample[];
  readonly onChange: (examples: WrittenExample[]) => void;
  /** Whose words its labels go by. */
  readonly protocol: string;
}

export function ExamplesForm({ examples, onChange, protocol }: ExamplesFormProps) {
  const nameOf = useLabelNames(protocol);
  const remove = (key: string) => onChange(examples.filter((example) => example.key !== key));
  const change = (changed: WrittenExample) => onChange(examples.map((example) => (example.key === changed.key ? changed : example)));
  const add = (isStep: boolean) => onChange([...examples, { ...emptyExample(crypto.randomUUID()), isStep }]);
  return (
    <div className={styles.form}>
      {examples.map((example, index) => (
        <div key={example.key} role="group" aria-label={`Example ${index + 1}`}>
          {example.kept ? (
            <ExampleList examples={[example.kept]} nameOf={nameOf} actions={() => <Remove onRemove={() => remove(example.key)} />} />
          ) : (
            <NewExample example={example} nameOf={nameOf} onChange={change} onRemove={() => remove(example.key)} />
          )}
        </div>
      ))}
      <div className={styles.buttons}>
        <Button icon="plus" onClick={() => add(true)}>
          A step of a trajectory
        </Button>
        <Button icon="plus" onClick={() => add(false)}>
          Prose
        </Button>
      </div>
    </div>
  );
}

function Remove({ onRemove }: { onRemove: () => void }) {
  return <IconButton icon="trash" size="small" label="Remove the example" onClick={onRemove} />;
}

const LABELS = [1, 0, -1] as const;

function WhichStep() {
  return (
    <>
      The link to it (<SpokenKbd command={COPY_LINK} /> on the trajectory’s page), or its trajectory’s number and the step: 812 3.
    </>
  );
}

interface NewExampleProps {
  readonly example: WrittenExample;
  readonly nameOf: (label: StepLabel) => string;
  readonly onChange: (example: WrittenExample) => void;
  readonly onRemove: () => void;
}

function NewExample({ example, nameOf, onChange, onRemove }: NewExampleProps) {
  const { isStep, place, label } = example;
  const change = (changes: Partial<WrittenExample>) => onChange({ ...example, ...changes });
  const isUnread = place.trim() !== "" && placeOf(place) === null;
  return (
    <div className={styles.example}>
      <div className={styles.pair}>
        <Field label="Title">
          <TextInput value={example.title} maxLength={200} onChange={({ target }) => change({ title: target.value })} />
        </Field>
        {isStep && (
          <Field label="Step" help={<WhichStep />} error={isUnread ? "This names no step: paste the link to it." : undefined}>
            <TextInput mono value={place} onChange={({ target }) => change({ place: target.value })} />
          </Field>
        )}
      </div>
      {isStep && <Segmented label="The right label" value={label === null ? "" : String(label)} options={LABELS.map((one) => ({ value: String(one), label: `${labelSign(one)} ${nameOf(one)}` }))} onChange={(value) => change({ label: Number(value) as -1 | 0 | 1 })} />}
      <Field label={isStep ? "Why this label is right" : "The example"} help="Markdown.">
        <TextArea value={example.body} maxLength={10_000} onChange={({ target }) => change({ body: target.value })} />
      </Field>
      <div className={styles.buttons}>
        <Button size="small" icon="trash" onClick={onRemove}>
          Remove
        </Button>
      </div>
    </div>
  );
}
