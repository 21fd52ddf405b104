import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, test } from "vitest";

import type { Project, Role } from "../../api/types";
import { answerNetwork } from "../../testing/network";
import { expectAccessible, showApp } from "../../testing/page";
import { about } from "./QueueList";
import { changesOf, formOf, newForm, policyOptions, settingsOf, withProtocol } from "./queueForm";
import type { ManagedQueue, QueueBoard, Reveal, Slot } from "./queues";
import { queuesSearch } from "./search";

function head(role: Role): Project {
  const manages = role === "MANAGER";
  const rights = { may_label: true, may_export: role !== "ANNOTATOR", may_import: manages, may_score: manages, may_manage_members: manages, may_manage_queues: manages, may_write_guideline: manages, sees_before_submitting: role !== "ANNOTATOR" };
  return { slug: "sums", name: "Sums", description: "", protocol: "ternary", protocol_title: "Ternary", role, rights, created_at: "2026-01-02T10:00:00Z", tutorial: null };
}

const COUNTS = { trajectories: 60, open: 40, held: 1, ahead: 1, lapsed: 0, submitted: 18, skipped: 2, given_up: 0, bad_problem: 1, late: 0, closed: 3 };
const ALL: ManagedQueue = {
  id: 1,
  name: "All trajectories",
  is_default: true,
  sent_back_from: null,
  screens_for: null,
  filter: "",
  overlap: 1,
  order: "FIXED",
  seed: 0,
  priority_by: "",
  lease_minutes: 10,
  protocol: "ternary",
  protocol_version: 1,
  blind_policy: "UNTIL_SUBMITTED",
  reference_policy: "UNTIL_SUBMITTED",
  labels_policy: "UNTIL_SUBMITTED",
  shown_percent: 50,
  taxonomy: "",
  taxonomy_version: null,
  one_per_problem: false,
  bad_after: null,
  takes_imports: true,
  is_paused: false,
  created_at: "2026-01-02T10:00:00Z",
  counts: COUNTS,
};
const HARD: ManagedQueue = { ...ALL, id: 2, name: "Hard ones", is_default: false, filter: "lowest:prm<0.5", overlap: 3, order: "PRIORITY", priority_by: "lowest:prm", taxonomy: "agents", taxonomy_version: 1, one_per_problem: true, bad_after: 2, takes_imports: false, is_paused: true };

const soon = () => new Date(Date.now() + 5 * 60_000).toISOString();
const slot = (id: number, more: Partial<Slot> = {}): Slot => ({
  id,
  status: "CLAIMED",
  annotator: "ada",
  hold: "CLAIM",
  kept_for: null,
  kind: null,
  reason: null,
  is_hidden: false,
  round: 1,
  claimed_at: "2026-02-03T10:00:00Z",
  lease_expires_at: soon(),
  ended_at: null,
  trajectory_id: 100 + id,
  external_id: `t-${id}`,
  source: "tests",
  ...more,
});
const BOARD: QueueBoard = {
  queue: ALL,
  held: [slot(1), slot(2, { hold: "RESERVED" })],
  declined: [
    slot(3, { status: "SKIPPED", annotator: "grace", kind: "BAD_PROBLEM", reason: "two answers are right", ended_at: "2026-02-03T10:00:00Z" }),
    slot(4, { status: "SKIPPED", annotator: "grace", is_hidden: true }),
  ],
  late: [],
  annotators: [{ annotator: "ada", held: 2, submitted: 18, last_hour: 4, last_day: 18, skipped: 0, late: 0, seconds: 64.5, latest_at: "2026-02-03T10:00:00Z" }],
  exclusions: [{ id: 9, annotator: "grace", queue_id: 1, queue: "All trajectories", trajectory_id: null, external_id: null, reason: "wrote them", created_at: "2026-02-03T10:00:00Z" }],
};
const HIDDEN_POLICIES = { blind_policy: "UNTIL_SUBMITTED", reference_policy: "UNTIL_SUBMITTED", labels_policy: "UNTIL_SUBMITTED" };
const CHOICES = {
  protocols: [
    { value: "ternary", label: "Ternary step labels", error_types: "optional" as const, policies: HIDDEN_POLICIES },
    { value: "first-error", label: "First error", error_types: "none" as const, policies: { ...HIDDEN_POLICIES, blind_policy: "SHOWN" } },
  ],
  taxonomies: [
    { name: "agents", version: 1, title: "Agents", is_newest: true },
    { name: "ours", version: 2, title: "Ours", is_newest: true },
    { name: "ours", version: 1, title: "Ours", is_newest: false },
  ],
  blind_policies: [{ value: "UNTIL_SUBMITTED", label: "Hidden until submitted" }],
  orders: [
    { value: "FIXED", label: "Fixed" },
    { value: "PRIORITY", label: "Priority" },
  ],
  skip_kinds: [],
  members: ["ada", "grace"],
};

