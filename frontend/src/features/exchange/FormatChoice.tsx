/** Which format the rows have, with a row of each to compare one's own with. */
import { Field } from "../../ui/Field";
import { Select } from "../../ui/Select";
import styles from "./exchange.module.css";
import { AUTO, kindNamed, type FormatWords, type Kind } from "./kinds";

interface FormatChoiceProps {
  readonly kind: Kind;
  readonly value: string;
  readonly onChange: (format: string) => void;
}

export function FormatChoice({ kind, value, onChange }: FormatChoiceProps) {
  const options = [{ value: AUTO, label: "Recognise it by its fields" }, ...kindNamed(kind).formats.map((format) => ({ value: format.value, label: format.label }))];
  return (
    <Field label="Format" help=".jsonl, .json and .parquet files; the first two also as .gz.">
      <Select value={value} onChange={onChange} options={options} />
    </Field>
  );
}

/** The formats that are meant: the chosen one, or all among which the file is recognised. */
export function FormatExamples({ kind, format: chosen }: { kind: Kind; format: string }) {
  const { formats } = kindNamed(kind);
  const shown = chosen === AUTO ? formats : formats.filter(({ value }) => value === chosen);
  return (
    <div className={styles.examples}>
      {shown.map((format) => (
        <Example key={format.value} format={format} isOnly={shown.length === 1} />
      ))}
    </div>
  );
}

function Example({ format: { label, about, example }, isOnly }: { format: FormatWords; isOnly: boolean }) {
  return (
    <details className={styles.example} open={isOnly}>
      <summary>
        <b>{label}</b> {about}
      </summary>
      <pre tabIndex={0} aria-label={`A row in the format ${label}`}>
        {example}
      </pre>
    </details>
  );
}
