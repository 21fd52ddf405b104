/** What the labels say under this protocol, in the words of its record: the same number means other things elsewhere. */
import { CommandKbd } from "../../ui/Kbd";
import { LabelGlyph, labelSign } from "../../ui/Labels";
import { LABEL_COMMANDS } from "./commands";
import { useWork } from "./DeskContext";
import styles from "./Side.module.css";

export function ValuesPanel() {
  const { assignment } = useWork().session;
  const { title, values, asks_for_labels } = assignment.protocol;
  return (
    // Whoever has a guideline reads the meanings there.
    <details className={styles.values} open={assignment.guideline === null}>
      <summary>{title}</summary>
      <dl>
        {values.map(({ value, name, meaning }) => (
          <div key={value}>
            <dt>
              <LabelGlyph label={value} size="small" title="" />
              {asks_for_labels && <span>{labelSign(value)}</span>} {name}
              <CommandKbd id={asks_for_labels ? LABEL_COMMANDS[`${value}`] : "label.first-error"} />
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