const CHANGED: Reveal = {
  id: 31,
  annotator: "ada",
  revealed_at: "2026-02-03T10:00:00Z",
  moment: "BEFORE_SUBMITTING",
  evidence: ["rewards", "reference"],
  trajectory_id: 104,
  external_id: "t-4",
  before: { labels: [1, 1, null], first_error: null, no_error: false },
  after: { labels: [1, -1, 1], first_error: 1, no_error: false },
  changed_steps: [1],
  added_steps: [2],
  first_error_changed: false,
};
const UNCHANGED: Reveal = { ...CHANGED, id: 30, annotator: "grace", changed_steps: [], added_steps: [] };
const LOOKED_AFTER: Reveal = { ...UNCHANGED, id: 29, moment: "INSTEAD_OF_UNDO", after: null };

function revealPage(results: readonly Reveal[], next: string | null) {
  const changed = results.length === 0 ? { hits: 0, count: 0, value: null, low: null, high: null } : { hits: 1, count: 2, value: 0.5, low: 0.09, high: 0.91 };
  return { counts: { total: results.length === 0 ? 0 : 3, hidden: results.length === 0 ? 0 : 1, waiting: 0, instead_of_undo: 1, changed }, results, next_cursor: next };
}

type Answers = Parameters<typeof answerNetwork>[0];

function answers(more: Answers = {}, role: Role = "MANAGER") {
  return answerNetwork({
    "GET session": { body: { user: { username: "max", display_name: "Max", is_staff: false } } },
    "GET projects": { body: { results: [], may_create: false } },
    "GET projects/sums": { body: head(role) },
    "GET projects/sums/queues/board": { body: { results: [ALL, HARD] } },
    "GET projects/sums/queues/choices": { body: CHOICES },
    "GET projects/sums/queues/1": { body: BOARD },
    "GET projects/sums/queues/2": { body: { ...BOARD, queue: HARD, held: [], declined: [], annotators: [], exclusions: [] } },
    "GET projects/sums/queues/1/slots": { body: { results: [slot(7, { status: "OPEN", annotator: null, hold: "", lease_expires_at: null })], next_cursor: null } },
    "GET projects/sums/queues/2/slots": { body: { results: [], next_cursor: null } },
    "GET projects/sums/queues/1/reveals": ({ query }) => ({ body: revealPage(query.cursor === "older" ? [LOOKED_AFTER] : [CHANGED, UNCHANGED], query.cursor === "older" ? null : "older") }),
    "GET projects/sums/queues/2/reveals": { body: revealPage([], null) },
    "GET projects/sums/trajectories/count": ({ query }) => (query.filter === "colour:red" ? { status: 400, body: { detail: "There is no filter 'colour'.", code: "bad_filter" } } : { body: { count: 12 } }),
    ...more,
  });
}

const page = () => screen.findByRole("table", { name: "Held now" });

