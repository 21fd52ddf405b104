/** Which protocol a project has: radio buttons, each with what it asks. */
import { useQuery } from "@tanstack/react-query";
import { useId } from "react";

import { currentProtocols, protocolsQuery } from "../../api/protocols";
import { sentence } from "../../ui/States";
import styles from "./projects.module.css";

interface ProtocolChoiceProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly error?: string;
}

export function ProtocolChoice({ value, onChange, error }: ProtocolChoiceProps) {
  const group = useId();
  const { data = [], error: missing } = useQuery({ ...protocolsQuery, select: currentProtocols });
  const complaint = error ?? (missing ? sentence(missing) : undefined);
  return (
    <fieldset className={styles.choices}>
      <legend>What annotators are asked</legend>
      {data.map(({ name, title, summary }) => (
        <label key={name} className={styles.choice}>
          <input type="radio" name={group} checked={name === value} onChange={() => onChange(name)} aria-label={title} aria-describedby={`${group}-${name}`} />
          <span>
            <b>{title}</b>
            <small id={`${group}-${name}`}>{summary.replaceAll("-1", "−1")}</small>
          </span>
        </label>
      ))}
      {complaint !== undefined && <p role="alert">{complaint}</p>}
    </fieldset>
  );
}
