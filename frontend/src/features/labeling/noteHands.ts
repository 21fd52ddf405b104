/** What the keys for notes on a step do: error types, severity, flags, correction, evidence, alternatives, repairs. */
import { inCodePoints, selectedIn } from "../../text";
import { MAX_CORRECTION, writable, type Alternative, type DraftState, type Span, type SpanPart } from "./draft";
import type { Judged, Task } from "./judge";
import type { Session } from "./session";
import type { NoteSheet } from "./sheetNames";
import {
  addAlternative, changeAlternative, citeSpan, correctStep, dropAlternative, dropSpan, offeredTypes, rankAlternative, repairStep, setSeverity,
  toggleErrorType, toggleFlag, type At,
} from "./stepNotes";

/** Says something of a step, or tells why not. True when it was said. */
export type Judge = (act: (draft: DraftState, task: Task) => Judged, step: number) => boolean;

export class NoteHands {
  constructor(
    private readonly session: Session,
    private readonly judge: Judge,
    private readonly tell: (text: string) => void,
  ) {}

  /** Opens a sheet about the focused step, where that is one that can be labelled and this tab writes. */
  readonly open = (sheet: NoteSheet): void => {
    if (this.judge((_, task) => (task.scorable.includes(this.focus) ? [] : `Step ${this.focus} is context: it is shown, never labelled.`), this.focus)) {
      this.session.sheet.set(sheet);
    }
  };

  readonly errorType = (step: number, id: string): void => {
    const types = offeredTypes(this.session.assignment.taxonomy);
    this.say(step, (at) => toggleErrorType(at, id, types));
  };

  readonly severity = (step: number, severity: number): void => {
    this.say(step, (at) => setSeverity(at, severity));
  };

  readonly flag = (step: number, id: string): void => {
    this.say(step, (at) => toggleFlag(at, id, this.session.assignment.flags));
  };

  readonly correct = (step: number, text: string): void => {
    this.say(step, (at) => correctStep(at, writable(text, MAX_CORRECTION), this.source(step, "text")));
  };

  /** The key w: cites what is selected in any step for the focused one; without a selection it asks for the place. */
  readonly cite = (): void => {
    const selected = selectedIn("[data-step]");
    if (!selected) {
      this.open("evidence");
      return;
    }
    const step = Number((selected.box as HTMLElement).dataset.step);
    const part: SpanPart = selected.part === "reasoning" ? "reasoning" : "text";
    const source = this.source(step, part);
    const span = selected.span(source);
    if (span) this.citePlace(this.focus, { step, part, ...inCodePoints(source, span) });
    else this.tell("This selection is not found in the source: show the source text of the step and select it there.");
  };

  readonly citePlace = (step: number, span: Span): boolean => {
    const isCited = this.say(step, (at) => citeSpan(at, span));
    if (isCited) this.tell(`Cited for step ${step}: ${this.quote(span, 60)}`);
    return isCited;
  };

  readonly dropSpan = (step: number, place: number): void => {
    this.say(step, (at) => dropSpan(at, place));
  };

  readonly addAlternative = (step: number): boolean => this.say(step, (at) => addAlternative(at));

  readonly changeAlternative = (step: number, place: number, change: Partial<Alternative>): void => {
    const safe = change.text === undefined ? change : { ...change, text: writable(change.text) };
    this.say(step, (at) => changeAlternative(at, place, safe));
  };

  readonly dropAlternative = (step: number, place: number): void => {
    this.say(step, (at) => dropAlternative(at, place));
  };

  readonly rankAlternative = (step: number, place: number, by: 1 | -1): void => {
    this.say(step, (at) => rankAlternative(at, place, by));
  };

  readonly repair = (step: number, repaired: number | null): void => {
    this.session.sheet.set(null);
    this.say(step, (at) => repairStep(at, repaired));
  };

  /** The cited words as they stand in the source. */
  readonly quote = ({ step, part, start, end }: Span, longest = 200): string => {
    const words = Array.from(this.source(step, part)).slice(start, end);
    return words.length > longest ? `${words.slice(0, longest).join("")}…` : words.join("");
  };

  readonly source = (step: number, part: SpanPart): string => this.session.assignment.trajectory.steps[step]?.[part] ?? "";

  private say(step: number, act: (at: At) => Judged): boolean {
    return this.judge((draft, task) => act({ draft, task, step }), step);
  }

  private get focus(): number {
    return this.session.desk.get().focus;
  }
}
