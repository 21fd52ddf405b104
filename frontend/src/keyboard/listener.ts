/** From a key press to at most one command: the rules of who may have a key, in one place. */
import { chordOf, isModified, type Command } from "./command";

const TEXT_INPUT = "input:not([type=checkbox], [type=radio], [type=button], [type=submit], [type=range], [type=file])";
const TYPING = `${TEXT_INPUT}, textarea, select, [contenteditable=""], [contenteditable=true], [role=listbox], [role=menu], [role=combobox]`;
const PRESSABLE = "button, a[href], summary, input, [role=button], [role=tab], [role=radio], [role=menuitem]";

/** Runs the one command bound to this key press. Returns whether there was one. */
export function dispatch(event: KeyboardEvent, commands: readonly Command[]): boolean {
  if (event.defaultPrevented || event.isComposing || isSomebodyElses(event)) return false;
  const chord = chordOf(event);
  const command = commands.find(({ keys }) => keys.includes(chord));
  if (!command || command.enabled === false) return false;

  event.preventDefault();
  if (event.repeat && command.repeats !== true) return false;
  command.run();
  return true;
}

/** Escape in a text field gives the keys back to the page. Dialogs see to their own Escape. */
export function leaveTextField(event: KeyboardEvent): boolean {
  const { target } = event;
  if (event.key !== "Escape" || event.defaultPrevented || event.isComposing || !isTyping(target)) return false;
  (target as HTMLElement).blur();
  return true;
}

export function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(TYPING) !== null;
}

function isSomebodyElses(event: KeyboardEvent): boolean {
  if (isModified(event)) return false; // Mod+Enter means submit, also while one types
  if (event.altKey && !event.getModifierState("AltGraph")) return true;
  return isTyping(event.target) || pressesAButton(event);
}

/** Enter and the space bar press what has the focus; that is the browser's promise, not ours to break. */
function pressesAButton(event: KeyboardEvent): boolean {
  if (event.key !== "Enter" && event.key !== " ") return false;
  return event.target instanceof Element && event.target.closest(PRESSABLE) !== null;
}
