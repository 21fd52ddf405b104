/** A guideline as the list of its rules, each with the sign of what it is about. */
import { memo, useMemo } from "react";

import { cx } from "../ui/cx";
import { Icon } from "../ui/Icon";
import { Flag, LabelGlyph } from "../ui/Labels";
import styles from "./RuleList.module.css";
import { rulesOf, type Rule } from "./rules";
import { TraceText } from "./TraceText";

export interface RuleListProps {
  /** Markdown. */
  readonly body: string;
  readonly isLarge?: boolean;
  /** Which rules are lifted out: those that apply now. */
  readonly isLifted?: (rule: Rule) => boolean;
}

export function RuleList({ body, isLarge = false, isLifted }: RuleListProps) {
  const rules = useMemo(() => rulesOf(body), [body]);
  return (
    <ul className={cx(styles.rules, isLarge && styles.large)}>
      {rules.map((rule, index) => (
        <RuleView key={index} rule={rule} isLifted={isLifted?.(rule) === true} />
      ))}
    </ul>
  );
}

const RuleView = memo(function RuleView({ rule, isLifted }: { rule: Rule; isLifted: boolean }) {
  return (
    <li className={cx(styles.rule, isLifted && styles.lifted)}>
      <RuleGlyph rule={rule} />
      <div className={styles.text}>
        <TraceText source={rule.title === "" ? rule.body : `**${rule.title}.** ${rule.body}`} />
      </div>
    </li>
  );
});

function RuleGlyph({ rule }: { rule: Rule }) {
  if (rule.label !== undefined) return <LabelGlyph label={rule.label} title="" />;
  if (rule.kind === "first-error") {
    return (
      <span aria-hidden="true">
        <Flag size={16} />
      </span>
    );
  }
  return <Icon name={rule.kind === "after" ? "chevron-right" : "dot"} />;
}
