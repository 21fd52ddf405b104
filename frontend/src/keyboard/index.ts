/** What screens may use of the keyboard. */
export { ariaShortcut, caps, type Command } from "./command";
export { CommandLayer, KeyboardProvider } from "./KeyboardProvider";
export { PAGE_LAYER } from "./registry";
export { useCommand, useCommands, useCommandTable } from "./useCommands";
