/** One of a few values that are all in view. */
import { ToggleGroup } from "radix-ui";

import { cx } from "./cx";
import styles from "./Segmented.module.css";

export interface SegmentedProps<V extends string> {
  readonly label: string;
  readonly value: V;
  readonly onChange: (value: V) => void;
  readonly options: readonly { readonly value: V; readonly label: string }[];
  /** Without a well: inside something that already is one. */
  readonly quiet?: boolean;
}

export function Segmented<V extends string>({ label, value, onChange, options, quiet = false }: SegmentedProps<V>) {
  return (
    <ToggleGroup.Root
      type="single"
      aria-label={label}
      className={cx(styles.group, quiet && styles.quiet)}
      value={value}
      // Pressing the chosen one again would choose nothing; a value always stands.
      onValueChange={(next) => next !== "" && onChange(next as V)}
    >
      {options.map((option) => (
        <ToggleGroup.Item key={option.value} value={option.value} className={styles.item}>
          {option.label}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
