/** The keys of the desk: one table that the listener, the buttons, the help sheet and docs/keyboard.md read. */
import type { Command } from "../../keyboard";
import type { Label } from "./draft";
import type { Protocol } from "./protocol";

/** Everything that a key of the desk can do. */
export interface DeskActs {
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
  readonly guideline: () => void;
  readonly outcome: (outcome: Label) => void;
  readonly undo: () => void;
  readonly redo: () => void;
  readonly older: () => void;
  readonly newer: () => void;
  readonly giveUp: () => void;
  readonly submit: () => void;
}

type Row = Pick<Command, "id" | "title" | "keys" | "run"> & Pick<Partial<Command>, "repeats">;

export function deskCommands(acts: DeskActs, protocol: Protocol): Command[] {
  return [
    ...grouped("Label", protocol.asks_for_labels ? labelRows(acts) : firstErrorRows(acts)),
    ...grouped("Label", sayRows(acts)),
    ...grouped("Move", moveRows(acts, protocol)),
    ...grouped("Read", readRows(acts)),
    ...grouped("Outcome", protocol.asks_for_outcome ? outcomeRows(acts) : []),
    ...grouped("Trajectory", trajectoryRows(acts)),
  ];
}

function labelRows({ label, markFirst, noError }: DeskActs): Row[] {
  return [
    { id: "label.correct", title: "+1 correct", keys: ["d", "1"], run: () => label(1) },
    { id: "label.neutral", title: "0 neutral", keys: ["s", "0"], run: () => label(0) },
    { id: "label.incorrect", title: "−1 incorrect", keys: ["a", "-"], run: () => label(-1) },
    { id: "label.first-error", title: "First error is here", keys: ["f"], run: markFirst },
    { id: "label.no-error", title: "No error in the whole trajectory", keys: ["o"], run: noError },
  ];
}

function firstErrorRows({ label, markFirst, noError }: DeskActs): Row[] {
  return [
    { id: "label.correct", title: "No error here, next step", keys: ["d", "1"], run: () => label(1) },
    { id: "label.first-error", title: "First error is here", keys: ["f", "a", "-"], run: markFirst },
    { id: "label.no-error", title: "No error in the whole trajectory", keys: ["o"], run: noError },
  ];
}

function sayRows({ unsure, comment, note }: DeskActs): Row[] {
  return [
    { id: "label.unsure", title: "Unsure, on or off", keys: ["u"], run: unsure },
    { id: "label.comment", title: "Comment on the step; esc leaves", keys: ["c"], run: comment },
    { id: "label.note", title: "Note on the trajectory; esc leaves", keys: ["C"], run: note },
  ];
}

function moveRows({ step, nextOpen, goTo }: DeskActs, protocol: Protocol): Row[] {
  const next: Row = { id: "move.open", title: "Next unlabelled step", keys: ["n"], run: nextOpen };
  return [
    { id: "move.next", title: "Next step", keys: ["j", "ArrowDown"], run: () => step(1), repeats: true },
    { id: "move.previous", title: "Previous step", keys: ["k", "ArrowUp"], run: () => step(-1), repeats: true },
    ...(protocol.asks_for_labels ? [next] : []),
    { id: "move.go-to", title: "Go to step, then its number", keys: ["g"], run: goTo },
  ];
}

function readRows({ fold, foldAll, raw, guideline }: DeskActs): Row[] {
  return [
    { id: "read.fold", title: "Fold or unfold output", keys: [" "], run: fold },
    { id: "read.fold-all", title: "Fold or unfold all", keys: ["x"], run: foldAll },
    { id: "read.raw", title: "Source text or rendered", keys: ["m"], run: raw },
    { id: "read.guideline", title: "Guideline", keys: ["p"], run: guideline },
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
