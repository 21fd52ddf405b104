/** The problem, always in view; what is hidden is seen to be hidden. */
import { memo, useMemo } from "react";

import { bytes, Illustrated, imagesOfProblem, PROBLEM, TraceText } from "../../text";
import { counted } from "../../ui/count";
import { Hatch } from "../../ui/Rewards";
import { useSight, useWork } from "./DeskContext";
import { hiddenTitle, type SightState } from "./sight";
import styles from "./Side.module.css";
import { toolSignature, type ToolSignature } from "./toolSignature";
import type { Trajectory } from "./types";

export const ProblemPanel = memo(function ProblemPanel() {
  const { trajectory } = useWork().session.assignment;
  const images = useMemo(() => imagesOfProblem(trajectory), [trajectory]);
  return (
    <section className={styles.problem} aria-label="Problem" tabIndex={0}>
      <h2 className={styles.title}>
        Problem <code className={styles.id}>{trajectory.external_id}</code>
      </h2>
      <div className={styles.question}>
        <Illustrated images={images} of={PROBLEM}>
          <TraceText source={trajectory.problem} />
        </Illustrated>
      </div>
      <dl className={styles.facts}>
        <Reference />
        <Fact name="Written by">
          <Hatch className={styles.hidden} title="The generator is hidden until you submit." />
        </Fact>
        <AgentFacts trajectory={trajectory} />
      </dl>
    </section>
  );
});

function Reference() {
  const { states, reference } = useSight(itself);
  if (reference === null) {
    return (
      <Fact name="Reference answer">
        <Hatch className={styles.hidden} title={hiddenTitle("The reference answer is", states.reference)} />
      </Fact>
    );
  }
  const { answer, outcome } = reference;
  return (
    <div className={styles.wide}>
      <dt>Reference answer</dt>
      <dd>
        {answer === null || answer === "" ? "none given" : <TraceText source={answer} />}
        {outcome !== null && <p>The file calls the result {outcome ? "right" : "wrong"}.</p>}
      </dd>
    </div>
  );
}

const itself = (sight: SightState) => sight;

function AgentFacts({ trajectory }: { trajectory: Trajectory }) {
  const { tools, steps, scorable } = trajectory;
  const outputs = steps.filter(({ role }) => role === "tool");
  if (tools.length === 0 && outputs.length === 0) return null;
  const size = outputs.reduce((sum, { text, cut }) => sum + (cut?.bytes ?? text.length), 0);
  return (
    <>
      {tools.length > 0 && (
        <Fact name="Tools">
          <ul className={styles.tools}>
            {tools.map((tool, index) => (
              <Tool key={index} tool={toolSignature(tool)} />
            ))}
          </ul>
        </Fact>
      )}
      <Fact name="Length">
        {counted(steps.length, "step")}, {scorable.length} to label, {bytes(size)} of output
      </Fact>
    </>
  );
}

function Tool({ tool }: { tool: ToolSignature }) {
  return (
    <li title={tool.description}>
      <code>{tool.name}</code>({tool.parameters})
    </li>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
