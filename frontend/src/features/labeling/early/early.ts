/**
 * The first code that runs on the desk's page, a file of its own that imports next to nothing: it asks for the next trajectory,
 * or for the one in the address, and shows its words, while the code that lets one work on it is on its way. The server names
 * this file on that page and nowhere else; ../loadDesk.ts takes the answers.
 */
import { askEarly } from "./ask";
import type { PageAnswers } from "./pageAnswers";
import { showEarly } from "./show";

const asked = askEarly(location, Date.now());
if (asked) {
  window.assayEarly = asked;
  void show(asked.answer);
}

async function show(answer: PageAnswers["answer"]): Promise<void> {
  const found = await answer;
  const assignment = found && "claim" in found ? found.claim.assignment : found;
  if (assignment) showEarly(assignment, await rootOfPage());
}

/** This runs while the page is still being read. */
function rootOfPage(): Promise<HTMLElement> {
  return new Promise((resolve) => {
    const look = () => {
      const root = document.getElementById("root");
      if (root) resolve(root);
      else requestAnimationFrame(look);
    };
    look();
  });
}
