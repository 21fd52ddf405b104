/** The keys of the desk: one table that the listener, the buttons, the help sheet and docs/keyboard.md read. */
import type { Command } from "../../keyboard";
import { labelSign } from "../../ui/Labels";
import type { Label } from "./draft";
import { noteRows, type NoteActs, type NoteProtocol } from "./noteCommands";
import { goesStepByStep, type LabelValue, type Protocol } from "./protocol";

/** Everything that a key of the desk can do. */
export interface DeskActs extends NoteActs {
  readonly label: (label: Label) => void;
  readonly markFirst: () => void;
  readonly noError: () => void;
  readonly unsure: () => void;
  readonly comment: () => void;
  readonly note: () => void;
  readonly step: (by: 1 | -1) => void;
  readonly nextOpen: () => void;
  readonly goTo: () => void;
  readonly fold: () => void;
  readonly foldAll: () => void;
  readonly raw: () => void;
  readonly reveal: () => void;
  readonly images: () => void;
  readonly json: () => void;
  readonly branch: () => void;
  readonly branches: () => void;
  readonly guideline: () => void;
  readonly search: () => void;
  readonly outcome: (outcome: Label) => void;
  readonly undo: () => void;
  readonly redo: () => void;
  readonly older: () => void;
  readonly newer: () => void;
  readonly giveUp: () => void;
  readonly submit: () => void;
  readonly propose: () => void;
  readonly accept: () => void;
  readonly refuse: () => void;
  readonly acceptAll: () => void;
}

type Row = Pick<Command, "id" | "title" | "keys" | "run"> & Pick<Partial<Command>, "repeats">;

export function deskCommands(acts: DeskActs, protocol: Protocol & NoteProtocol): Command[] {
  return [
    ...grouped("Label", [...valueRows(acts, protocol), ...errorRows(acts, protocol)]),
    ...grouped("Label", sayRows(acts)),
    ...grouped("Propose", protocol.proposes === null ? [] : proposalRows(acts, protocol.proposes)),
    ...grouped("Note", noteRows(acts, protocol)),
    ...grouped("Move", moveRows(acts, protocol)),
    ...grouped("Read", readRows(acts)),
    ...grouped("Outcome", protocol.asks_for_outcome ? outcomeRows(acts) : []),
    ...grouped("Trajectory", trajectoryRows(acts)),
  ];
}

/** Values keep their commands whatever a protocol calls them, so that keys of one's own stay where they are. */
export const LABEL_COMMANDS = { "1": "label.correct", "0": "label.neutral", "-1": "label.incorrect" } as const;

function valueRows({ label }: DeskActs, protocol: Protocol): Row[] {
  // Where only what is wrong is named, reading on is what one does with every other step.
  const pass: Row = { id: LABEL_COMMANDS["1"], title: "No error here, next step", keys: ["d", "1"], run: () => label(1) };
  if (!protocol.asks_for_labels) return [pass];
  const values = protocol.values.map((value): Row => ({ id: LABEL_COMMANDS[`${value.value}`], title: valueTitle(value), keys: value.keys, run: () => label(value.value) }));
  return goesStepByStep(protocol) ? values : [pass, ...values];
}

function errorRows({ markFirst, noError }: DeskActs, protocol: Protocol): Row[] {
  const keys = protocol.asks_for_labels ? ["f"] : (protocol.values[0]?.keys ?? []);
  const first: Row = { id: "label.first-error", title: "First error is here", keys, run: markFirst };
  const none: Row = { id: "label.no-error", title: "No error in the whole trajectory", keys: ["o"], run: noError };
  // The first step of a list is its first error; there is nothing to mark.
  return protocol.completeness === "wrong-steps" ? [none] : [first, none];
}

function valueTitle({ value, name }: LabelValue): string {
  return `${labelSign(value)} ${name}`;
}

