/** Where the fields of a plain file are, when they have other names or lie deeper. */
import { Button, IconButton } from "../../ui/Button";
import { TextInput } from "../../ui/Field";
import { Select } from "../../ui/Select";
import styles from "./exchange.module.css";
import type { MapRow } from "./importForm";
import { MAPPABLE } from "./kinds";

interface FieldMapProps {
  readonly rows: readonly MapRow[];
  readonly onChange: (rows: readonly MapRow[]) => void;
}

export function FieldMap({ rows, onChange }: FieldMapProps) {
  const free = MAPPABLE.filter((field) => rows.every((row) => row.field !== field));
  const change = (key: number, news: Partial<MapRow>) => onChange(rows.map((row) => (row.key === key ? { ...row, ...news } : row)));
  const [next] = free;
  const add = next && (
    <Button size="small" icon="plus" onClick={() => onChange([...rows, { key: Math.max(0, ...rows.map(({ key }) => key)) + 1, field: next, path: "" }])}>
      Map a field
    </Button>
  );
  return (
    <fieldset className={styles.map}>
      <legend>Fields under other names</legend>
      <p className={styles.hint}>For plain files: where a field lies in your rows, with dots into objects (steps is at response.steps).</p>
      {rows.map(({ key, field, path }) => (
        <div key={key} className={styles.mapRow}>
          <Select
            label="Field"
            value={field}
            onChange={(chosen) => change(key, { field: chosen })}
            options={MAPPABLE.filter((name) => name === field || free.includes(name)).map((name) => ({ value: name, label: name }))}
          />
          <span>is at</span>
          <TextInput mono aria-label={`Path of ${field}`} placeholder={`response.${field}`} value={path} onChange={({ target }) => change(key, { path: target.value })} />
          <IconButton icon="cross" label={`Do not map ${field}`} onClick={() => onChange(rows.filter((row) => row.key !== key))} />
        </div>
      ))}
      <div>{add}</div>
    </fieldset>
  );
}
