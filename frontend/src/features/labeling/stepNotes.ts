/** What is said of a step besides its label, as changes of the draft (step_notes.py says the same). Pure. */
import { MOST_ALTERNATIVES, MOST_ERROR_TYPES, MOST_SPANS, type Alternative, type Change, type DraftState, type PerStep, type Span, type Value } from "./draft";
import type { Judged, Task } from "./judge";
import { isError } from "./protocol";
import type { Flag, Taxonomy } from "./types";

/** A step of a draft, and what is judged in it. */
export interface At {
  readonly draft: DraftState;
  readonly task: Task;
  readonly step: number;
}

/** An error type that can be chosen, with the headings above it. */
export interface OfferedType {
  readonly id: string;
  readonly title: string;
  readonly meaning: string;
  readonly example: string;
  readonly heading: string;
}

/** The types without children that are not retired, in the order of the tree. */
export function offeredTypes(taxonomy: Taxonomy | null): OfferedType[] {
  return taxonomy?.types.flatMap((root) => leaves(root, "")) ?? [];
}

interface Node extends Omit<OfferedType, "heading"> {
  readonly retired: boolean;
  readonly children?: readonly Node[];
}

function leaves({ children = [], ...one }: Node, heading: string): OfferedType[] {
  if (one.retired) return [];
  if (children.length === 0) return [{ id: one.id, title: one.title, meaning: one.meaning, example: one.example, heading }];
  const below = heading === "" ? one.title : `${heading} › ${one.title}`;
  return children.flatMap((child) => leaves(child, below));
}

/** Those whose words fit what is typed: every word of it somewhere in title, heading, id or meaning. */
export function fitting(types: readonly OfferedType[], typed: string): OfferedType[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return types.filter((type) => {
    const text = `${type.title} ${type.heading} ${type.id} ${type.meaning}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

export function toggleErrorType({ draft, task, step }: At, id: string, types: readonly OfferedType[]): Judged {
  const chosen = toggled(draft.error_types[step] ?? [], id, types.map((type) => type.id));
  if (chosen.length > MOST_ERROR_TYPES) return `A step takes at most ${MOST_ERROR_TYPES} error types.`;
  return said(task, step, "error_types", chosen);
}

/** 1 (least) to 4 (worst); the same once more takes it back. */
export function setSeverity({ draft, task, step }: At, severity: number): Judged {
  return said(task, step, "severity", draft.severities[step] === severity ? null : severity);
}

export function toggleFlag({ draft, task, step }: At, id: string, flags: readonly Flag[]): Judged {
  return said(task, step, "flags", toggled(draft.flags[step] ?? [], id, flags.map((flag) => flag.id)));
}

/** The step as it should have been; the same text as before is none. */
export function correctStep({ task, step }: At, text: string, original: string): Judged {
  return said(task, step, "correction", text === original ? null : text);
}

export function citeSpan({ draft, task, step }: At, span: Span): Judged {
  const cited = draft.spans[step] ?? [];
  if (cited.some((one) => isSamePlace(one, span))) return "This place is cited already.";
  if (cited.length === MOST_SPANS) return `A step cites at most ${MOST_SPANS} places.`;
  return said(task, step, "spans", [...cited, span]);
}

export function dropSpan({ draft, task, step }: At, place: number): Judged {
  return said(task, step, "spans", (draft.spans[step] ?? []).toSpliced(place, 1));
}

export function addAlternative({ draft, task, step }: At): Judged {
  const others = draft.alternatives[step] ?? [];
  if (others.length === MOST_ALTERNATIVES) return `A step takes at most ${MOST_ALTERNATIVES} alternatives.`;
  return said(task, step, "alternatives", [...others, { text: "", rating: null }]);
}

export function changeAlternative({ draft, task, step }: At, place: number, change: Partial<Alternative>): Judged {
  const others = draft.alternatives[step] ?? [];
  return said(task, step, "alternatives", others.map((other, at) => (at === place ? { ...other, ...change } : other)));
}

export function dropAlternative({ draft, task, step }: At, place: number): Judged {
  return said(task, step, "alternatives", (draft.alternatives[step] ?? []).toSpliced(place, 1));
}

/** Best first: moves one up (-1) or down (1) in the ranking. */
export function rankAlternative({ draft, task, step }: At, place: number, by: 1 | -1): Judged {
  const others = draft.alternatives[step] ?? [];
  const [one, to] = [others[place], place + by];
  if (!one || to < 0 || to >= others.length) return [];
  return said(task, step, "alternatives", others.toSpliced(place, 1).toSpliced(to, 0, one));
}

/** The earlier step that this one repairs; null takes it back. */
export function repairStep({ task, step }: At, repaired: number | null): Judged {
  const isEarlier = repaired === null || (repaired < step && task.scorable.includes(repaired));
  return isEarlier ? said(task, step, "repairs", repaired) : `Step ${step} can repair an earlier step that can be labelled.`;
}

/** Which steps can be repaired from here, in order, and where to begin: the latest that is wrong, else the one before. */
export function repairable({ draft, task, step }: At): { readonly steps: readonly number[]; readonly start: number | null } {
  const steps = task.scorable.filter((one) => one < step);
  const wrong = steps.filter((one) => isError(task.protocol, draft.labels[one]) || draft.first_error === one);
  return { steps, start: draft.repairs[step] ?? wrong.at(-1) ?? steps.at(-1) ?? null };
}

const intoSteps = new WeakMap<PerStep<readonly Span[]>, Map<number, Span[]>>();
const NOWHERE: readonly Span[] = [];

/** Every place in this step that any step cites; the same list as long as no citation changes. */
export function placesIn(spans: PerStep<readonly Span[]>, step: number): readonly Span[] {
  const found = intoSteps.get(spans) ?? bySteps(spans);
  intoSteps.set(spans, found);
  return found.get(step) ?? NOWHERE;
}

function bySteps(spans: PerStep<readonly Span[]>): Map<number, Span[]> {
  const found = new Map<number, Span[]>();
  for (const span of Object.values(spans).flat()) found.set(span.step, [...(found.get(span.step) ?? []), span]);
  return found;
}

function isSamePlace(one: Span, other: Span): boolean {
  return one.step === other.step && one.part === other.part && one.start === other.start && one.end === other.end;
}

/** In the order in which they are offered, so that the same choice is always the same value; what is no longer offered stays behind. */
function toggled(chosen: readonly string[], id: string, order: readonly string[]): string[] {
  const next = chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id];
  return [...order.filter((one) => next.includes(one)), ...next.filter((one) => !order.includes(one))];
}

function said(task: Task, step: number, field: Change["field"], value: Value): Judged {
  if (!task.scorable.includes(step)) return `Step ${step} is context: it is shown, never labelled.`;
  return [{ field, step_index: step, value }];
}
