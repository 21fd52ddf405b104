/** Beside the steps: the problem, where the first error may be, who has read it, and where all of it comes from. */
import type { ReactNode } from "react";

import { CopyButton } from "../../../ui/CopyButton";
import { LabelGlyph } from "../../../ui/Labels";
import { minute } from "../../../ui/time";
import { JsonView, TraceText } from "../../../text";
import type { TrajectoryData } from "../shapes";
import { answerGiven } from "./answer";
import { FirstErrorBars } from "./FirstErrorBars";
import { ProblemText } from "./ProblemText";
import { Readers } from "./Readers";
import type { Reading } from "./reading";
import styles from "./Side.module.css";

export interface SideProps {
  readonly data: TrajectoryData;
  readonly reading: Reading;
  readonly raw: boolean;
  readonly onStep: (index: number) => void;
}

export function Side({ data, reading, raw, onStep }: SideProps) {
  return (
    <>
      <Section title="Problem" action={<CopyButton size="small" variant="ghost" text={data.problem} label="Copy source" />}>
        <div className={styles.problem}>
          <ProblemText data={data} raw={raw} />
        </div>
        <Answers data={data} />
      </Section>
      {reading.lanes.length > 0 && (
        <Section title="Where is the first error?" note={reading.gold ? goldWord(reading.gold) : undefined}>
          <FirstErrorBars reading={reading} scorable={data.scorable} onStep={onStep} />
        </Section>
      )}
      {(reading.readers.length > 0 || data.gold.length > 0) && (
        <Section title="Readers">
          <Readers readers={reading.readers} golds={data.gold} onStep={onStep} />
        </Section>
      )}
      <Section title="Where it comes from">
        <Origin data={data} />
      </Section>
    </>
  );
}

export function Section({ title, note, action, children }: { title: string; note?: string; action?: ReactNode; children: ReactNode }) {
  return (
    <section className={styles.section} aria-label={title}>
      <h2>
        {title}
        <span className={styles.grow} />
        {note !== undefined && <span className={styles.note}>{note}</span>}
        {action}
      </h2>
      {children}
    </section>
  );
}

function goldWord({ first_error, no_error }: NonNullable<Reading["gold"]>): string | undefined {
  if (first_error !== null) return `gold ${first_error}`;
  return no_error ? "gold none" : undefined;
}

function Answers({ data: { steps, outcome, reference_answer: reference } }: { data: TrajectoryData }) {
  const given = answerGiven(steps);
  const hasReference = reference !== null && reference !== "";
  if (given === null && outcome === null && !hasReference) return null;
  return (
    <dl className={styles.answers}>
      {(given !== null || outcome !== null) && <Given given={given} outcome={outcome} />}
      {hasReference && (
        <>
          <dt>Reference</dt>
          <dd>
            <TraceText source={reference} />
          </dd>
        </>
      )}
    </dl>
  );
}

function Given({ given, outcome }: { given: string | null; outcome: boolean | null }) {
  const word = outcome === true ? "right" : "wrong";
  return (
    <>
      <dt>{given === null ? "Final result" : "Answer given"}</dt>
      <dd>
        {given === null ? word : <TraceText source={`$${given}$`} />}
        {outcome !== null && <LabelGlyph label={outcome ? 1 : -1} size="small" title={given === null ? "" : word} />}
      </dd>
    </>
  );
}

function Origin({ data }: { data: TrajectoryData }) {
  return (
    <>
      <dl className={styles.facts}>
        <dt>Source</dt>
        <dd>{data.source}</dd>
        <dt>Id</dt>
        <dd>
          <code>{data.external_id}</code>
        </dd>
        {data.generator !== null && data.generator !== "" && (
          <>
            <dt>Generator</dt>
            <dd>{data.generator}</dd>
          </>
        )}
        {data.group_key !== "" && (
          <>
            <dt>Group</dt>
            <dd>
              <code>{data.group_key}</code>
            </dd>
          </>
        )}
        <dt>Imported</dt>
        <dd>
          {minute(data.imported_at)}, revision {data.revision}
        </dd>
      </dl>
      <Folded title={`Tools, ${data.tools.length}`} value={data.tools} />
      {data.metadata && <Folded title={`Metadata, ${Object.keys(data.metadata).length}`} value={data.metadata} />}
    </>
  );
}

function Folded({ title, value }: { title: string; value: object }) {
  if (Object.keys(value).length === 0) return null;
  return (
    <details className={styles.folded}>
      <summary>{title}</summary>
      <JsonView source={JSON.stringify(value)} />
    </details>
  );
}