function sayRows({ unsure, comment, note }: DeskActs): Row[] {
  return [
    { id: "label.unsure", title: "Unsure, on or off", keys: ["u"], run: unsure },
    { id: "label.comment", title: "Comment on the step; esc leaves", keys: ["c"], run: comment },
    { id: "label.note", title: "Note on the trajectory; esc leaves", keys: ["C"], run: note },
  ];
}

/** Only where steps behind the first error are judged: elsewhere there is nothing to propose. */
function proposalRows({ propose, accept, refuse, acceptAll }: DeskActs, proposed: Label): Row[] {
  return [
    { id: "propose.switch", title: `Propose ${labelSign(proposed)} behind the first error, on or off`, keys: ["P"], run: propose },
    { id: "propose.accept", title: "Accept what is proposed for the step", keys: ["y"], run: accept },
    { id: "propose.refuse", title: "Refuse it; the step stays open", keys: ["N"], run: refuse },
    { id: "propose.accept-all", title: "Accept all that is still proposed", keys: ["Y"], run: acceptAll },
  ];
}

function moveRows({ step, nextOpen, goTo }: DeskActs, protocol: Protocol): Row[] {
  const next: Row = { id: "move.open", title: "Next unlabelled step", keys: ["n"], run: nextOpen };
  return [
    { id: "move.next", title: "Next step", keys: ["j", "ArrowDown"], run: () => step(1), repeats: true },
    { id: "move.previous", title: "Previous step", keys: ["k", "ArrowUp"], run: () => step(-1), repeats: true },
    ...(goesStepByStep(protocol) ? [next] : []),
    { id: "move.go-to", title: "Go to step, then its number", keys: ["g"], run: goTo },
  ];
}

function readRows({ fold, foldAll, raw, images, json, branch, branches, guideline, search, reveal }: DeskActs): Row[] {
  return [
    { id: "read.fold", title: "Fold or unfold output", keys: [" "], run: fold },
    { id: "read.fold-all", title: "Fold or unfold all", keys: ["x"], run: foldAll },
    { id: "read.branch", title: "Fold or unfold a sub-agent's steps", keys: ["B"], run: branch },
    { id: "read.branches", title: "Fold or unfold all sub-agents", keys: [], run: branches },
    { id: "read.raw", title: "Source text or rendered", keys: ["m"], run: raw },
    { id: "read.images", title: "Images of the step or the problem, large", keys: ["V"], run: images },
    { id: "read.json", title: "Into the JSON of the step; esc leaves", keys: ["t"], run: json },
    { id: "read.guideline", title: "Guideline", keys: ["p"], run: guideline },
    { id: "read.reveal", title: "Reveal what is hidden, where the queue lets you", keys: ["h"], run: reveal },
    // The frame gives its key, "/", to whatever page has a search of its own.
    { id: "page.search", title: "Search in the trajectory", keys: [], run: search },
  ];
}

function outcomeRows({ outcome }: DeskActs): Row[] {
  return [
    { id: "outcome.wrong", title: "Final result wrong", keys: ["["], run: () => outcome(-1) },
    { id: "outcome.unclear", title: "Final result cannot be judged", keys: ["\\"], run: () => outcome(0) },
    { id: "outcome.right", title: "Final result right", keys: ["]"], run: () => outcome(1) },
  ];
}

function trajectoryRows({ undo, redo, older, newer, giveUp, submit }: DeskActs): Row[] {
  return [
    { id: "trajectory.undo", title: "Undo, also across submit", keys: ["z"], run: undo },
    { id: "trajectory.redo", title: "Redo", keys: ["Z"], run: redo },
    { id: "trajectory.submit", title: "Submit, or go to what is open", keys: ["Enter", "Mod+Enter"], run: submit },
    { id: "trajectory.give-up", title: "Give up, with a reason", keys: ["q"], run: giveUp },
    { id: "trajectory.older", title: "Your trajectory before this one", keys: ["K"], run: older },
    { id: "trajectory.newer", title: "Your trajectory after this one", keys: ["J"], run: newer },
  ];
}

function grouped(group: string, rows: readonly Row[]): Command[] {
  return rows.map((row) => ({ ...row, group }));
}
