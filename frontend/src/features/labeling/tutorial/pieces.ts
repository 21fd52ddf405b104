/** A hint taken apart: text, and the commands that it names in braces. */

export type Piece = string | { readonly command: string };

const COMMAND = /\{([a-z-]+\.[A-Za-z-]+)\}/g;

export function pieces(text: string): Piece[] {
  // Every second part is what the group caught.
  return text.split(COMMAND).map((part, place): Piece => (place % 2 === 0 ? part : { command: part }));
}
