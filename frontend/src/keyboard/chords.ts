/** Which chords a command can be given. The server holds them to the same rules (annotator/accounts/chosen_keys.py). Pure. */

/** A sign, or a named key that may have Shift; either with Mod. */
const CHORD = /^(?:Mod\+)?(?:(?:Shift\+)?(?<named>[A-Z][A-Za-z0-9]{1,31})|(?<sign>[^\p{C}\p{Z}]| ))$/u;
const HELD = new Set(["Mod", "Shift", "Control", "Alt", "Meta", "AltGraph", "CapsLock", "NumLock", "Fn", "Dead", "Process", "Unidentified", "Compose"]);
/** Dialogs, text fields and the browser itself live by these. */
const KEPT = new Set(["Escape", "Tab"]);

/** Whether a chord can be given to a command. Null: it is not a key yet (a modifier that is held). */
export function isBindable(chord: string): boolean | null {
  const found = CHORD.exec(chord)?.groups;
  if (found === undefined) return false;
  const { named = "" } = found;
  return HELD.has(named) ? null : !KEPT.has(named);
}
