/** Who has judged this trajectory and what each of them concluded, people first, then models, then gold. */
import { Badge } from "../../../ui/Badge";
import { LabelGlyph, type StepLabel } from "../../../ui/Labels";
import { minute } from "../../../ui/time";
import type { Gold } from "../shapes";
import { JudgeGlyph } from "./LaneCells";
import type { Reader } from "./columns";
import styles from "./Side.module.css";

export interface ReadersProps {
  readonly readers: readonly Reader[];
  readonly golds: readonly Gold[];
  readonly onStep: (index: number) => void;
}

export function Readers({ readers, golds, onStep }: ReadersProps) {
  return (
    <>
      <ul className={styles.readers}>
        {readers.map((reader) => (
          <ReaderLine key={reader.annotation.id} reader={reader} onStep={onStep} />
        ))}
        {golds.map((gold) => (
          <li key={gold.protocol} title={`${gold.protocol}, ${minute(gold.created_at)}`}>
            <LabelGlyph label={conclusionLabel(gold)} gold title="" />
            <span className={styles.goldName}>
              Gold v{gold.version}, <Conclusion of={gold} onStep={onStep} />
            </span>
            <span className={styles.note}>{golds.length > 1 ? `${gold.protocol}, ${methodName(gold.method)}` : methodName(gold.method)}</span>
          </li>
        ))}
      </ul>
      {readers.length > 0 && <p className={styles.how}>{circumstances(readers)}</p>}
      {readers.map(({ annotation: { id, note }, name }) =>
        note === "" ? null : (
          <blockquote key={id} className={styles.remark}>
            <b>{name}</b> {note}
          </blockquote>
        ),
      )}
    </>
  );
}

function ReaderLine({ reader: { annotation, name, isJudge }, onStep }: { reader: Reader; onStep: (index: number) => void }) {
  const label = conclusionLabel(annotation);
  const failed = annotation.failure !== "";
  return (
    <li title={`${annotation.protocol}, ${minute(annotation.submitted_at)}`}>
      {isJudge && label !== null && label !== 0 && !failed ? <JudgeGlyph label={label} said="" /> : <LabelGlyph label={isJudge || failed ? null : label} title="" />}
      <span>
        {name}, {failed ? <span title={annotation.failure}>no usable answer</span> : <Conclusion of={annotation} onStep={onStep} />}
      </span>
      {isJudge && <Badge>model</Badge>}
      <span className={styles.note}>{spent(annotation.active_ms)}</span>
    </li>
  );
}

type Concluded = Pick<Gold, "first_error" | "no_error">;

function Conclusion({ of: { first_error, no_error }, onStep }: { of: Concluded; onStep: (index: number) => void }) {
  if (first_error !== null) {
    return (
      <button type="button" className={styles.goTo} onClick={() => onStep(first_error)}>
        first error {first_error}
      </button>
    );
  }
  return no_error ? "no error" : "no first error named";
}

function conclusionLabel({ first_error, no_error }: Concluded): StepLabel {
  if (first_error !== null) return -1;
  return no_error ? 1 : null;
}

function methodName(method: string): string {
  return method.toLowerCase().replaceAll("_", " ");
}

/** Time spent reading, as "1:52"; nothing where it was not measured. */
export function spent(active: readonly (number | null)[]): string {
  const total = active.reduce<number>((sum, one) => sum + (one ?? 0), 0);
  if (total === 0) return "";
  const seconds = Math.round(total / 1_000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** How they read: blind or not, and by which guideline. */
export function circumstances(readers: readonly Reader[]): string {
  const people = readers.filter(({ isJudge }) => !isJudge).map(({ annotation }) => annotation);
  const blind = people.filter(({ evidence_view }) => evidence_view === "BLIND").length;
  const versions = [...new Set(people.flatMap(({ guideline_version }) => guideline_version ?? []))].sort((a, b) => a - b);
  const how = blind === people.length ? "Labelled blind" : `${blind} of ${people.length} labelled blind`;
  const guideline = versions.length === 0 ? "" : `, guideline ${versions.map((version) => `v${version}`).join(" and ")}`;
  return people.length === 0 ? "No person has labelled it." : `${how}${guideline}.`;
}
