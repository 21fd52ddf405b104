/** The rules that a new version touches: what the text itself says has changed, and what the writer knows better. */
import { rulesOf } from "../../text";
import { Checkbox } from "../../ui/Field";
import styles from "./guidelines.module.css";
import { changedRules, touchedRules, type Writing } from "./writing";

export function RulesTouched({ writing, before, onChange }: { writing: Writing; before: string; onChange: (toggled: string[]) => void }) {
  const touched = touchedRules(writing, before);
  const titles = [...new Set([...rulesOf(writing.body).map(({ title }) => title), ...changedRules(before, writing.body)])].filter((title) => title !== "");
  if (titles.length === 0) return null;
  const toggle = (title: string) => {
    const { toggledRules } = writing;
    onChange(toggledRules.includes(title) ? toggledRules.filter((other) => other !== title) : [...toggledRules, title]);
  };
  return (
    <fieldset className={styles.rulesTouched}>
      <legend>Rules it touches</legend>
      {titles.map((title) => (
        <Checkbox key={title} checked={touched.includes(title)} onChange={() => toggle(title)}>
          {title}
        </Checkbox>
      ))}
    </fieldset>
  );
}
