/** What every sheet about a step is given. */
export interface NoteSheetProps {
  /** The step that it is about: the focused one. */
  readonly step: number;
  readonly onClose: () => void;
}
