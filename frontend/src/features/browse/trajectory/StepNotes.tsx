/** What people and judges say of a step besides its label: types, severity, flags, evidence, a corrected text, alternatives. */
import { WordDiff } from "../../../text";
import { Badge } from "../../../ui/Badge";
import type { Annotation, TrajectoryData } from "../shapes";
import type { StepNote } from "./reading";
import styles from "./StepNotes.module.css";

export interface StepNotesProps {
  readonly notes: readonly StepNote[];
  readonly steps: TrajectoryData["steps"];
}

export function StepNotes({ notes, steps }: StepNotesProps) {
  return notes.map(({ name, note }, place) => (
    <div key={place} className={styles.note} role="group" aria-label={`${name} on step ${note.step_index}`}>
      <p className={styles.line}>
        <b>{name}</b>
        <Facts note={note} />
      </p>
      {note.spans.map((span, at) => (
        <p key={at} className={styles.cited}>
          step {span.step}: <q>{quoted(steps, span)}</q>
        </p>
      ))}
      {note.correction !== "" && <WordDiff before={steps[note.step_index]?.text ?? ""} after={note.correction} className={styles.correction} />}
      {note.alternatives.length > 0 && (
        <ol className={styles.alternatives}>
          {note.alternatives.map(({ text, rating }, at) => (
            <li key={at}>
              {rating !== null && <Badge>{rating > 0 ? `+${rating}` : String(rating).replace("-", "−")}</Badge>} {text}
            </li>
          ))}
        </ol>
      )}
    </div>
  ));
}

function Facts({ note: { error_types, severity, flags, repairs_step } }: { note: Annotation["notes"][number] }) {
  return (
    <>
      {[...error_types, ...flags].map(({ id, title }) => (
        <Badge key={id}>{title}</Badge>
      ))}
      {severity !== null && <Badge>severity {severity}</Badge>}
      {repairs_step !== null && <Badge>repairs step {repairs_step}</Badge>}
    </>
  );
}

/** The server counts characters by code point. */
function quoted(steps: TrajectoryData["steps"], { step, part, start, end }: Annotation["notes"][number]["spans"][number]): string {
  const source = steps[step]?.[part] ?? "";
  return Array.from(source).slice(start, end).join("");
}
