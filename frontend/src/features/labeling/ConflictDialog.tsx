/** The draft went on in two places: both versions side by side, and a person who chooses. Nothing is merged silently. */
import { useCallback, useMemo, useState } from "react";

import { Button } from "../../ui/Button";
import { counted } from "../../ui/count";
import { LabelGlyph, type StepLabel } from "../../ui/Labels";
import { Dialog } from "../../ui/Overlay";
import { differences, type Difference } from "./conflict";
import styles from "./ConflictDialog.module.css";
import { placed, sayValue, type PlacedDifference, type Vocabulary } from "./conflictWords";
import type { Desk } from "./desk";
import { useDesk, useStatus, useWork } from "./DeskContext";
import type { DraftState } from "./draft";
import type { Status } from "./session";
import { offeredTypes } from "./stepNotes";
import type { Workplace } from "./workplace";

export function ConflictDialog({ workplace }: { workplace: Workplace }) {
  const { session } = useWork();
  const { theirs, status } = useStatus(syncOf);
  if (!theirs) return null;
  const isClosed = status === "closed";
  const choices = isClosed ? { mine: () => void workplace.reopen(), theirs: workplace.drop } : { mine: () => session.keepMine(), theirs: () => session.keepTheirs() };
  return <Choice key={`${status} ${theirs.revision}`} theirs={theirs.state} words={isClosed ? SUBMITTED : CHANGED} choices={choices} />;
}

/** The draft went on in another place. */
const CHANGED = {
  title: "This draft was changed in another place",
  description: "Both versions are kept until you choose which one goes on.",
  mine: "Keep mine",
  theirs: "Keep theirs",
  column: "Theirs, on the server",
};
/** It was submitted there, without what was said here since. */
const SUBMITTED: typeof CHANGED = {
  title: "This was submitted in another place",
  description: "What you said in this window since then is not in it. Both versions are kept until you choose.",
  mine: "Take it back and keep mine",
  theirs: "Keep what was submitted",
  column: "Submitted",
};

interface ChoiceProps {
  readonly theirs: DraftState;
  readonly words: typeof CHANGED;
  readonly choices: { readonly mine: () => void; readonly theirs: () => void };
}

function Choice({ theirs, words: said, choices }: ChoiceProps) {
  const [isOpen, setIsOpen] = useState(true);
  const mine = useDesk(useCallback(({ draft }: Desk) => draft, []));
  const found = useMemo(() => placed(differences(mine, theirs)), [mine, theirs]);
  if (!isOpen) {
    return (
      <div className={styles.reopen}>
        <Button variant="solid" onClick={() => setIsOpen(true)}>
          Choose a version: nothing is saved until then
        </Button>
      </div>
    );
  }
  const actions = (
    <>
      <Button variant="solid" onClick={choices.mine}>
        {said.mine}
      </Button>
      <Button onClick={choices.theirs}>{said.theirs}</Button>
    </>
  );
  return (
    <Dialog open onOpenChange={setIsOpen} title={said.title} description={said.description} actions={actions} width="wide">
      {found.length === 0 ? <p>Both say the same; either choice goes on from here.</p> : <Versions found={found} column={said.column} />}
    </Dialog>
  );
}

/** However much differs, the two ways on stay in view: what is compared scrolls under its headings. */
function Versions({ found, column }: { found: readonly PlacedDifference[]; column: string }) {
  const vocabulary = useVocabulary();
  return (
    <div className={styles.scroll} role="region" aria-label="Where the versions differ" tabIndex={0}>
      <table className={styles.table}>
        <caption>{sumUp(found)}</caption>
        <thead>
          <tr>
            <th scope="col">Where</th>
            <th scope="col">Mine, in this window</th>
            <th scope="col">{column}</th>
          </tr>
        </thead>
        <tbody>
          {found.map(({ difference, where, what, isFirst }) => (
            <tr key={`${where} ${difference.field}`} data-first={isFirst || undefined}>
              <th scope="row" aria-label={`${where}, ${what}`}>
                <span className={styles.place}>
                  <b>{isFirst && where}</b>
                  <span>{what}</span>
                </span>
              </th>
              <td>
                <Said field={difference.field} value={difference.mine} vocabulary={vocabulary} />
              </td>
              <td>
                <Said field={difference.field} value={difference.theirs} vocabulary={vocabulary} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Said({ field, value, vocabulary }: { field: Difference["field"]; value: Difference["mine"]; vocabulary: Vocabulary }) {
  const said = sayValue(field, value, vocabulary);
  if (field !== "label") return <span className={styles.words}>{said}</span>;
  return (
    <span className={styles.label}>
      <LabelGlyph label={value as StepLabel} title="" />
      {said}
    </span>
  );
}

function useVocabulary(): Vocabulary {
  const { session, hands } = useWork();
  const { taxonomy, flags } = session.assignment;
  return useMemo(
    () => ({
      protocol: session.task.protocol,
      types: new Map(offeredTypes(taxonomy).map(({ id, title }) => [id, title])),
      flags: new Map(flags.map(({ id, title }) => [id, title])),
      quote: (span) => hands.notes.quote(span, 80),
    }),
    [session, hands, taxonomy, flags],
  );
}

function sumUp(found: readonly PlacedDifference[]): string {
  const steps = found.filter(({ difference, isFirst }) => isFirst && difference.step_index !== null).length;
  const differ = counted(found.length, "difference");
  return steps < 2 ? differ : `${differ} in ${counted(steps, "step")}${found.some(({ difference }) => difference.step_index === null) ? " and the whole" : ""}`;
}

const syncOf = ({ sync }: Status) => sync;
