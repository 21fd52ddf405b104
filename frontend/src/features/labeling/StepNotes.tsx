/** What a step's note says, below its text; and the places in it that are cited, marked. Nothing is there until something is said. */
import { memo, useCallback, useMemo, type ReactNode, type RefObject } from "react";

import { useHighlights, WordDiff } from "../../text";
import { Badge, Chip } from "../../ui/Badge";
import type { Desk } from "./desk";
import { useDesk, useWork } from "./DeskContext";
import type { Alternative, Span } from "./draft";
import type { NoteSheet } from "./sheetNames";
import styles from "./StepNotes.module.css";
import { offeredTypes, placesIn } from "./stepNotes";
import type { Step } from "./types";

export const StepNotes = memo(function StepNotes({ index }: { index: number }) {
  const select = useCallback(
    ({ draft }: Desk) => ({
      types: draft.error_types[index],
      severity: draft.severities[index],
      flags: draft.flags[index],
      correction: draft.corrections[index],
      spans: draft.spans[index],
      alternatives: draft.alternatives[index],
      repairs: draft.repairs[index],
    }),
    [index],
  );
  const { types, severity, flags, correction, spans, alternatives, repairs } = useDesk(select);
  if (Object.values({ types, severity, flags, correction, spans, alternatives, repairs }).every((value) => value === undefined)) return null;
  return (
    <div className={styles.notes} role="group" aria-label={`Said of step ${index}`}>
      <Line>
        <Types index={index} types={types} severity={severity} />
        {flags && <Flags index={index} flags={flags} />}
        {repairs !== undefined && (
          <Opens index={index} sheet="repairs">
            repairs step {repairs}
          </Opens>
        )}
        {spans && <Citations index={index} spans={spans} />}
      </Line>
      {correction !== undefined && <Correction index={index} text={correction} />}
      {alternatives && <Alternatives index={index} alternatives={alternatives} />}
    </div>
  );
});

/** Marks in the step's text what any step cites of it. */
export const CitedPlaces = memo(function CitedPlaces({ index, step, box }: { index: number; step: Step; box: RefObject<HTMLElement | null> }) {
  const places = useDesk(useCallback(({ draft }: Desk) => placesIn(draft.spans, index), [index]));
  const [text, reasoning] = useMemo(() => [places.filter(({ part }) => part === "text"), places.filter(({ part }) => part === "reasoning")], [places]);
  useHighlights({ box, source: step.text, spans: text });
  useHighlights({ box, source: step.reasoning ?? "", part: "reasoning", spans: reasoning });
  return null;
});

function Line({ children }: { children: ReactNode }) {
  return <div className={styles.line}>{children}</div>;
}

function Opens({ index, sheet, children }: { index: number; sheet: NoteSheet; children: ReactNode }) {
  const { session, hands } = useWork();
  const open = () => {
    if (session.desk.get().focus !== index) hands.point(index);
    hands.notes.open(sheet);
  };
  return (
    <Chip
      tabIndex={-1}
      onClick={(event) => {
        event.stopPropagation();
        open();
      }}
    >
      {children}
    </Chip>
  );
}

function Types({ index, types, severity }: { index: number; types: readonly string[] | undefined; severity: number | undefined }) {
  const { taxonomy } = useWork().session.assignment;
  const titles = useMemo(() => new Map(offeredTypes(taxonomy).map(({ id, title }) => [id, title])), [taxonomy]);
  return (
    <>
      {types?.map((id) => (
        <Opens key={id} index={index} sheet="error-types">
          {titles.get(id) ?? id}
        </Opens>
      ))}
      {severity !== undefined && (
        <span title={taxonomy?.severities[severity - 1]}>
          <Badge>severity {severity}</Badge>
        </span>
      )}
    </>
  );
}

function Flags({ index, flags }: { index: number; flags: readonly string[] }) {
  const offered = useWork().session.assignment.flags;
  return flags.map((id) => (
    <Opens key={id} index={index} sheet="flags">
      {offered.find((flag) => flag.id === id)?.title ?? id}
    </Opens>
  ));
}

function Citations({ index, spans }: { index: number; spans: readonly Span[] }) {
  const { hands } = useWork();
  return spans.map((span) => (
    <Opens key={`${span.step}-${span.part}-${span.start}-${span.end}`} index={index} sheet="evidence">
      step {span.step}: “{hands.notes.quote(span, 40)}”
    </Opens>
  ));
}

function Correction({ index, text }: { index: number; text: string }) {
  const { hands } = useWork();
  return (
    <details className={styles.correction} open onClick={(event) => event.stopPropagation()}>
      <summary>Corrected</summary>
      <WordDiff before={hands.notes.source(index, "text")} after={text} />
    </details>
  );
}

function Alternatives({ index, alternatives }: { index: number; alternatives: readonly Alternative[] }) {
  const { values } = useWork().session.assignment.protocol;
  return (
    <ol className={styles.alternatives} aria-label={`Alternatives to step ${index}, best first`}>
      {alternatives.map(({ text, rating }, place) => (
        <li key={place}>
          <Badge>{rating === null ? "not rated" : (values.find(({ value }) => value === rating)?.name ?? String(rating))}</Badge> {text.trim() === "" ? <i>empty</i> : text.slice(0, 300)}
        </li>
      ))}
    </ol>
  );
}
