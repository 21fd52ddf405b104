/** The final answer as the trajectory gives it: the last \boxed{…} of the last step that has one. */

export function answerGiven(steps: readonly { readonly role: string; readonly text: string }[]): string | null {
  for (const { role, text } of [...steps].reverse()) {
    const found = role === "assistant" ? lastBoxed(text) : null;
    if (found !== null) return found;
  }
  return null;
}

const OPENING = "\\boxed{";
/** Longer than this it is no answer any more. */
const LONGEST = 400;

function lastBoxed(text: string): string | null {
  const start = text.lastIndexOf(OPENING);
  if (start < 0) return null;
  let depth = 1;
  for (let at = start + OPENING.length; at < text.length && at - start < LONGEST; at += 1) {
    if (text[at] === "{") depth += 1;
    if (text[at] === "}") depth -= 1;
    if (depth === 0) return text.slice(start + OPENING.length, at);
  }
  return null;
}
