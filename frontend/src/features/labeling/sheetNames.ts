/** What can cover the side column, and what the note field is about. */
export type Sheet = "guideline" | "guideline-moved" | "give-up" | "reason" | "reveal" | "go-to" | NoteSheet | null;

/** The sheets for what is said of a step besides its label. */
export type NoteSheet = "error-types" | "flags" | "correction" | "evidence" | "alternatives" | "repairs";

/** What the words in the note field are about. */
export type NoteSubject = "step" | "trajectory";
