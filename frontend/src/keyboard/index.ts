/** What screens may use of the keyboard. */
export { ariaShortcut, caps, chordOf, type Command } from "./command";
export { CommandLayer, KeyboardProvider } from "./KeyboardProvider";
export { PAGE_LAYER } from "./registry";
export { isBindable } from "./bindings";
export { useCommand, useCommands, useCommandTable, useKeyChoice, useKeysOf, type KeyChoice } from "./useCommands";
