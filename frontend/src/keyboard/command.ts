/** What a command is and how its keys are written. Knows neither React nor the screens that offer commands. */

/** Everything a person can do by key. Buttons, tooltips and the help sheet read the same object. */
export interface Command {
  /** Unique among the commands on screen, e.g. "label.correct". */
  readonly id: string;
  /** As the help sheet and tooltips say it: "Next step". */
  readonly title: string;
  /** Heading of the help sheet under which it stands. */
  readonly group: string;
  /**
   * Key names as the browser reports them in `event.key` ("j", "?", "ArrowDown"), with "Mod+" where Ctrl or Cmd must be
   * held and "Shift+" before named keys only: a shifted letter already has its own name ("J"). The first one is shown.
   */
  readonly keys: readonly string[];
  readonly run: () => void;
  /** False leaves the key to the browser and shows the button as not available. */
  readonly enabled?: boolean;
  /** True for navigation only: a held key must not label ten steps. */
  readonly repeats?: boolean;
}

/** The chord that a key press makes, in the spelling of `Command.keys`. */
export function chordOf(event: KeyboardEvent): string {
  const key = keyName(event);
  const shift = event.shiftKey && key.length > 1 ? "Shift+" : "";
  return `${isModified(event) ? "Mod+" : ""}${shift}${key}`;
}

/** Ctrl or Cmd. AltGr types ordinary characters on many layouts and reports itself as Ctrl+Alt. */
export function isModified(event: KeyboardEvent): boolean {
  return !event.getModifierState("AltGraph") && (event.ctrlKey || event.metaKey);
}

const NAMES: Readonly<Record<string, string>> = {
  ArrowDown: "↓",
  ArrowUp: "↑",
  ArrowLeft: "←",
  ArrowRight: "→",
  " ": "space",
  Enter: "↵",
  Escape: "esc",
  Backspace: "⌫",
  Shift: "⇧",
};

/** A chord as the caps of a keyboard: "Mod+Enter" becomes ["ctrl", "↵"]. */
export function caps(chord: string, isMac = onMac()): string[] {
  const parts = chord === "+" ? ["+"] : chord.split(/\+(?=.)/);
  return parts.map((part) => (part === "Mod" ? (isMac ? "⌘" : "ctrl") : (NAMES[part] ?? part)));
}

/** A chord as `aria-keyshortcuts` wants it: "Control+Enter". */
export function ariaShortcut(chord: string, isMac = onMac()): string {
  return chord.replace("Mod+", isMac ? "Meta+" : "Control+").replace(/^ $/, "Space");
}

function onMac(): boolean {
  return /Mac|iPhone|iPad/.test(navigator.userAgent);
}

function keyName(event: KeyboardEvent): string {
  const { key, code, shiftKey } = event;
  if (key.length !== 1) return key;
  // On a layout without Latin letters the position of the key is what people know.
  const latin = key.charCodeAt(0) > 127 ? /^Key([A-Z])$/.exec(code)?.[1] : undefined;
  if (latin !== undefined) return shiftKey ? latin : latin.toLowerCase();
  // Caps Lock is an accident here, Shift is meant.
  if (!event.getModifierState("CapsLock")) return key;
  return shiftKey ? key.toUpperCase() : key.toLowerCase();
}
