/** What may be seen beside the steps: rewards, reference answer, colleagues' labels; each by the policy of the queue. */
import type { Semantics } from "../../ui/ramp";
import { laneCodes } from "../../ui/laneCodes";
import type { DeskApi } from "./deskApi";
import { Store } from "./store";
import type { Assignment, BlindPolicy, DeskEvidence, EvidenceKind, EvidenceState } from "./types";

/** One scorer's channel beside the steps. */
export interface SightLane {
  readonly id: number;
  readonly code: string;
  readonly name: string;
  readonly semantics: Semantics;
  readonly rewards: readonly (number | null)[];
  /** Why there is no number at all; null where there are some. */
  readonly absent: string | null;
  /** What the scorer says of single steps, by step. */
  readonly words: Readonly<Record<number, readonly string[]>>;
}

/** One colleague's labels, or gold. */
export interface SightReader {
  readonly code: string;
  readonly name: string;
  readonly isGold: boolean;
  readonly labels: readonly (number | null)[];
  /** What its labels are called under its protocol, by the number. */
  readonly names: Readonly<Record<string, string>>;
  readonly firstError: number | null;
  readonly comments: Readonly<Record<number, string>>;
}

export interface SightState {
  readonly states: Readonly<Record<EvidenceKind, EvidenceState>>;
  /** Null until it has come, or where nothing is shown. */
  readonly reference: { readonly answer: string | null; readonly outcome: boolean | null } | null;
  readonly lanes: readonly SightLane[];
  readonly readers: readonly SightReader[];
}

const KINDS: readonly EvidenceKind[] = ["rewards", "reference", "labels"];
const HIDDEN = { reference: null, lanes: [], readers: [] };
/** More lanes would leave the text no room; the side names them all. */
export const MOST_LANES = 4;
export const MOST_READERS = 4;

export class Sight {
  readonly store: Store<SightState>;

  constructor(
    private readonly assignment: Assignment,
    private readonly api: DeskApi,
  ) {
    this.store = new Store<SightState>({ states: assignment.evidence, ...HIDDEN });
  }

  get mayReveal(): boolean {
    return KINDS.some((kind) => this.store.get().states[kind] === "ON_REQUEST");
  }

  /** Asks for what is shown; nothing where nothing is. */
  async load(): Promise<void> {
    const { states } = this.store.get();
    if (!KINDS.some((kind) => states[kind] === "SHOWN")) return;
    this.store.set(sightOf(states, await this.api.evidence(this.assignment.id), this.assignment.protocol.name));
  }

  /** What was fetched ahead is begun: only now is it said what its queue shows. */
  async begin(states: SightState["states"]): Promise<void> {
    this.store.set({ ...this.store.get(), states });
    await this.load();
  }

  /** Shows what the queue lets be revealed. The server writes it down first. */
  async reveal(): Promise<void> {
    await this.api.reveal(this.assignment.id);
    const { states } = this.store.get();
    const shown = Object.fromEntries(KINDS.map((kind) => [kind, states[kind] === "ON_REQUEST" ? "SHOWN" : states[kind]])) as SightState["states"];
    this.store.set(sightOf(shown, await this.api.evidence(this.assignment.id), this.assignment.protocol.name));
  }
}

/** The server has the last word: what it did not send is hidden, whatever the policy says. */
export function sightOf(states: SightState["states"], evidence: DeskEvidence, protocol: string): SightState {
  const hidden = new Set<EvidenceKind>(evidence.hidden_evidence);
  const now = Object.fromEntries(KINDS.map((kind) => [kind, states[kind] === "SHOWN" && hidden.has(kind) ? "HIDDEN" : states[kind]])) as SightState["states"];
  return {
    states: now,
    reference: now.reference === "SHOWN" ? { answer: evidence.reference_answer, outcome: evidence.outcome } : null,
    lanes: now.rewards === "SHOWN" ? lanesOf(evidence.lanes) : [],
    readers: now.labels === "SHOWN" ? readersOf(evidence, protocol) : [],
  };
}

const ABSENT: Readonly<Record<string, string>> = {
  STALE: "The text has changed since it was scored.",
  FAILED: "Scoring failed.",
  MISMATCH: "The scores do not fit the steps.",
};

function lanesOf(lanes: DeskEvidence["lanes"]): SightLane[] {
  const codes = laneCodes(lanes.map(({ channel }) => channel.scorer));
  return lanes.map(({ channel, rewards, status, evidence }, place) => ({
    id: channel.id,
    code: codes[place] ?? "",
    name: channel.scorer,
    semantics: channel.semantics,
    rewards,
    absent: ABSENT[status] ?? null,
    words: byStep(evidence.map(({ step_index, message }) => [step_index, message])),
  }));
}