describe("the queues of a project", () => {
  test("say what each asks for, how far it is, and who holds what", async () => {
    answers();
    const { container } = showApp("/p/sums/queues");
    const held = within(await page()).getAllByRole("row");
    expect(held[1]).toHaveTextContent("ada");
    expect(held[1]).toHaveTextContent("at work");
    expect(held[1]).toHaveTextContent("5 min left");
    expect(held[2]).toHaveTextContent("fetched ahead");
    const [all, hard] = within(screen.getByRole("list", { name: "Queues" })).getAllByRole("listitem");
    expect(all).toHaveTextContent("18 of 60 judgements");
    expect(all).toHaveTextContent("40 open1 held1 fetched ahead or given2 skipped1 bad problem3 closed");
    expect(hard).toHaveTextContent("paused");
    expect(screen.getByRole("table", { name: "Annotators" })).toHaveTextContent("2 min");
    expect(screen.getByRole("table", { name: "Declined" })).toHaveTextContent("bad problemtwo answers are right");
    expect(screen.getByRole("table", { name: "Declined" })).toHaveTextContent("You are at work on it yourself.");
    await expectAccessible(container);
  });

  test("say who looked at what was hidden, and what they changed after it", async () => {
    answers();
    showApp("/p/sums/queues");
    const table = await screen.findByRole("table", { name: "Revealed" });
    const [, changed, unchanged] = within(table).getAllByRole("row");
    expect(changed).toHaveTextContent("ada");
    expect(changed).toHaveTextContent("rewards, reference answer");
    expect(changed).toHaveTextContent("1: +1 → −1");
    expect(changed).toHaveTextContent("1 labelled only then");
    expect(within(table).getAllByRole("link", { name: "t-4" })[0]).toHaveAttribute("href", "/p/sums/trajectories/104?step=1");
    expect(unchanged).toHaveTextContent("nothing");
    expect(screen.getByText(/something changed after 1 of 2, 50 % \(95 % from 9 % to 91 %\)/)).toBeInTheDocument();
    expect(screen.getByText(/1 more is of a trajectory that you hold yourself; it is in no number/)).toBeInTheDocument();
    await userEvent.click(screen.getByRole("button", { name: "Show older ones" }));
    expect(await screen.findByText("looked after submitting")).toBeInTheDocument();
    expect(screen.queryByRole("button", { name: "Show older ones" })).not.toBeInTheDocument();
  });

  test("are gone through and paused by keys", async () => {
    const requests = answers({ "PATCH projects/sums/queues/2": { body: { queue: { ...HARD, is_paused: false }, added: 0, closed: 0 } } });
    showApp("/p/sums/queues");
    await page();
    await userEvent.keyboard("j");
    expect(await screen.findByText("Nobody holds anything")).toBeInTheDocument();
    await userEvent.keyboard("p");
    expect(await screen.findByText("Hard ones goes on.")).toBeInTheDocument();
    expect(requests.find(({ method }) => method === "PATCH")?.body).toEqual({ is_paused: false });
  });

  test("let a slot be taken back, and given to somebody", async () => {
    const requests = answers({
      "POST projects/sums/slots/1/take-back": { body: slot(1, { status: "OPEN", annotator: null }) },
      "POST projects/sums/slots/1/reassign": { status: 409, body: { detail: "grace has judged or declined this trajectory here already.", code: "cannot_reassign" } },
    });
    showApp("/p/sums/queues");
    await page();
    await userEvent.click(screen.getByRole("button", { name: "What to do with t-1" }));
    await userEvent.click(await screen.findByRole("menuitem", { name: /Take it back/ }));
    expect(await screen.findByText("t-1 is open again. What ada did is kept.")).toBeInTheDocument();
    await userEvent.click(screen.getByRole("button", { name: "What to do with t-1" }));
    await userEvent.click(await screen.findByRole("menuitem", { name: /somebody else/ }));
    const dialog = await screen.findByRole("dialog", { name: "Give t-1 to somebody" });
    await userEvent.click(await within(dialog).findByRole("button", { name: "Give it" }));
    expect(await within(dialog).findByRole("alert")).toHaveTextContent("judged or declined");
    expect(requests.find(({ path }) => path.endsWith("reassign"))?.body).toEqual({ username: "grace", hours: 24 });
  });

  test("say for whom a slot is kept, and not to whoever is at work on it", async () => {
    const open = (id: number, more: Partial<Slot> = {}) => slot(id, { status: "OPEN", annotator: null, hold: "", claimed_at: null, lease_expires_at: null, ...more });
    const lapsed = new Date(Date.now() - 60_000).toISOString();
    answers({
      "GET projects/sums/queues/1": { body: { ...BOARD, held: [slot(1, { lease_expires_at: lapsed, kept_for: "ada" }), slot(2, { lease_expires_at: lapsed }), slot(5, { lease_expires_at: lapsed, is_hidden: true })] } },
      "GET projects/sums/queues/1/slots": { body: { results: [open(7, { kept_for: "grace" }), open(8), open(9, { is_hidden: true })], next_cursor: null } },
    });
    const { container } = showApp("/p/sums/queues");
    const [, kept, free, mine] = within(await page()).getAllByRole("row");
    expect(kept).toHaveTextContent("lapsed, kept for ada");
    expect(free).toHaveTextContent("lapsed, free for others");
    expect(mine).toHaveTextContent(/lapsed$/);
    const table = await screen.findByRole("table", { name: "Open" });
    expect(within(table).getByRole("columnheader", { name: "Kept for" })).toBeInTheDocument();
    const rows = within(table).getAllByRole("row").slice(1);
    expect(rows.map((row) => within(row).getAllByRole("cell")[1]?.textContent.trim())).toEqual(["grace", "anybody", "hidden"]);
    await userEvent.click(screen.getByRole("button", { name: "What to do with t-7" }));
    await userEvent.click(await screen.findByRole("menuitem", { name: /Give it to somebody/ }));
    expect(await screen.findByRole("dialog", { name: "Give t-7 to somebody" })).toHaveTextContent("It is kept for grace until then, and no longer.");
    await expectAccessible(container);
  });

  test("have no column for whom slots are kept where none is", async () => {
    answers();
    showApp("/p/sums/queues");
    expect(await screen.findByRole("table", { name: "Open" })).toBeInTheDocument();
    expect(screen.queryByRole("columnheader", { name: "Kept for" })).not.toBeInTheDocument();
  });

  test("say of a screening whom it screens for and who came, not how much is left", async () => {
    const none = { ...COUNTS, trajectories: 4, open: 0, held: 0, ahead: 0, submitted: 0, skipped: 0, bad_problem: 0, closed: 4 };
    const first: ManagedQueue = { ...ALL, id: 3, name: "First steps", is_default: false, screens_for: "Hard ones", counts: none };
    const second: ManagedQueue = { ...first, id: 4, name: "Second steps", counts: { ...none, open: 1, submitted: 2 } };
    const over: ManagedQueue = { ...ALL, id: 5, name: "Over", is_default: false, counts: none };
    answers({ "GET projects/sums/queues/board": { body: { results: [ALL, first, second, over] } } });
    showApp("/p/sums/queues");
    await page();
    const [, nobody, some, nothing] = within(screen.getByRole("list", { name: "Queues" })).getAllByRole("listitem");
    expect(nobody).toHaveTextContent("screens for Hard ones");
    expect(nobody).toHaveTextContent("Nobody was screened yet4 trajectories4 closed");
    expect(screen.getAllByRole("progressbar").map((bar) => bar.getAttribute("aria-label"))).toEqual(["Submitted in All trajectories", "Submitted in Second steps"]);
    expect(some).toHaveTextContent("2 of 3 judgements by whoever came so far4 trajectories1 open0 held4 closed");
    expect(nothing).toHaveTextContent("Nothing is wanted4 trajectories4 closed");
  });

  test("offer neither a refill nor queueing again where people are screened, by button or by key", async () => {
    const screening: ManagedQueue = { ...ALL, id: 3, name: "First steps", is_default: false, screens_for: "All trajectories" };
    const requests = answers({
      "GET projects/sums/queues/board": { body: { results: [ALL, screening] } },
      "GET projects/sums/queues/3": { body: { ...BOARD, queue: screening } },
      "GET projects/sums/queues/3/slots": { body: { results: [slot(7, { status: "OPEN", annotator: null, hold: "", lease_expires_at: null })], next_cursor: null } },
      "GET projects/sums/queues/3/reveals": { body: revealPage([], null) },
    });
    showApp("/p/sums/queues?queue=3");
    await page();
    const [all, first] = within(screen.getByRole("list", { name: "Queues" })).getAllByRole("listitem").map((row) => within(row).getAllByRole("button").map(({ textContent }) => textContent));
    expect(all).toEqual(["All trajectories", "Change", "Pause", "Refill", "Queue again"]);
    expect(first).toEqual(["First steps", "Change", "Pause"]);
    await userEvent.keyboard("ra");
    expect(screen.queryByRole("dialog")).not.toBeInTheDocument();
    expect(requests.some(({ method }) => method === "POST")).toBe(false);
    await userEvent.type(screen.getByRole("textbox", { name: "Filter the open slots" }), "t-7");
    await userEvent.click(await screen.findByRole("button", { name: "Close this one" }));
    expect(await screen.findByRole("dialog")).toHaveTextContent("What is submitted stays.");
  });

  test("are only looked at by reviewers, and not shown to annotators", async () => {
    answers({}, "REVIEWER");
    const shown = showApp("/p/sums/queues");
    await page();
    expect(screen.queryByRole("button", { name: /Pause|Change|Make a queue|What to do|Keep somebody|Let / })).not.toBeInTheDocument();
    shown.unmount();
    answers({}, "ANNOTATOR");
    showApp("/p/sums/queues");
    expect(await screen.findByText("Only reviewers and managers see the queues’ boards")).toBeInTheDocument();
    expect(screen.queryByRole("link", { name: "Queues" })).not.toBeInTheDocument();
  });
});

