/** One of several values. */
import { Select as Radix } from "radix-ui";
import { useState } from "react";

import { CommandLayer } from "../keyboard";
import { cx } from "./cx";
import { useFieldIds } from "./Field";
import { Icon } from "./Icon";
import styles from "./Menu.module.css";

export interface Option<V extends string> {
  readonly value: V;
  readonly label: string;
  readonly hint?: string;
  readonly disabled?: boolean;
}

export interface SelectProps<V extends string> {
  readonly value: V | undefined;
  readonly onChange: (value: V) => void;
  readonly options: readonly Option<V>[];
  readonly placeholder?: string;
  /** Needed outside of a Field. */
  readonly label?: string;
  readonly disabled?: boolean;
  readonly className?: string;
}

export function Select<V extends string>({ value, onChange, options, placeholder, label, disabled, className }: SelectProps<V>) {
  const ids = useFieldIds();
  const [open, setOpen] = useState(false);
  return (
    <Radix.Root value={value ?? ""} onValueChange={(next) => onChange(next as V)} open={open} onOpenChange={setOpen} disabled={disabled}>
      <Radix.Trigger {...ids} aria-label={label} className={cx(styles.select, className)}>
        <Radix.Value placeholder={placeholder} />
        <Radix.Icon asChild>
          <span className={styles.selectIcon}>
            <Icon name="chevron-down" size={14} />
          </span>
        </Radix.Icon>
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content className={cx(styles.menu, styles.selectMenu)} position="popper" sideOffset={4} collisionPadding={8}>
          {/* Radix keeps the options alive while they are closed; the keys are theirs only while they are seen. */}
          {open && <CommandLayer />}
          <Radix.Viewport>
            {options.map((option) => (
              <Radix.Item key={option.value} value={option.value} disabled={option.disabled} className={styles.item}>
                <Radix.ItemText>{option.label}</Radix.ItemText>
                {option.hint !== undefined && <small>{option.hint}</small>}
                <Radix.ItemIndicator className={styles.tick}>
                  <Icon name="check" size={13} strokeWidth={2} />
                </Radix.ItemIndicator>
              </Radix.Item>
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
