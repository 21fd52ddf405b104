/** The sheets for what is said of a step besides its label, each over the guideline and never over the step. */
import { AlternativesSheet } from "./AlternativesSheet";
import { CorrectionSheet } from "./CorrectionSheet";
import { useDesk } from "./DeskContext";
import type { Desk } from "./desk";
import { ErrorTypeSheet } from "./ErrorTypeSheet";
import { EvidenceSheet } from "./EvidenceSheet";
import { FlagSheet } from "./FlagSheet";
import { RepairSheet } from "./RepairSheet";
import type { NoteSheet } from "./sheetNames";

const SHEETS = {
  "error-types": ErrorTypeSheet,
  flags: FlagSheet,
  correction: CorrectionSheet,
  evidence: EvidenceSheet,
  alternatives: AlternativesSheet,
  repairs: RepairSheet,
} as const;

export function OpenNoteSheet({ sheet, onClose }: { sheet: NoteSheet; onClose: () => void }) {
  const step = useDesk(focusOf);
  const Sheet = SHEETS[sheet];
  return <Sheet key={step} step={step} onClose={onClose} />;
}

const focusOf = ({ focus }: Desk) => focus;