function readersOf({ gold, annotations }: DeskEvidence, protocol: string): SightReader[] {
  const people = annotations.filter(({ failure }) => failure === "");
  const codes = laneCodes(people.map(({ annotator }) => annotator));
  const colleagues = people.map(
    ({ annotator, labels, value_names, first_error, notes }, place): SightReader => ({
      code: codes[place] ?? "",
      name: annotator,
      isGold: false,
      labels,
      names: value_names,
      firstError: first_error,
      comments: Object.fromEntries(notes.filter(({ comment }) => comment !== "").map(({ step_index, comment }) => [step_index, comment])),
    }),
  );
  // Of the queue's own protocol, else the one that stands for the project.
  const best = gold.find((one) => one.protocol === protocol) ?? gold[0];
  if (!best) return colleagues;
  return [...colleagues, { code: "Gold", name: "Gold", isGold: true, labels: best.labels, names: best.value_names, firstError: best.first_error, comments: {} }];
}

function byStep(said: readonly (readonly [number, string])[]): Record<number, string[]> {
  const found: Record<number, string[]> = {};
  for (const [step, words] of said) (found[step] ??= []).push(words);
  return found;
}

/** A label as it is drawn; a first error that has no label is a wrong step. */
export function labelAt({ labels, firstError }: SightReader, step: number): 1 | 0 | -1 | null {
  const label = labels[step] ?? null;
  if (label === 1 || label === 0 || label === -1) return label;
  return firstError === step ? -1 : null;
}

/** What the bar says of it in a word, and the sentence behind it. */
export function sightWord({ states }: SightState): { readonly word: string; readonly sentence: string } {
  const shown = KINDS.filter((kind) => states[kind] === "SHOWN");
  const hidden = KINDS.filter((kind) => states[kind] !== "SHOWN");
  if (shown.length === 0) return { word: "Blind", sentence: hiddenSentence(states, hidden) };
  const word = states.rewards === "SHOWN" ? "Scores shown" : "Partly blind";
  const rest = hidden.length === 0 ? "" : ` ${hiddenSentence(states, hidden)}`;
  return { word, sentence: `${listed(shown)} shown beside the steps, and your label says so.${rest}` };
}

/** What is true of rewards that are not shown: in a few words, and in a sentence. */
export interface Said {
  readonly note: string;
  readonly sentence: string;
}

const REWARDS_HIDDEN: Readonly<Record<BlindPolicy, Said>> = {
  UNTIL_SUBMITTED: { note: "rewards after submit", sentence: "Rewards are shown on the trajectory's page once your label is in and can no longer be taken back." },
  ON_REQUEST: { note: "rewards on request", sentence: "Rewards are shown when you ask for them, which is written down, else after you submit." },
  SHOWN: { note: "rewards hidden", sentence: "This queue shows rewards, but those of this trajectory are hidden from you now." },
  RANDOMISED: { note: "rewards hidden by lot", sentence: "In this queue a lot decides who sees rewards. Of this trajectory you see them after you submit." },
  NEVER: { note: "rewards never shown", sentence: "This queue shows no rewards, not even after you submit." },
};
const REWARDS_DONE: Said = { note: "rewards on its page", sentence: "Rewards are shown on the trajectory's page once your label can no longer be taken back." };

/** `isDone`: it was submitted, so what was to come after that is there, though not on this desk. */
export function rewardsHidden(policy: BlindPolicy, isDone: boolean): Said {
  return isDone && policy !== "NEVER" ? REWARDS_DONE : REWARDS_HIDDEN[policy];
}

const WORDS: Readonly<Record<EvidenceKind, string>> = { rewards: "scores", reference: "the reference answer", labels: "colleagues' labels" };

function hiddenSentence(states: SightState["states"], hidden: readonly EvidenceKind[]): string {
  const never = hidden.filter((kind) => states[kind] === "NEVER");
  const later = hidden.filter((kind) => states[kind] !== "NEVER");
  const asked = hidden.some((kind) => states[kind] === "ON_REQUEST") ? " You may reveal some of it with h; that is written down." : "";
  const said = [
    later.length > 0 && `${listed(later)} not sent to this page until you submit.`,
    never.length > 0 && `${listed(never)} never shown in this queue.`,
  ];
  return `${said.filter(Boolean).join(" ")}${asked}`;
}

function listed(kinds: readonly EvidenceKind[]): string {
  const words = kinds.map((kind) => WORDS[kind]);
  const text = words.length > 1 ? `${words.slice(0, -1).join(", ")} and ${words.at(-1) ?? ""}` : (words[0] ?? "");
  const isOne = kinds.length === 1 && kinds[0] === "reference";
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)} ${isOne ? "is" : "are"}`;
}

/** Why something is hidden, where it is drawn as hatched. */
export function hiddenTitle(what: string, state: EvidenceState): string {
  if (state === "NEVER") return `${what} not shown in this queue.`;
  return state === "ON_REQUEST" ? `${what} hidden until you submit, or until you reveal it with h.` : `${what} hidden until you submit.`;
}
