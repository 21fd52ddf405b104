import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, it, vi } from "vitest";

import type { Tutorial } from "../../../api/tutorial";
import { assignmentOf } from "../../../testing/labeling";
import { PROTOCOLS } from "../../../testing/protocols";
import { deskCommands, type DeskActs } from "../commands";
import { edit, openDesk } from "../desk";
import { EMPTY_DRAFT, type Change, type DraftState } from "../draft";
import { allFeedback, feedbackOn, speaksOf } from "./feedback";
import { pieces } from "./pieces";
import { Practice } from "./practice";

afterEach(() => localStorage.clear());

const LESSON: Tutorial["lesson"] = {
  answers: [
    { step_index: 0, label: 1, why: "It holds." },
    { step_index: 1, label: -1, why: "2 + 3 is 5." },
    { step_index: 2, label: 0, why: "It repeats." },
  ],
  hints: [],
  first_error: 1,
  no_error: false,
  outcome: -1,
  outcome_why: "The answer is 5.",
  before_outcome: "",
  before_submit: "",
  farewell: "",
};
const { protocol } = assignmentOf(0, 3);
const draft = (part: Partial<DraftState>): DraftState => ({ ...EMPTY_DRAFT, ...part });
const tutorial = (): Tutorial => ({ title: "Learn", minutes: 5, version: 0, ending: null, lesson: LESSON, assignment: assignmentOf(0, 3) });
const label = (step_index: number, value: number | null, id = "a"): Change & { id: string } => ({ id, field: "label", step_index, value });

it("says that a label agrees, and why", () => {
  expect(feedbackOn(0, draft({ labels: { 0: 1 } }), LESSON, protocol)).toEqual({ about: 0, agrees: true, verdict: "You said +1 correct, and so does the worked answer.", why: "It holds." });
});

it("says what the worked answer is where a label differs, and why", () => {
  expect(feedbackOn(1, draft({ labels: { 1: 0 } }), LESSON, protocol)).toEqual({
    about: 1,
    agrees: false,
    verdict: "You said 0 neutral; the worked answer is −1 incorrect.",
    why: "2 + 3 is 5.",
  });
});

it("gives nothing away before a step is judged", () => {
  expect(feedbackOn(1, EMPTY_DRAFT, LESSON, protocol)).toBeNull();
  expect(feedbackOn("outcome", EMPTY_DRAFT, LESSON, protocol)).toBeNull();
});

it("answers the question about the result", () => {
  expect(feedbackOn("outcome", draft({ outcome: -1 }), LESSON, protocol)?.agrees).toBe(true);
  expect(feedbackOn("outcome", draft({ outcome: 1 }), LESSON, protocol)?.verdict).toBe("You said right; the worked answer is wrong.");
});

it("measures the place of the first error where only that is asked for", () => {
  const first = PROTOCOLS["first-error"];
  expect(feedbackOn(1, draft({ first_error: 1 }), LESSON, first)).toMatchObject({ agrees: true, why: "2 + 3 is 5." });
  expect(feedbackOn(0, draft({ first_error: 0 }), LESSON, first)).toMatchObject({ agrees: false, verdict: "You marked the first error here; the worked answer has it at step 1.", why: "It holds." });
  expect(feedbackOn("no-error", draft({ no_error: true }), LESSON, first)).toMatchObject({ agrees: false, verdict: "You found no error; the worked answer has it at step 1.", why: "2 + 3 is 5." });
});

it("speaks of the label given last until one goes back to another, and of nothing once it is taken back", () => {
  const task = { protocol, scorable: [0, 1, 2], step_count: 3 };
  const fresh = openDesk(EMPTY_DRAFT, task);
  expect(speaksOf(fresh, protocol)).toBeNull();

  const once = edit(fresh, [label(0, 1)], task).desk;
  const twice = edit({ ...once, focus: 1 }, [label(1, 1)], task, 1).desk;

  expect(speaksOf({ ...once, focus: 1 }, protocol)).toBe(0);
  expect(speaksOf({ ...twice, focus: 2 }, protocol)).toBe(1);
  expect(speaksOf({ ...twice, focus: 0 }, protocol)).toBe(0);
  expect(speaksOf({ ...twice, past: [], focus: 2 }, protocol)).toBeNull();
});

