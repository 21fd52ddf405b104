/**
 * The words of what is about to lie on the desk, as they are written and where the desk will have them: something to read while
 * the code that sets formulas and takes keys is on its way. Nothing of a trace becomes markup: it is text and nothing else.
 */
import { head, visible } from "../../../text/visible";
import type { DraftState } from "../draft";
import type { Assignment, Step } from "../types";
import styles from "./Early.module.css";

/** More than fits a window, and so much of each as is seen of a long one. */
const STEPS = 12;
const CHARS = 2_400;
/** Narrower windows are laid out otherwise. */
const WIDTH = 1_101;

/** Shows it until a page is drawn into `root`. Work that was begun is left to the desk, which goes to its place. */
export function showEarly({ trajectory, draft }: Assignment, root: HTMLElement): void {
  if (isBegun(draft.state) || window.innerWidth < WIDTH || isDrawn(root)) return;
  const page = box(
    styles.page,
    box(styles.bar),
    box(styles.rail),
    box(styles.steps, box(styles.inner, ...trajectory.steps.slice(0, STEPS).map(stepBox))),
    box(styles.side, box(styles.problem, box(styles.title, "Problem"), box(styles.question, words(trajectory.problem)))),
    box(styles.foot),
  );
  // The desk that follows is what is read aloud, and what has keys.
  page.id = "early";
  page.inert = true;
  page.ariaHidden = "true";
  root.after(page);
  const drawing = new MutationObserver(() => {
    if (!isDrawn(root)) return;
    drawing.disconnect();
    page.remove();
  });
  drawing.observe(root, { childList: true, subtree: true });
}

function isBegun({ labels, first_error }: DraftState): boolean {
  return first_error !== null || Object.keys(labels).length > 0;
}

/** A page stands there, and not only the notice that one is on its way. */
function isDrawn(root: HTMLElement): boolean {
  return root.querySelector("main:not([aria-busy=true])") !== null;
}

function stepBox({ role, text, reasoning }: Step, index: number): HTMLElement {
  const isOutput = role === "tool";
  return box(styles.step, box(styles.number, String(index)), box(isOutput ? styles.output : styles.text, words(text || (reasoning ?? ""))));
}

function words(source: string): HTMLElement {
  const made = box(styles.words, visible(head(source, CHARS)));
  made.dir = "auto";
  return made;
}

function box(className: string | undefined, ...children: (Node | string)[]): HTMLElement {
  const made = document.createElement("div");
  made.className = className ?? "";
  made.append(...children);
  return made;
}
