/** The next version while it is written: a value that the form changes, and what the server is sent of it. Pure. */
import type { Example, GuidelineVersion } from "../../api/guideline";
import { rulesOf } from "../../text";
import type { NewExample, NewGuideline } from "./versions";

/** An example in the form: one of the version before as it is, or a new one. */
export interface WrittenExample {
  readonly key: string;
  readonly kept?: Example;
  readonly title: string;
  readonly body: string;
  /** A number or a link to a step; empty for prose. */
  readonly place: string;
  readonly label: -1 | 0 | 1 | null;
  readonly isStep: boolean;
}

export interface Writing {
  readonly basedOn: number;
  readonly body: string;
  readonly summary: string;
  /** Rules that the writer took out of, or put into, what the text itself says has changed. */
  readonly toggledRules: readonly string[];
  readonly errorTypes: string;
  readonly sources: string;
  readonly examples: readonly WrittenExample[];
  readonly closesSlots: boolean;
}

export function startFrom(version: GuidelineVersion | null): Writing {
  return {
    basedOn: version?.version ?? 0,
    body: version?.body ?? "",
    summary: "",
    toggledRules: [],
    errorTypes: "",
    sources: "",
    examples: (version?.examples ?? []).map((kept) => ({ ...emptyExample(kept.id), kept, isStep: kept.is_step })),
    closesSlots: false,
  };
}

export function emptyExample(key: string): WrittenExample {
  return { key, title: "", body: "", place: "", label: null, isStep: false };
}

/** Titles of rules that are new, gone or worded differently. */
export function changedRules(before: string, after: string): string[] {
  const old = new Map(rulesOf(before).map(({ title, body }) => [title, body]));
  const now = new Map(rulesOf(after).map(({ title, body }) => [title, body]));
  const titles = [...new Set([...old.keys(), ...now.keys()])].filter((title) => title !== "");
  return titles.filter((title) => old.get(title) !== now.get(title));
}

/** What is touched: what the text says, except where the writer said otherwise. */
export function touchedRules(writing: Writing, before: string): string[] {
  const changed = changedRules(before, writing.body);
  const toggled = new Set(writing.toggledRules);
  const known = [...new Set([...changed, ...rulesOf(writing.body).map(({ title }) => title)])].filter((title) => title !== "");
  return known.filter((title) => changed.includes(title) !== toggled.has(title));
}

/** Trajectory and step of "812 3", "#812/3" or a link to a step that was copied; null where it names none. */
export function placeOf(text: string): { readonly trajectory: number; readonly step: number } | null {
  const link = /\/trajectories\/(\d{1,15})\?(?:[^#]*&)?step=(\d{1,5})/.exec(text);
  const plain = /^\s*#?(\d{1,15})[\s/,:]+(?:step\s*)?(\d{1,5})\s*$/i.exec(text);
  const found = link ?? plain;
  return found && { trajectory: Number(found[1]), step: Number(found[2]) };
}

export function split(text: string): string[] {
  return [...new Set(text.split(",").map((part) => part.trim()).filter((part) => part !== ""))];
}

export function toSend(writing: Writing, before: string): NewGuideline {
  return {
    based_on: writing.basedOn,
    body: writing.body,
    summary: writing.summary,
    touches: { rules: touchedRules(writing, before), error_types: split(writing.errorTypes), sources: split(writing.sources) },
    examples: writing.examples.map(exampleToSend),
    closes_slots: writing.closesSlots,
  };
}

function exampleToSend({ kept, title, body, place, label, isStep }: WrittenExample): NewExample {
  if (kept) return { keep: kept.id, title: "", body: "" };
  const found = isStep ? placeOf(place) : null;
  return { keep: "", title, body, trajectory: found?.trajectory ?? null, step_index: found?.step ?? null, label: isStep ? label : null };
}

/** What is missing before it can be published, as a sentence; null where nothing is. */
export function missing(writing: Writing, before: GuidelineVersion | null): string | null {
  if (writing.body.trim() === "") return "Write the guideline first.";
  if (before !== null && writing.body === before.body && sameExamples(writing, before)) return "Nothing differs from the version in force.";
  if (writing.summary.trim() === "") return "Say in a sentence what changed.";
  const bad = writing.examples.find((example) => !example.kept && example.isStep && (placeOf(example.place) === null || example.label === null));
  if (bad) return "An example of a step needs its trajectory and step, and the right label.";
  return null;
}

function sameExamples({ examples }: Writing, before: GuidelineVersion): boolean {
  return examples.length === before.examples.length && examples.every(({ kept }, index) => kept?.id === before.examples[index]?.id);
}
