/** One person in full: what they get right, where they are off, how steady and how fast they are. */
import type { ReactNode } from "react";

import { LabelGlyph, labelSign, type StepLabel } from "../../ui/Labels";
import { DriftChart } from "./DriftChart";
import type { AnnotatorQuality } from "./quality";
import styles from "./quality.module.css";
import { ShareBar } from "./ShareBar";
import { distanceText, percent, worked } from "./words";

export function PersonDetails({ person, readingSpeed }: { person: AnnotatorQuality; readingSpeed?: number }) {
  return (
    <div className={styles.details}>
      <Part title="Step labels, by what gold says">
        <Recalls person={person} />
      </Part>
      <Part title="First errors">
        <FirstErrors person={person} />
      </Part>
      <Part title="Over time, twenty trajectories at a time">
        <DriftChart name={person.name} drift={person.drift} />
      </Part>
      <Part title="Time">
        <Times person={person} readingSpeed={readingSpeed} />
      </Part>
    </div>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={styles.part}>
      <h3>{title}</h3>
      {children}
    </section>
  );
}

function Recalls({ person: { name, accuracy } }: { person: AnnotatorQuality }) {
  return (
    <dl className={styles.facts}>
      {accuracy.recalls.map(({ label, share }) => (
        <div key={label}>
          <dt>
            <LabelGlyph label={label as StepLabel} size="small" title="" /> {labelSign(label as StepLabel)}
          </dt>
          <dd>
            <ShareBar label={`Steps that gold labels ${labelSign(label as StepLabel)}, found by ${name}`} share={share} />
          </dd>
        </div>
      ))}
      <div>
        <dt>Always +1</dt>
        <dd>
          <ShareBar label="Labelling every step +1" share={accuracy.always_correct} />
        </dd>
      </div>
      <div>
        <dt>Outcome</dt>
        <dd>
          <ShareBar label={`Outcomes of ${name}`} share={accuracy.outcomes} />
        </dd>
      </div>
    </dl>
  );
}

function FirstErrors({ person: { name, accuracy } }: { person: AnnotatorQuality }) {
  const { distances, missed, invented } = accuracy.first_errors;
  const most = Math.max(1, ...distances.map(({ trajectories }) => trajectories));
  const facts: readonly (readonly [string, number])[] = [
    ["Missed: called clean, and is not", missed],
    ["Invented: is clean", invented],
  ];
  return (
    <>
      {distances.length > 0 && (
        <ul className={styles.distances} aria-label={`Distances of ${name} from the first error, in steps that can be labelled`}>
          {distances.map(({ steps, trajectories }) => (
            <li key={steps}>
              <span>{distanceText(steps)}</span>
              <i style={{ width: `${(100 * trajectories) / most}%` }} aria-hidden />
              <b>{trajectories.toLocaleString()}</b>
            </li>
          ))}
        </ul>
      )}
      <dl className={styles.numbers}>
        {facts.map(([word, count]) => (
          <div key={word}>
            <dt>{word}</dt>
            <dd>{count.toLocaleString()}</dd>
          </div>
        ))}
        <div>
          <dt>Always “no error”</dt>
          <dd>{percent(accuracy.always_clean.value)}</dd>
        </div>
      </dl>
    </>
  );
}

function Times({ person: { times }, readingSpeed }: { person: AnnotatorQuality; readingSpeed?: number }) {
  const rows: readonly (readonly [string, string])[] = [
    ["A step, median", worked(times.per_step_s)],
    ["A trajectory, median", worked(times.per_trajectory_s)],
    ["Active, all in all", worked(times.active_s)],
    ["Idle between claim and submission", worked(times.idle_s)],
    [`Too fast to have been read${readingSpeed === undefined ? "" : `, above ${readingSpeed} characters a second`}`, `${times.too_fast.hits.toLocaleString()} of ${times.too_fast.count.toLocaleString()} steps`],
  ];
  return (
    <dl className={styles.numbers}>
      {rows.map(([word, value]) => (
        <div key={word}>
          <dt>{word}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