describe("making a queue", () => {
  test("counts what fits while the filter is typed, and puts a refusal under its field", async () => {
    const refusal = { detail: "name: taken", code: "bad_queue", fields: { name: ["There already is a queue 'Mine': choose another name."] } };
    const requests = answers({ "POST projects/sums/queues": { status: 400, body: refusal } });
    const { baseElement } = showApp("/p/sums/queues");
    await page();
    await userEvent.keyboard("n");
    const dialog = await screen.findByRole("dialog", { name: "Make a queue" });
    await userEvent.type(await within(dialog).findByLabelText("Name"), "Mine");
    await userEvent.clear(within(dialog).getByLabelText("People per trajectory"));
    await userEvent.type(within(dialog).getByLabelText("People per trajectory"), "3");
    expect(await within(dialog).findByText("12 trajectories fit, 36 judgements.")).toBeInTheDocument();
    await expectAccessible(baseElement);
    await userEvent.click(within(dialog).getByRole("button", { name: "Make the queue" }));
    await waitFor(() => expect(within(dialog).getByLabelText("Name")).toHaveAccessibleDescription(expect.stringContaining("choose another name")));
    expect(requests.find(({ method }) => method === "POST")?.body).toMatchObject({ name: "Mine", overlap: 3, bad_after: null, takes_imports: true });
  });

  test("says what is wrong with a filter while it is typed", async () => {
    answers();
    showApp("/p/sums/queues");
    await page();
    await userEvent.keyboard("n");
    const filter = await screen.findByLabelText("Filter");
    await userEvent.type(filter, "colour:red");
    await waitFor(() => expect(filter).toHaveAccessibleDescription(expect.stringContaining("There is no filter 'colour'.")));
  });

  test("offers the error types that its protocol asks for", async () => {
    answers();
    showApp("/p/sums/queues");
    await page();
    await userEvent.keyboard("n");
    const dialog = await screen.findByRole("dialog", { name: "Make a queue" });
    await userEvent.click(await within(dialog).findByLabelText("Error types"));
    expect(screen.getAllByRole("option").map(({ textContent }) => textContent)).toEqual(["None", "Agentsagents v1", "Oursours v2", "Oursours v1, older"]);
    await userEvent.keyboard("{Escape}");
    await userEvent.click(within(dialog).getByLabelText("Protocol"));
    await userEvent.click(screen.getByRole("option", { name: /First error/ }));
    expect(within(dialog).getByLabelText("Error types")).toBeDisabled();
    expect(within(dialog).getByLabelText("Error types")).toHaveAccessibleDescription("This protocol asks for none.");
  });

  test("says what is in view where labels of an experiment are judged again, and makes no experiment of others", async () => {
    const again: ManagedQueue = { ...ALL, id: 3, name: "Guideline v2: Experiment", is_default: false, sent_back_from: "Experiment", blind_policy: "RANDOMISED" };
    const policies = [...CHOICES.blind_policies, { value: "RANDOMISED", label: "Randomised" }];
    answers({
      "GET projects/sums/queues/board": { body: { results: [ALL, again] } },
      "GET projects/sums/queues/3": { body: { ...BOARD, queue: again } },
      "GET projects/sums/queues/3/slots": { body: { results: [], next_cursor: null } },
      "GET projects/sums/queues/3/reveals": { body: revealPage([], null) },
      "GET projects/sums/queues/choices": { body: { ...CHOICES, blind_policies: policies } },
    });
    showApp("/p/sums/queues?queue=3");
    await page();
    expect(screen.getByRole("list", { name: "Queues" })).toHaveTextContent("labels of Experiment that a guideline sent back");
    await userEvent.keyboard("e");
    const dialog = await screen.findByRole("dialog", { name: "Change Guideline v2: Experiment" });
    expect(await within(dialog).findByLabelText("Rewards")).toHaveTextContent("As the first time");
    expect(within(dialog).getByLabelText("Shown to, percent")).toHaveAccessibleDescription(/what was sent back is not drawn/);
    await userEvent.click(within(dialog).getByLabelText("Reference answer and outcome"));
    expect(screen.getAllByRole("option").map(({ textContent }) => textContent)).toEqual(["Hidden until submitted"]);
    expect(policyOptions(policies, ALL, "blind_policy").map(({ label }) => label)).toEqual(["Hidden until submitted", "Randomised"]);
  });

  test("sends only what differs from what the queue is", () => {
    expect(changesOf(formOf(HARD), HARD)).toEqual({});
    expect(changesOf({ ...formOf(HARD), overlap: "4", bad_after: "" }, HARD)).toEqual({ overlap: 4, bad_after: null });
    expect(settingsOf({ ...formOf(HARD), order: "FIXED" }).priority_by).toBe("");
    expect(changesOf({ ...formOf(HARD), taxonomy: "ours@2" }, HARD)).toEqual({ taxonomy: "ours", taxonomy_version: 2 });
    expect(changesOf({ ...formOf({ ...HARD, taxonomy: "ours", taxonomy_version: 1 }), taxonomy: "ours@2" }, { ...HARD, taxonomy: "ours", taxonomy_version: 1 })).toEqual({ taxonomy: "ours", taxonomy_version: 2 });
    expect(changesOf({ ...formOf(HARD), taxonomy: "" }, HARD)).toEqual({ taxonomy: "", taxonomy_version: null });
  });
});

test("a queue is told in the words of its form", () => {
  expect(about(HARD)).toBe("ternary v1 · 3 people each · by lowest:prm · agents v1 error types · lease 10 min · one per problem · closes after 2 × bad problem");
});

test("an address that names no queue names none", () => {
  expect([{ queue: 3 }, { queue: "3" }, { queue: -1 }, { queue: 1.5 }, {}].map(queuesSearch)).toEqual([{ queue: 3 }, {}, {}, {}, {}]);
});

test("a new queue hides what its protocol does, also when the protocol is chosen later, but for what somebody chose", () => {
  const form = newForm("ternary", CHOICES.protocols);
  expect(form).toMatchObject(HIDDEN_POLICIES);
  expect(withProtocol(form, "first-error", CHOICES.protocols)).toMatchObject({ protocol: "first-error", blind_policy: "SHOWN", labels_policy: "UNTIL_SUBMITTED" });
  expect(withProtocol({ ...form, blind_policy: "NEVER" }, "first-error", CHOICES.protocols)).toMatchObject({ blind_policy: "NEVER" });
});
