import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import type { GuidelineVersion } from "../../api/guideline";
import { answerNetwork } from "../../testing/network";
import { expectAccessible, showApp } from "../../testing/page";
import type { Head } from "./versions";

type Answers = Parameters<typeof answerNetwork>[0];

const TOUCHES = { rules: ["Correct"], error_types: [], sources: ["gsm8k"] };
const BODY = "**Correct (+1).** It follows.\n\n**Neutral (0).** It restates.";

function head(version: number): Head {
  return { version, summary: `Change number ${version}.`, touches: TOUCHES, author: "max", created_at: "2026-01-02T10:00:00Z", example_count: 1, annotation_count: 10 * version };
}

const COVERED = { id: "e", is_step: true, title: "", body: "", label: null, step_index: 2, trajectory: { id: 7, external_id: "sum-7", source: "gsm8k" }, problem: "What is 2 + 3?", step: { role: "assistant" as const, text: "It is 6." }, is_covered: true, waiting: 1 };

function version(number: number, more: Partial<GuidelineVersion> = {}): GuidelineVersion {
  return { version: number, is_in_force: true, body: BODY, summary: `Change number ${number}.`, touches: TOUCHES, author: "max", created_at: "2026-01-02T10:00:00Z", examples: [COVERED], ...more };
}

function answers(managing: boolean, more: Answers = {}) {
  const rights = { may_label: true, may_export: managing, may_import: managing, may_score: managing, may_manage_members: managing, may_manage_queues: managing, may_write_guideline: managing, sees_before_submitting: managing };
  const project = { slug: "sums", name: "Sums", description: "", protocol: "ternary", role: managing ? "MANAGER" : "ANNOTATOR", rights, created_at: "2026-01-02T10:00:00Z" };
  return answerNetwork({
    "GET session": { body: { user: { username: "max", display_name: "Max", is_staff: false } } },
    "GET projects/sums": { body: project },
    "GET projects/sums/guideline": { body: { guideline: version(2) } },
    "GET projects/sums/guideline/versions": { body: { results: [head(2), head(1)] } },
    "GET projects/sums/guideline/versions/2": { body: version(2) },
    ...more,
  });
}

test("everybody reads the version in force, its examples and its history", async () => {
  answers(false);
  const { container } = showApp("/p/sums/guideline");
  expect(await screen.findByText("It follows.", { exact: false })).toBeInTheDocument();
  expect(screen.getByRole("link", { name: /Version 2 in force/ })).toHaveAttribute("aria-current", "page");
  expect(screen.getByRole("link", { name: /Version 1/ })).toHaveTextContent("Change number 1.");
  const examples = await screen.findByRole("list", { name: "Worked examples" });
  expect(examples).toHaveTextContent("It is 6.");
  expect(examples).toHaveTextContent("You may still be handed this trajectory");
  expect(screen.queryByRole("link", { name: "Write the next version" })).toBeNull();
  await expectAccessible(container);
});

test("a comparison says which lines and words went and came", async () => {
  const lines = [
    { kind: "same", parts: [{ text: "One.", is_changed: false }] },
    { kind: "removed", parts: [{ text: "A slip is ", is_changed: false }, { text: "wrong", is_changed: true }] },
    { kind: "added", parts: [{ text: "A slip is ", is_changed: false }, { text: "neutral", is_changed: true }] },
  ];
  answers(true, { "GET projects/sums/guideline/versions/2/diff": { body: { before: 1, after: 2, lines, examples_added: 1, examples_removed: 0 } } });
  showApp("/p/sums/guideline?version=2&against=1");
  const region = await screen.findByRole("region", { name: "Version 1 and version 2" });
  expect([...region.querySelectorAll("mark")].map(({ textContent }) => textContent)).toEqual(["wrong", "neutral"]);
  expect(screen.getByText("1 line out, 1 in; examples: 1 new, 0 gone.")).toBeInTheDocument();
});

