/** One line of a form: label, control, help, complaint. The complaint is a sentence and stands under its control. */
import { createContext, useContext, useId, type InputHTMLAttributes, type ReactNode, type Ref, type TextareaHTMLAttributes } from "react";

import { cx } from "./cx";
import styles from "./Field.module.css";

interface FieldIds {
  readonly id: string;
  readonly "aria-describedby"?: string;
  readonly "aria-invalid"?: true;
}

const FieldContext = createContext<FieldIds | null>(null);

export interface FieldProps {
  readonly label: ReactNode;
  readonly help?: ReactNode;
  /** What is wrong with the value, as a sentence. */
  readonly error?: string;
  readonly hideLabel?: boolean;
  /** One TextInput, TextArea, Select or Checkbox. */
  readonly children: ReactNode;
}

export function Field({ label, help, error, hideLabel = false, children }: FieldProps) {
  const id = useId();
  const about = [error !== undefined && `${id}-error`, help !== undefined && `${id}-help`].filter(Boolean).join(" ");
  const ids: FieldIds = { id, "aria-describedby": about || undefined, "aria-invalid": error === undefined ? undefined : true };
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={cx(styles.label, hideLabel && styles.hidden)}>
        {label}
      </label>
      <FieldContext value={ids}>{children}</FieldContext>
      {error !== undefined && (
        <p id={`${id}-error`} className={styles.error} role="alert">
          {error}
        </p>
      )}
      {help !== undefined && (
        <p id={`${id}-help`} className={styles.help}>
          {help}
        </p>
      )}
    </div>
  );
}

/** What ties a control to its Field; empty outside of one. */
export function useFieldIds(): Partial<FieldIds> {
  return useContext(FieldContext) ?? {};
}

export interface TextInputProps extends InputHTMLAttributes<HTMLInputElement> {
  readonly ref?: Ref<HTMLInputElement>;
  readonly mono?: boolean;
}

export function TextInput({ className, mono = false, ...rest }: TextInputProps) {
  return <input type="text" {...useFieldIds()} {...rest} className={cx(styles.input, mono && styles.mono, className)} />;
}

export interface TextAreaProps extends TextareaHTMLAttributes<HTMLTextAreaElement> {
  readonly ref?: Ref<HTMLTextAreaElement>;
}

export function TextArea({ className, ...rest }: TextAreaProps) {
  return <textarea {...useFieldIds()} {...rest} className={cx(styles.input, styles.area, className)} />;
}

export interface CheckboxProps extends Omit<InputHTMLAttributes<HTMLInputElement>, "type"> {
  readonly children: ReactNode;
}

export function Checkbox({ children, className, ...rest }: CheckboxProps) {
  return (
    <label className={cx(styles.check, className)}>
      <input type="checkbox" {...rest} />
      <span>{children}</span>
    </label>
  );
}

/** Fields under each other, and the row of buttons that ends them. */
export function FormActions({ children }: { children: ReactNode }) {
  return <div className={styles.actions}>{children}</div>;
}
