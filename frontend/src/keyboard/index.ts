/** What screens may use of the keyboard. */
export { ariaShortcut, caps, chordOf, type Command } from "./command";
export { CommandLayer, KeyboardProvider } from "./KeyboardProvider";
export { PAGE_LAYER } from "./registry";
export { isChosenKeys, isKeys, nameOf, sharedChoices, withChanges, type BindingChanges, type Bindings, type ChosenKeys, type KeyOwner, type SharedKey, type Spoken } from "./bindings";
export { isBindable } from "./chords";
export { COPY_LINK } from "./spoken";
export { useCommand, useCommands, useCommandTable, useKeyChoice, useKeysElsewhere, useRegistry, type KeyChoice } from "./useCommands";
