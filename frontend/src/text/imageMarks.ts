/** Where a text says that an image stood: `[image 1]` on a line of its own, as imports write it. Pure. */
import type { ShownImage } from "./ImageList";

const MARK = /^[ \t]*\[image (\d{1,4})\][ \t]*$/gm;
const HERE = /\[image (\d{1,4})\](?=[ \t]*(?:\n|$))/y;

export interface ImageMark {
  /** From 1, as written. */
  readonly number: number;
  readonly source: string;
}

/** The mark that begins there and is all that its line holds. */
export function imageMarkAt(text: string, at: number): ImageMark | null {
  HERE.lastIndex = at;
  const found = HERE.exec(text);
  if (!found) return null;
  const before = at === 0 ? "" : text.slice(text.lastIndexOf("\n", at - 1) + 1, at);
  return before.trim() === "" ? { number: Number(found[1]), source: found[0] } : null;
}

/** A text cut at its marks: strings and marks in turn. The line ends around a mark are its own. */
export function splitImageMarks(text: string): (string | ImageMark)[] {
  const parts: (string | ImageMark)[] = [];
  let from = 0;
  for (const { 0: line, 1: number, index } of text.matchAll(MARK)) {
    if (index > from) parts.push(text.slice(from, index).replace(/\n$/, ""));
    parts.push({ number: Number(number), source: line.trim() });
    from = index + line.length + (text[index + line.length] === "\n" ? 1 : 0);
  }
  if (from < text.length) parts.push(text.slice(from));
  return parts.filter((part) => part !== "");
}

interface Asked {
  readonly problem: string;
  readonly problem_images: readonly ShownImage[];
  readonly steps: readonly { readonly role: string; readonly text: string; readonly images?: readonly ShownImage[] }[];
}

/** The images of a problem as its marks count them: where it is what a user's message says, that message's come first. */
export function imagesOfProblem({ problem, problem_images: given, steps }: Asked): readonly ShownImage[] {
  const said = steps.find(({ role, text, images }) => role === "user" && text === problem && images !== undefined)?.images ?? [];
  return [...said, ...given.filter(({ sha }) => said.every((image) => image.sha !== sha))];
}
