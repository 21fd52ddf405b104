import { afterEach, beforeEach, expect, test } from "vitest";

import { assignmentOf } from "../../../testing/labeling";
import { answerNetwork } from "../../../testing/network";
import type { Assignment } from "../types";
import { askEarly } from "./ask";
import { showEarly } from "./show";

const QUEUES = [{ id: 7, name: "all" }, { id: 9, name: "hard" }];
const CLAIM = { assignment: { id: 1 }, state: null, why_nothing: null, qualification: null };
const at = (path: string) => new URL(path, "http://localhost") as unknown as Location;
let root: HTMLElement;

beforeEach(() => {
  root = document.createElement("div");
  document.body.replaceChildren(root);
  window.innerWidth = 1_280;
});

afterEach(() => {
  document.cookie = "csrftoken=; expires=Thu, 01 Jan 1970 00:00:00 GMT";
});

function assignment(part: object = {}): Assignment {
  const made = assignmentOf(1, 2);
  return { ...made, trajectory: { ...made.trajectory, ...part } };
}

const early = () => document.getElementById("early");
const soon = () => new Promise((resolve) => setTimeout(resolve));

test("any other page asks for nothing", () => {
  const asked = answerNetwork({});
  expect(askEarly(at("/p/algebra/labels"), 0)).toBeNull();
  expect(askEarly(at("/projects"), 0)).toBeNull();
  expect(asked).toEqual([]);
});

test("the next one is claimed of the first queue, with the token that the server wants", async () => {
  document.cookie = "csrftoken=abc";
  const asked = answerNetwork({ "GET projects/algebra/queues": { body: { results: QUEUES } }, "POST projects/algebra/queues/7/claim": { body: CLAIM } });
  const answers = askEarly(at("/p/algebra/label"), 5);
  expect(await answers?.answer).toEqual({ queueId: 7, claim: CLAIM });
  expect(answers).toMatchObject({ slug: "algebra", question: "algebra next", asked: 5 });
  expect(asked[1]?.headers.get("X-CSRFToken")).toBe("abc");
});

test("the address names the queue, or the assignment", async () => {
  answerNetwork({
    "GET projects/algebra/queues": { body: { results: QUEUES } },
    "POST projects/algebra/queues/9/claim": { body: CLAIM },
    "GET projects/algebra/assignments/31": { body: { id: 31 } },
  });
  expect(await askEarly(at("/p/algebra/label?queue=9"), 0)?.answer).toMatchObject({ queueId: 9 });
  const named = askEarly(at("/p/algebra/label/?assignment=31"), 0);
  expect(named?.question).toBe("algebra assignment 31");
  expect(await named?.answer).toEqual({ id: 31 });
});

test("what is refused, and a project without a queue, are null: the desk asks again", async () => {
  answerNetwork({ "GET projects/algebra/queues": { body: { results: QUEUES } }, "POST projects/algebra/queues/7/claim": { status: 403, body: {} } });
  expect(await askEarly(at("/p/algebra/label"), 0)?.answer).toBeNull();
  answerNetwork({ "GET projects/algebra/queues": { body: { results: [] } } });
  expect(await askEarly(at("/p/algebra/label"), 0)?.answer).toBeNull();
});

test("words are shown as they are written, out of reach of keys and readers, until a page is drawn", async () => {
  showEarly(assignment({ problem: "What is <b>2</b>?", steps: [{ role: "assistant", text: "<img src=x onerror=alert(1)> \u202e$x^2$" }] }), root);
  expect(early()?.textContent).toContain("What is <b>2</b>?");
  expect(early()?.textContent).toContain("<img src=x onerror=alert(1)> ⟨U+202E⟩$x^2$");
  expect(early()?.querySelector("b, img")).toBeNull();
  expect(early()?.ariaHidden).toBe("true");
  expect(early()?.inert).toBe(true);

  root.innerHTML = '<main aria-busy="true">on its way</main>';
  await soon();
  expect(early()).not.toBeNull();
  root.innerHTML = "<main>the desk</main>";
  await soon();
  expect(early()).toBeNull();
});

test("a long trajectory costs what fits a window", () => {
  showEarly(assignment({ steps: Array.from({ length: 400 }, () => ({ role: "tool", text: "x".repeat(100_000) })) }), root);
  expect(early()?.textContent.length).toBeLessThan(40_000);
});

test("work that was begun, a narrow window and a page that is drawn already are left alone", () => {
  const { draft } = assignment();
  showEarly({ ...assignment(), draft: { ...draft, state: { ...draft.state, labels: { 0: 1 } } } }, root);
  showEarly({ ...assignment(), draft: { ...draft, state: { ...draft.state, first_error: 1 } } }, root);
  window.innerWidth = 900;
  showEarly(assignment(), root);
  window.innerWidth = 1_280;
  root.innerHTML = "<main></main>";
  showEarly(assignment(), root);
  expect(early()).toBeNull();
});

test("work that was looked at and left as it was is none that was begun", () => {
  const { draft } = assignment();
  showEarly({ ...assignment(), draft: { ...draft, revision: 4 } }, root);
  expect(early()).not.toBeNull();
});
