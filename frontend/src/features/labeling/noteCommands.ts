/** The keys for what is said of a step besides its label; part of the desk's one table (commands.ts). */
import type { Command } from "../../keyboard";
import type { NoteSheet } from "./sheetNames";
import type { Assignment } from "./types";

export interface NoteActs {
  readonly openNotes: (sheet: NoteSheet) => void;
  readonly cite: () => void;
}

/** What the protocol asks for beside labels. */
export type NoteProtocol = Pick<Assignment["protocol"], "error_types" | "asks_for_alternatives">;

type Row = Pick<Command, "id" | "title" | "keys" | "run">;

export function noteRows({ openNotes, cite }: NoteActs, protocol: NoteProtocol): Row[] {
  const alternatives: Row = { id: "note.alternatives", title: "Other steps that could stand here, ranked", keys: ["b"], run: () => openNotes("alternatives") };
  const types = protocol.error_types === "none" ? "Severity" : "Error type and severity";
  return [
    { id: "note.error-types", title: types, keys: ["e"], run: () => openNotes("error-types") },
    { id: "note.flags", title: "Flags: redundant, guessed, …", keys: ["l"], run: () => openNotes("flags") },
    { id: "note.correction", title: "The step as it should be", keys: ["i"], run: () => openNotes("correction") },
    { id: "note.evidence", title: "Cite what is selected as evidence", keys: ["w"], run: cite },
    { id: "note.repairs", title: "This step repairs an earlier one", keys: ["r"], run: () => openNotes("repairs") },
    ...(protocol.asks_for_alternatives ? [alternatives] : []),
  ];
}
