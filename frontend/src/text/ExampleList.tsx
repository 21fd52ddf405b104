/** Worked examples of a guideline: prose, or a step with its right label and why. */
import type { ReactNode } from "react";

import type { Example } from "../api/guideline";
import { Icon } from "../ui/Icon";
import { LabelGlyph, labelSign, labelWord, type StepLabel } from "../ui/Labels";
import { Hatch } from "../ui/Rewards";
import styles from "./ExampleList.module.css";
import { StepBody } from "./StepBody";
import { TraceLine, TraceText } from "./TraceText";

export interface ExampleListProps {
  readonly examples: readonly Example[];
  /** What can be done with one, beside its title. */
  readonly actions?: (example: Example) => ReactNode;
  /** What labels are called under the protocol in question; the usual words otherwise. */
  readonly nameOf?: (label: StepLabel) => string;
}

export function ExampleList({ examples, actions, nameOf = labelWord }: ExampleListProps) {
  return (
    <ul className={styles.examples} aria-label="Worked examples">
      {examples.map((example) => (
        <li key={example.id} className={styles.example}>
          <ExampleView example={example} actions={actions?.(example)} nameOf={nameOf} />
        </li>
      ))}
    </ul>
  );
}

interface ExampleViewProps {
  readonly example: Example;
  readonly actions: ReactNode;
  readonly nameOf: (label: StepLabel) => string;
}

function ExampleView({ example, actions, nameOf }: ExampleViewProps) {
  return (
    <>
      <header className={styles.head}>
        <Title example={example} nameOf={nameOf} />
        <span className={styles.grow} />
        {example.trajectory && (
          <code className={styles.where}>
            {example.trajectory.external_id} · step {example.step_index}
          </code>
        )}
        {actions}
      </header>
      {example.step && <StepShown example={example} step={example.step} />}
      {example.is_covered ? <Covered /> : <TraceText source={example.body} className={styles.why} />}
    </>
  );
}

function Title({ example: { label, title, is_covered: isCovered, is_step: isStep }, nameOf }: Pick<ExampleViewProps, "example" | "nameOf">) {
  if (isCovered) return <Hatch className={styles.covered} title="The right label is covered." />;
  const given = isStep ? (label as StepLabel) : null;
  return (
    <>
      {given !== null && <LabelGlyph label={given} title="" />}
      <b>{title === "" ? (given === null ? "Example" : `${labelSign(given)} ${nameOf(given)}`) : title}</b>
      {given !== null && title !== "" && (
        <span className={styles.soft}>
          {labelSign(given)} {nameOf(given)}
        </span>
      )}
    </>
  );
}

function StepShown({ example: { problem }, step }: { example: Example; step: NonNullable<Example["step"]> }) {
  return (
    <>
      <p className={styles.problem}>
        <TraceLine source={problem} />
      </p>
      <div className={styles.step}>
        <StepBody step={step} />
      </div>
    </>
  );
}

function Covered() {
  return (
    <p className={styles.soft}>
      <Icon name="blind" /> You may still be handed this trajectory, so its label and the reason are shown once that is over.
    </p>
  );
}
