/** What screens may use of the keyboard. */
export { ariaShortcut, caps, chordOf, type Command } from "./command";
export { CommandLayer, KeyboardProvider } from "./KeyboardProvider";
export { PAGE_LAYER } from "./registry";
export { isChosenKeys, isKeys, nameOf, withChanges, type BindingChanges, type Bindings, type ChosenKeys, type KeyOwner } from "./bindings";
export { isBindable } from "./chords";
export { useCommand, useCommands, useCommandTable, useKeyChoice, useRegistry, type KeyChoice } from "./useCommands";
