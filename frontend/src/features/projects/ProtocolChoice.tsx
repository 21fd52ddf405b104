/** Which protocol a project has: radio buttons, each with what it asks. */
import { useId } from "react";

import styles from "./projects.module.css";
import { PROTOCOLS, type Protocol } from "./protocols";

interface ProtocolChoiceProps {
  readonly value: Protocol;
  readonly onChange: (value: Protocol) => void;
  readonly error?: string;
}

export function ProtocolChoice({ value, onChange, error }: ProtocolChoiceProps) {
  const name = useId();
  return (
    <fieldset className={styles.choices}>
      <legend>What annotators are asked</legend>
      {PROTOCOLS.map((protocol) => (
        <label key={protocol.value} className={styles.choice}>
          <input
            type="radio"
            name={name}
            checked={protocol.value === value}
            onChange={() => onChange(protocol.value)}
            aria-label={protocol.label}
            aria-describedby={`${name}-${protocol.value}`}
          />
          <span>
            <b>{protocol.label}</b>
            <small id={`${name}-${protocol.value}`}>{protocol.about}</small>
          </span>
        </label>
      ))}
      {error !== undefined && <p role="alert">{error}</p>}
    </fieldset>
  );
}
