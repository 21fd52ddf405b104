/** What the form of a queue holds, and what it sends. Pure: numbers are texts until they are sent. */
import type { ManagedQueue, Settings } from "./queues";

export interface QueueForm {
  readonly name: string;
  readonly filter: string;
  readonly overlap: string;
  readonly order: string;
  readonly seed: string;
  readonly priority_by: string;
  readonly lease_minutes: string;
  readonly protocol: string;
  readonly blind_policy: string;
  readonly reference_policy: string;
  readonly labels_policy: string;
  readonly shown_percent: string;
  /** Name and version as one word, `prmbench@1`; empty offers none. */
  readonly taxonomy: string;
  readonly one_per_problem: boolean;
  /** Empty: never. */
  readonly bad_after: string;
  readonly takes_imports: boolean;
}

export function newForm(protocol: string, blindPolicy: string): QueueForm {
  return {
    name: "",
    filter: "",
    overlap: "1",
    order: "FIXED",
    seed: "0",
    priority_by: "",
    lease_minutes: "10",
    protocol,
    blind_policy: blindPolicy,
    reference_policy: blindPolicy,
    labels_policy: blindPolicy,
    shown_percent: "50",
    taxonomy: "",
    one_per_problem: false,
    bad_after: "",
    takes_imports: true,
  };
}

export function formOf(queue: ManagedQueue): QueueForm {
  return {
    name: queue.name,
    filter: queue.filter,
    overlap: String(queue.overlap),
    order: queue.order,
    seed: String(queue.seed),
    priority_by: queue.priority_by,
    lease_minutes: String(queue.lease_minutes),
    protocol: queue.protocol,
    blind_policy: queue.blind_policy,
    reference_policy: queue.reference_policy,
    labels_policy: queue.labels_policy,
    shown_percent: String(queue.shown_percent),
    taxonomy: queue.taxonomy === "" ? "" : taxonomyKey(queue.taxonomy, queue.taxonomy_version ?? 1),
    one_per_problem: queue.one_per_problem,
    bad_after: queue.bad_after === null ? "" : String(queue.bad_after),
    takes_imports: queue.takes_imports,
  };
}

export function taxonomyKey(name: string, version: number): string {
  return `${name}@${version}`;
}

export function settingsOf(form: QueueForm): Omit<Settings, "is_paused"> {
  const [taxonomy = "", version] = form.taxonomy.split("@");
  return {
    ...form,
    taxonomy,
    taxonomy_version: version === undefined ? null : Number(version),
    name: form.name.trim(),
    filter: form.filter.trim(),
    overlap: Number(form.overlap),
    seed: Number(form.seed),
    lease_minutes: Number(form.lease_minutes),
    shown_percent: Number(form.shown_percent),
    bad_after: form.bad_after.trim() === "" ? null : Number(form.bad_after),
    priority_by: form.order === "PRIORITY" ? form.priority_by.trim() : "",
  };
}

/** Only what differs from what the queue is: an edit by somebody else of another setting stays. */
export function changesOf(form: QueueForm, queue: ManagedQueue): Partial<Settings> {
  const settings = settingsOf(form);
  const changes = Object.entries(settings).filter(([name, value]) => queue[name as keyof ManagedQueue] !== value);
  // A version alone says nothing: the other half may be another by now.
  if (changes.some(([name]) => name === "taxonomy_version")) changes.push(["taxonomy", settings.taxonomy]);
  return Object.fromEntries(changes);
}
