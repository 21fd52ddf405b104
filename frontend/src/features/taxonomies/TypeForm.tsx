/** One error type: its title and id, what it means, an example, under which heading it stands, whether it is retired. */
import type { Ref } from "react";

import { Checkbox, Field, TextArea, TextInput } from "../../ui/Field";
import { Select } from "../../ui/Select";
import styles from "./taxonomies.module.css";
import { idFrom, parentOf, possibleParents, underParent, type WrittenType } from "./writing";

interface TypeFormProps {
  readonly types: readonly WrittenType[];
  readonly at: number;
  /** An annotation names it, so that its id stays. */
  readonly isUsed: boolean;
  readonly titleRef: Ref<HTMLInputElement>;
  readonly onChange: (types: readonly WrittenType[]) => void;
}

export function TypeForm({ types, at, isUsed, titleRef, onChange }: TypeFormProps) {
  const type = types[at];
  if (!type) return null;
  const change = (changes: Partial<WrittenType>) => onChange(types.map((other, place) => (place === at ? { ...other, ...changes } : other)));
  // As long as nobody typed an id it follows the title.
  const follows = !isUsed && type.id === idFrom(type.title);
  const setTitle = (title: string) => change(follows ? { title, id: idFrom(title) } : { title });
  return (
    <div className={styles.form} role="group" aria-label="The type in hand">
      <div className={styles.pair}>
        <Field label="Title of the type">
          <TextInput ref={titleRef} value={type.title} maxLength={120} onChange={({ target }) => setTitle(target.value)} />
        </Field>
        <Field label="Id" help={isUsed ? "Annotations name it, so it stays." : "What annotations store. It keeps its meaning in every version."}>
          <TextInput mono value={type.id} maxLength={64} disabled={isUsed} spellCheck={false} autoComplete="off" onChange={({ target }) => change({ id: target.value })} />
        </Field>
      </div>
      <Field label="What it means" help="Annotators read it beside the title.">
        <TextArea value={type.meaning} maxLength={1_000} rows={2} onChange={({ target }) => change({ meaning: target.value })} />
      </Field>
      <Field label="An example">
        <TextArea value={type.example} maxLength={1_000} rows={2} onChange={({ target }) => change({ example: target.value })} />
      </Field>
      <Parent types={types} at={at} onChange={onChange} />
      <Checkbox checked={type.retired} onChange={({ target }) => change({ retired: target.checked })}>
        Retired: offered no more, with everything below it; what was said with it stays readable
      </Checkbox>
    </div>
  );
}

/** A select cannot choose an empty value. */
const NONE = "none";

function Parent({ types, at, onChange }: Pick<TypeFormProps, "types" | "at" | "onChange">) {
  const headings = possibleParents(types, at);
  const options = [{ value: NONE, label: "None: on the first level" }, ...headings.map(({ key, title, depth }) => ({ value: key, label: `${"– ".repeat(depth)}${title.trim() === "" ? "without a title" : title}` }))];
  const current = parentOf(types, at);
  return (
    <Field label="Under the heading">
      <Select value={current?.key ?? NONE} options={options} onChange={(chosen) => onChange(underParent(types, at, chosen === NONE ? null : chosen))} />
    </Field>
  );
}