it("lists every judgement at the end, in the order of the steps", () => {
  const all = allFeedback(draft({ labels: { 2: 0, 0: 1, 1: 1 }, outcome: -1 }), LESSON, protocol);

  expect(all.map(({ about, agrees }) => [about, agrees])).toEqual([[0, true], [1, false], [2, true], ["outcome", true]]);
});

it("counts a wrong step that is not listed as judged, where wrong steps are listed", () => {
  const listing = PROTOCOLS.prmbench;
  const answers = LESSON.answers.map((one) => ({ ...one, label: one.label === -1 ? -1 : null }));
  const lesson = { ...LESSON, answers, outcome: null };

  expect(allFeedback(draft({ labels: { 1: -1 } }), lesson, listing)).toMatchObject([{ about: 1, agrees: true }]);
  expect(allFeedback(draft({ no_error: true }), lesson, listing)).toMatchObject([{ about: 1, agrees: false, verdict: "You left it out; the worked answer is −1 wrong.", why: "2 + 3 is 5." }]);
});

it("keeps the draft in this browser, and picks it up at the next visit", async () => {
  const options = { tutorial: tutorial(), place: "here", onDone: () => Promise.resolve() };
  await new Practice(options).save(0, { base_revision: 0, operations: [label(0, 1)] });

  const { assignment } = await new Practice(options).claim();

  expect(assignment?.draft).toEqual({ revision: 1, state: { ...EMPTY_DRAFT, labels: { 0: 1 } } });
});

it("drops a draft that does not fit the lesson any more, and one that cannot be read", async () => {
  const options = { tutorial: tutorial(), place: "here", onDone: () => Promise.resolve() };
  localStorage.setItem("here", JSON.stringify({ draft: { revision: 4, state: { ...EMPTY_DRAFT, labels: { 9: 1 } } }, isDone: false }));
  expect((await new Practice(options).claim()).assignment?.draft.revision).toBe(0);

  localStorage.setItem("here", "{");
  expect((await new Practice(options).claim()).assignment?.draft.revision).toBe(0);
});

it("is handed in once the server knows, can be taken back, and begins anew", async () => {
  const onDone = vi.fn(() => Promise.resolve());
  const practice = new Practice({ tutorial: tutorial(), place: "here", onDone });

  const done = await practice.submit(0, { base_revision: 0, operations: [label(1, -1)] });

  expect(onDone).toHaveBeenCalledOnce();
  expect(done.first_error).toBe(1);
  await practice.save(0, { base_revision: 1, operations: [{ id: "late", field: "active_ms", step_index: 1, value: 900 }] });
  expect((await practice.claim()).assignment).toBeNull();
  expect((await practice.undo()).draft.state.labels).toEqual({ 1: -1 });
  expect((await practice.claim()).assignment).not.toBeNull();
  practice.forget();
  expect(practice.said).toEqual(EMPTY_DRAFT);
  expect(localStorage.getItem("here")).toBeNull();
});

it("stays open where the server did not hear of the end", async () => {
  const practice = new Practice({ tutorial: tutorial(), place: "here", onDone: () => Promise.reject(new Error("offline")) });

  await expect(practice.submit(0, { base_revision: 0, operations: [] })).rejects.toThrow("offline");

  expect((await practice.claim()).assignment).not.toBeNull();
});

it("takes the keys out of a hint", () => {
  expect(pieces("Press {label.correct}, or {move.go-to} 3.")).toEqual(["Press ", { command: "label.correct" }, ", or ", { command: "move.go-to" }, " 3."]);
  expect(pieces("{no command} here")).toEqual(["{no command} here"]);
});

const SHIPPED = join(process.cwd(), "../annotator/tutorials/shipped");

it.each(readdirSync(SHIPPED).filter((name) => name.endsWith(".json")))("names only commands that the desk has, in %s", (file) => {
  const text = readFileSync(join(SHIPPED, file), "utf-8");
  const taught = (JSON.parse(text) as { protocol: keyof typeof PROTOCOLS }).protocol;
  const acts = new Proxy({}, { get: () => () => undefined }) as DeskActs;
  const known = new Set([...deskCommands(acts, PROTOCOLS[taught]).map(({ id }) => id), "help.open"]);
  const named = pieces(text).flatMap((piece) => (typeof piece === "string" ? [] : [piece.command]));

  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((id) => !known.has(id))).toEqual([]);
});
