/** What is missing from the notes on steps before the work can be submitted, as the server decides it (note_gaps.py). Pure. */
import type { DraftState } from "./draft";
import type { Gap } from "./protocol";
import type { Flag, Taxonomy } from "./types";
import { offeredTypes } from "./stepNotes";

export interface Offered {
  readonly taxonomy: Taxonomy | null;
  readonly flags: readonly Flag[];
}

export function noteGaps(draft: DraftState, { taxonomy, flags }: Offered): Gap[] {
  const known = new Set(offeredTypes(taxonomy).map(({ id }) => id));
  const needing = new Set(flags.filter((flag) => flag.needs_evidence).map(({ id }) => id));
  const named = [draft.error_types, draft.flags, draft.alternatives].flatMap(Object.keys);
  const steps = [...new Set(named.map(Number))].sort((one, other) => one - other);
  return steps.flatMap((step) => [...strangeType(draft, step, known, taxonomy), ...missingEvidence(draft, step, needing), ...openAlternatives(draft, step)]);
}

function strangeType(draft: DraftState, step: number, known: ReadonlySet<string>, taxonomy: Taxonomy | null): Gap[] {
  const strange = draft.error_types[step]?.find((id) => !known.has(id));
  if (strange === undefined) return [];
  const asks = taxonomy ? `now goes by ${taxonomy.name} v${taxonomy.version}` : "asks for none";
  return [{ kind: "error_types", message: `Take '${strange}' from step ${step}: this queue ${asks}.`, step_index: step }];
}

function missingEvidence(draft: DraftState, step: number, needing: ReadonlySet<string>): Gap[] {
  const isMissing = draft.spans[step] === undefined && draft.flags[step]?.some((flag) => needing.has(flag)) === true;
  return isMissing ? [{ kind: "evidence", message: `Step ${step} is flagged for fabricated evidence: cite the place where it is.`, step_index: step }] : [];
}

function openAlternatives(draft: DraftState, step: number): Gap[] {
  return (draft.alternatives[step] ?? []).flatMap(({ text, rating }, place) => {
    const name = `Alternative ${place + 1} of step ${step}`;
    if (text.trim() === "") return [{ kind: "alternatives", message: `${name} is empty: write it or take it away.`, step_index: step }];
    return rating === null ? [{ kind: "alternatives", message: `${name} has no rating.`, step_index: step }] : [];
  });
}
