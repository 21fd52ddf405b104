/** The draft went on in two places: both versions side by side, and a person who chooses. Nothing is merged silently. */
import { useCallback, useState } from "react";

import { Button } from "../../ui/Button";
import { LabelGlyph, type StepLabel } from "../../ui/Labels";
import { Dialog } from "../../ui/Overlay";
import { differences, type Difference } from "./conflict";
import styles from "./ConflictDialog.module.css";
import type { Desk } from "./desk";
import { useDesk, useStatus, useWork } from "./DeskContext";
import type { Alternative, DraftState, Span, Value } from "./draft";
import { nameOf } from "./labelName";
import { placeName } from "./EvidenceSheet";
import { withMinus, type Protocol } from "./protocol";
import type { Status } from "./session";
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
  const { session } = useWork();
  const [isOpen, setIsOpen] = useState(true);
  const rows = useDesk(useCallback(({ draft }: Desk) => draft, []));
  const found = differences(rows, theirs);
  const { protocol } = session.task;
  if (!isOpen) {
    return (
      <div className={styles.reopen}>
        <Button variant="solid" onClick={() => setIsOpen(true)}>
          Choose a version: nothing is saved until then
        </Button>
      </div>
    );
  }
  return (
    <Dialog
      open
      onOpenChange={setIsOpen}
      title={said.title}
      description={said.description}
      actions={
        <>
          <Button variant="solid" onClick={choices.mine}>
            {said.mine}
          </Button>
          <Button onClick={choices.theirs}>{said.theirs}</Button>
        </>
      }
    >
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Where</th>
            <th scope="col">Mine, in this window</th>
            <th scope="col">{said.column}</th>
          </tr>
        </thead>
        <tbody>
          {found.map((difference) => (
            <tr key={`${difference.field}-${difference.step_index ?? ""}`}>
              <th scope="row">{place(difference)}</th>
              <td>
                <ValueView field={difference.field} value={difference.mine} protocol={protocol} />
              </td>
              <td>
                <ValueView field={difference.field} value={difference.theirs} protocol={protocol} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {found.length === 0 && <p>Both say the same; either choice goes on from here.</p>}
    </Dialog>
  );
}

interface ValueProps {
  readonly field: Difference["field"];
  readonly value: Value;
  readonly protocol: Protocol;
}

function ValueView({ field, value, protocol }: ValueProps) {
  if (field === "label") {
    return (
      <span className={styles.label}>
        <LabelGlyph label={value as StepLabel} title="" />
        {nameOf(protocol, value as StepLabel)}
      </span>
    );
  }
  return <span className={styles.words}>{noteWords({ field, value }) ?? words(field, value as Plain, protocol)}</span>;
}

/** Values that are no lists. */
type Plain = number | boolean | string | null;

function words(field: Difference["field"], value: Plain, { first_error_reasons: reasons }: Protocol): string {
  if (value === null || value === "" || value === false) return "–";
  if (field === "outcome") return { "1": "right", "0": "unclear", "-1": "wrong" }[String(value)] ?? "–";
  if (field === "first_error" || field === "repairs") return `step ${String(value)}`;
  if (field === "first_error_reason") return withMinus(reasons[String(value)] ?? String(value));
  if (field === "origin") return "yes";
  return value === true ? "yes" : String(value);
}

/** What is said of a step in lists, in words; null for every other field. */
function noteWords({ field, value }: Pick<Difference, "field"> & { readonly value: Value }): string | null {
  if (typeof value !== "object" || value === null) return null;
  if (field === "spans") return (value as readonly Span[]).map(placeName).join("; ");
  if (field === "alternatives") return (value as readonly Alternative[]).map(({ text, rating }, place) => `${place + 1}. (${rating ?? "not rated"}) ${text}`).join("\n");
  return (value as readonly string[]).join(", ");
}

const NAMES: Readonly<Record<Difference["field"], string>> = {
  label: "label",
  unsure: "unsure",
  comment: "comment",
  active_ms: "time",
  error_types: "error types",
  severity: "severity",
  flags: "flags",
  correction: "corrected text",
  spans: "evidence",
  alternatives: "alternatives",
  repairs: "repairs step",
  origin: "taken from a proposal",
  refused: "proposal refused",
  proposing: "Labels are proposed",
  first_error: "First error",
  no_error: "No error at all",
  first_error_reason: "Why not the first wrong step",
  outcome: "Final result",
  note: "Note",
};

function place({ field, step_index }: Difference): string {
  return step_index === null ? NAMES[field] : `Step ${step_index}, ${NAMES[field]}`;
}

const syncOf = ({ sync }: Status) => sync;
