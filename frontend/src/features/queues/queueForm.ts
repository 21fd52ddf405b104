/** What the form of a queue holds, and what it sends. Pure: numbers are texts until they are sent. */
import type { ManagedQueue, QueueChoices, Settings } from "./queues";

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

type Protocols = QueueChoices["protocols"];

export function newForm(protocol: string, protocols: Protocols): QueueForm {
  return {
    name: "",
    filter: "",
    overlap: "1",
    order: "FIXED",
    seed: "0",
    priority_by: "",
    lease_minutes: "10",
    protocol,
    ...usualPolicies(protocol, protocols),
    shown_percent: "50",
    taxonomy: "",
    one_per_problem: false,
    bad_after: "",
    takes_imports: true,
  };
}

/** What a new queue of this protocol hides and shows, until somebody says otherwise. */
function usualPolicies(protocol: string, protocols: Protocols) {
  const usual = protocols.find(({ value }) => value === protocol) ?? protocols[0];
  return usual?.policies ?? { blind_policy: "", reference_policy: "", labels_policy: "" };
}

/** Another protocol, with what it usually shows where nobody has chosen otherwise. */
export function withProtocol(form: QueueForm, protocol: string, protocols: Protocols): QueueForm {
  const [before, after] = [usualPolicies(form.protocol, protocols), usualPolicies(protocol, protocols)];
  const untouched = (["blind_policy", "reference_policy", "labels_policy"] as const).filter((name) => form[name] === before[name]);
  return { ...form, protocol, ...Object.fromEntries(untouched.map((name) => [name, after[name]])) };
}

/** Whether labels are judged again here that a guideline sent back. */
export function isJudgedAgain(queue: ManagedQueue | undefined): boolean {
  return queue !== undefined && queue.sent_back_from !== null;
}

/**
 * When annotators may get one kind of evidence. Labels of an experiment that were sent back are judged again with what
 * was in view the first time, and of others no experiment can be made.
 */
export function policyOptions(policies: QueueChoices["blind_policies"], queue: ManagedQueue | undefined, name: "blind_policy" | "reference_policy" | "labels_policy"): QueueChoices["blind_policies"] {
  if (!isJudgedAgain(queue)) return policies;
  return policies.filter(({ value }) => value !== "RANDOMISED" || queue?.[name] === "RANDOMISED").map((policy) => (policy.value === "RANDOMISED" ? { ...policy, label: "As the first time" } : policy));
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