test("a manager writes the next version, and is sent to what it changed", async () => {
  const user = userEvent.setup();
  const seen = answers(true, {
    "POST projects/sums/guideline/versions": { status: 201, body: version(3) },
    "GET projects/sums/guideline/versions/3/diff": { body: { before: 2, after: 3, lines: [], examples_added: 0, examples_removed: 0 } },
  });
  const { container } = showApp("/p/sums/guideline?write=true");
  const text = await screen.findByLabelText("Guideline, in Markdown");
  expect(screen.getByRole("button", { name: "Publish version 3" })).toBeDisabled();
  await user.type(text, " Or repeats.");
  expect(screen.getByText("Say in a sentence what changed.")).toBeInTheDocument();
  await user.type(screen.getByLabelText("In a sentence"), "Repeats are neutral.");
  expect(within(screen.getByRole("group", { name: "Rules it touches" })).getByRole("checkbox", { name: "Neutral (0)" })).toBeChecked();
  await expectAccessible(container);
  await user.click(screen.getByRole("button", { name: "Publish version 3" }));
  await screen.findByText("Version 3 is in force");
  expect(seen.find(({ method }) => method === "POST")?.body).toMatchObject({ based_on: 2, body: `${BODY} Or repeats.`, summary: "Repeats are neutral.", touches: { rules: ["Neutral (0)"] }, examples: [{ keep: "e" }] });
});

test.each([
  [{}, "The link to it (c on the trajectory’s page)"],
  [{ "read.copyLink": { keys: ["Mod+l", "y"] } }, "The link to it (ctrll on the trajectory’s page)"],
  [{ "read.raw": { keys: ["c"] } }, "The link to it (“Copy the link to this step” on the trajectory’s page)"],
  [{ "label.comment": { keys: ["c"] } }, "The link to it (c on the trajectory’s page)"],
])("the help of an example names the key that the person has for the link to a step: %j", async (keys, words) => {
  answers(true, { "GET session": { body: { user: { username: "max", display_name: "Max", is_staff: false }, preferences: { username: "max", revision: 1, changed_at: null, theme: null, keys } } } });
  showApp("/p/sums/guideline?write=true");
  await userEvent.click(await screen.findByRole("button", { name: /step/i }));
  expect(screen.getByLabelText("Step")).toHaveAccessibleDescription(expect.stringContaining(words));
});

test("what was written stays in the browser, and goes on top of a version that came first", async () => {
  const user = userEvent.setup();
  let inForce = 2;
  answers(true, {
    "GET projects/sums/guideline": () => ({ body: { guideline: version(inForce) } }),
    "POST projects/sums/guideline/versions": () => {
      inForce = 3;
      return { status: 409, body: { detail: "Version 3 is in force by now.", code: "guideline_moved", in_force: 3 } };
    },
  });
  showApp("/p/sums/guideline?write=true");
  await user.type(await screen.findByLabelText("Guideline, in Markdown"), " Mine.");
  await user.type(screen.getByLabelText("In a sentence"), "Mine.");
  await user.click(screen.getByRole("button", { name: "Publish version 3" }));
  expect(await screen.findByText(/came into force while you wrote on version 2/)).toBeInTheDocument();
  await user.click(screen.getByRole("button", { name: "go on on top of version 3" }));
  expect(screen.getByRole("button", { name: "Publish version 4" })).toBeEnabled();
  expect(screen.getByLabelText("Guideline, in Markdown")).toHaveValue(`${BODY} Mine.`);
});

test("accepted proposals are compared only where the address asks for them, and the box keeps the focus", async () => {
  const user = userEvent.setup();
  const requeue = { id: 4, version: 2, relabeller: "SAME", filter: "", label: null, error_type: "", up_to_version: 1, requested_by: "max", created_at: "2026-01-02T10:00:00Z" };
  const none = { changed: 0, unchanged: 0, steps_compared: 0, proposals: 0, flips: [], moves: [] };
  const report = (compared: number, asked: boolean) => ({
    ...none, requeue, with_proposals: asked, counts: { total: 1, relabelled: 1, open: 0, declined: 0, hidden: 0 }, by_others: none, rows: [],
    changed: 1, steps_compared: compared, proposals: 1, flips: [{ before: 1, after: -1, count: compared - 1 }], moves: [{ move: "earlier", count: 1 }],
  });
  answers(true, { "GET projects/sums/guideline/requeues/4": ({ query }) => ({ body: query.with_proposals === "true" ? report(3, true) : report(2, false) }) });
  const { container } = showApp("/p/sums/guideline?report=4");
  expect(await screen.findByText("1 of 2 changed")).toBeInTheDocument();
  expect(screen.getByText(/^1 step is labelled by an accepted proposal and left out/)).toBeInTheDocument();
  const box = screen.getByRole("checkbox", { name: "Count accepted proposals as labels" });
  box.focus();
  await user.keyboard(" ");
  expect(await screen.findByText("2 of 3 changed")).toBeInTheDocument();
  expect(box).toHaveFocus();
  expect(window.location.search).toBe("?report=4&proposals=true");
  await expectAccessible(container);
});
