import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, test } from "vitest";

import type { Project, Role } from "../../api/types";
import { answerNetwork } from "../../testing/network";
import { expectAccessible, showApp } from "../../testing/page";
import { plantedText, type Checks } from "./checks";
import { proposalText, type Contest, type Feedback } from "./contests";
import type { Gate, Standing } from "./gates";
import type { AnnotatorQuality, Share } from "./quality";
import { distanceText, shareText, worked } from "./words";

function head(role: Role): Project {
  const reviews = role !== "ANNOTATOR";
  const rights = { may_label: true, may_export: reviews, may_import: false, may_score: false, may_manage_members: role === "MANAGER", may_manage_queues: role === "MANAGER", may_write_guideline: role === "MANAGER", sees_before_submitting: reviews };
  return { slug: "sums", name: "Sums", description: "", protocol: "ternary", protocol_title: "Ternary", role, rights, created_at: "2026-01-02T10:00:00Z", tutorial: null };
}

const share = (hits: number, count: number): Share => ({ hits, count, value: count === 0 ? null : hits / count, low: count === 0 ? null : 0.7, high: count === 0 ? null : 0.9 });

const ADA: AnnotatorQuality = {
  annotator_id: 1,
  name: "ada",
  annotations: 50,
  proposals: 12,
  uncontrolled: 2,
  contested: 1,
  last_submitted_at: "2026-02-03T10:00:00Z",
  accuracy: {
    trajectories: 40,
    steps: share(160, 200),
    recalls: [
      { label: -1, share: share(30, 40) },
      { label: 0, share: share(0, 0) },
      { label: 1, share: share(130, 160) },
    ],
    first_errors: { right: share(30, 40), distances: [{ steps: -2, trajectories: 1 }, { steps: 0, trajectories: 20 }], missed: 5, invented: 3 },
    outcomes: share(38, 40),
    always_correct: share(120, 200),
    always_clean: share(10, 40),
  },
  drift: { windows: [{ first: 1, last: 20, share: share(19, 20) }, { first: 21, last: 40, share: share(11, 20) }], signal: { since: 23, noticed: 27, before: 0.95, expected: 0.85, over: null }, intervals_part: false },
  times: { measured_steps: 200, measured_annotations: 40, active_s: 4_000, idle_s: 900, per_step_s: 8.25, per_trajectory_s: 95, too_fast: share(4, 160) },
};

const SAID = { labels: [1, 1, -1], first_error: 2, no_error: false, outcome: -1 };
const GOLD = { labels: [1, -1, 1], first_error: 1, no_error: false, outcome: -1 };
const FEEDBACK: Feedback = {
  annotation_id: 8,
  trajectory_id: 12,
  external_id: "sum-7",
  protocol: "ternary",
  scorable: [0, 1, 2],
  submitted_at: "2026-02-03T10:00:00Z",
  said: SAID,
  gold_id: 4,
  gold_method: "SYNTHETIC",
  gold: GOLD,
  is_right: false,
  reason: "The step says 6 where 2 + 3 is 5.",
  contest_status: null,
};
const CONTEST: Contest = {
  id: 9,
  trajectory_id: 12,
  external_id: "sum-7",
  protocol: "ternary",
  gold_id: 4,
  gold_version: 1,
  gold: GOLD,
  scorable: [0, 1, 2],
  raised_by: "ada",
  reason: "Step 1 is right.",
  proposal: { first_error: 2, no_error: false, step_index: null, label: null },
  status: "OPEN",
  answer: "",
  decided_by: null,
  revised_version: null,
  created_at: "2026-02-03T10:00:00Z",
  decided_at: null,
};
const STANDING: Standing = { annotator: "ada", attempt: 1, done: 7, shares: [], passed_at: null, failed_at: null };
const GATE: Gate = { queue_id: 3, screening_id: 4, screening: "Qualification for All trajectories", measure: "STEP_LABELS", threshold: 0.8, minimum: 10, attempts: 2, standings: [STANDING, { ...STANDING, annotator: "grace", attempt: 2, done: 10, shares: [0.6, 0.5], failed_at: "2026-02-03T10:00:00Z" }] };
const QUEUE = { id: 3, name: "All trajectories" };
const NOTHING = share(0, 0);
const NO_CHECKS: Checks = { share: null, feedback: null, checks: [], found: [], found_by_part: [], left_clean: NOTHING, people: 6, people_needed: 4 };
const ERROR = { kind: "SWAPPED_NUMBER", step_index: 1, start: 4, end: 9, before: "2 + 3 = 5", after: "2 + 3 = 6", explanation: "The step says 6 where 2 + 3 is 5." } as const;
const CHECKS: Checks = {
  share: 0.1,
  feedback: "AFTER_QUEUE",
  checks: [
    { trajectory_id: 12, external_id: "sum-7", made_from_id: 5, error: ERROR, part: "middle", annotations: 4, right: 3 },
    { trajectory_id: 5, external_id: "sum-2", made_from_id: null, error: null, part: null, annotations: 0, right: 0 },
  ],
  found: [{ name: "SWAPPED_NUMBER", share: share(3, 4) }],
  found_by_part: [{ name: "middle", share: share(3, 4) }],
  left_clean: NOTHING,
  people: 3,
  people_needed: 4,
};

function answers(role: Role, more: Parameters<typeof answerNetwork>[0] = {}) {
  return answerNetwork({
    "GET session": { body: { user: { username: "rita", display_name: "Rita", is_staff: false } } },
    "GET projects": { body: { results: [], may_create: false } },
    "GET projects/sums": { body: head(role) },
    "GET projects/sums/quality": { body: { results: [ADA], reading_speed: 60, with_proposals: false } },
    "GET projects/sums/quality/mine": { body: ADA },
    "GET projects/sums/quality/feedback": { body: { results: [FEEDBACK] } },
    "GET projects/sums/quality/contests": { body: { results: [CONTEST] } },
    "GET projects/sums/queues": { body: { results: [QUEUE] } },
    "GET projects/sums/queues/3/checks": { body: NO_CHECKS },
    "GET projects/sums/queues/3/qualification": { status: 404, body: { detail: "This queue asks for no qualification.", code: "not_found", request_id: "1" } },
    ...more,
  });
}

describe("the quality page", () => {
  test("holds everybody against gold and against what a trivial answer would get", async () => {
    answers("REVIEWER");
    const { container } = showApp("/p/sums/quality");
    const table = await screen.findByRole("table", { name: "Annotators against gold" });
    expect(within(table).getByRole("img", { name: "Step labels of ada: 80 %, between 70 and 90, of 200; always +1 would have 60 %" })).toBeInTheDocument();
    expect(within(table).getByRole("img", { name: "First errors of ada: 75 %, between 70 and 90, of 40; always “no error” would have 25 %" })).toBeInTheDocument();
    expect(table).toHaveTextContent("getting worse");
    expect(table).toHaveTextContent("2 not held against gold");
    await expectAccessible(container);
  });

  test("opens one person by keyboard: classes, distances, time and drift", async () => {
    answers("REVIEWER");
    const { container } = showApp("/p/sums/quality");
    (await screen.findByRole("button", { name: "Details of ada" })).focus();
    await userEvent.keyboard("{Enter}");
    const person = screen.getByRole("region", { name: "ada" });
    expect(within(person).getByRole("list", { name: /Distances of ada/ })).toHaveTextContent("2 steps early1right20");
    expect(person).toHaveTextContent("Missed: called clean, and is not5");
    expect(person).toHaveTextContent("worse probably since trajectory 23, noticed at 27");
    expect(person).toHaveTextContent("above 60 characters a second4 of 160 steps");
    expect(person).toHaveTextContent("0nothing to compare");
    await expectAccessible(container);
  });

  test("shows a fall that is over as past", async () => {
    const signal = { since: 23, noticed: 27, before: 0.95, expected: 0.85, over: 61 };
    answers("REVIEWER", { "GET projects/sums/quality": { body: { results: [{ ...ADA, drift: { ...ADA.drift, signal } }], reading_speed: 60, with_proposals: false } } });
    showApp("/p/sums/quality");
    expect(await screen.findByText("was worse for a while")).toBeInTheDocument();
    expect(screen.queryByText("getting worse")).not.toBeInTheDocument();
    await userEvent.click(screen.getByRole("button", { name: "Details of ada" }));
    expect(screen.getByRole("region", { name: "ada" })).toHaveTextContent("Right in 95 % of the first twenty, so 85 % were to be expected; worse from trajectory 23, and as before again at 61.");
  });

  test("shows annotators themselves and nobody else", async () => {
    const requests = answers("ANNOTATOR");
    showApp("/p/sums/quality");
    expect(await screen.findByRole("img", { name: /^Your step labels: 80 %/ })).toBeInTheDocument();
    expect(requests.map(({ path }) => path)).not.toContain("projects/sums/quality");
  });

  test("says why there is nothing", async () => {
    answers("ANNOTATOR", { "GET projects/sums/quality/mine": { body: { ...ADA, accuracy: { ...ADA.accuracy, trajectories: 0 } } } });
    const shown = showApp("/p/sums/quality");
    expect(await screen.findByText("Nothing to show yet")).toBeInTheDocument();
    shown.unmount();
    answers("REVIEWER", { "GET projects/sums/quality": { body: { results: [], reading_speed: 60, with_proposals: false } } });
    showApp("/p/sums/quality");
    expect(await screen.findByText("Nobody has submitted anything yet")).toBeInTheDocument();
  });
});

describe("feedback and contests", () => {
  test("show an annotator their label beside gold with the reason, and let them object by keyboard", async () => {
    const requests = answers("ANNOTATOR", { "POST projects/sums/quality/contests": { status: 201, body: CONTEST } });
    const { baseElement } = showApp("/p/sums/quality");
    expect(await screen.findByRole("table", { name: "Feedback" })).toHaveTextContent("sum-7step 2step 1not soThe step says 6 where 2 + 3 is 5.");
    screen.getByRole("button", { name: "Contest the gold of sum-7" }).focus();
    await userEvent.keyboard("{Enter}");
    const dialog = await screen.findByRole("dialog", { name: "Contest the gold of sum-7" });
    expect(dialog).toHaveTextContent("Gold says: step 1. You said: step 2.");
    await expectAccessible(baseElement);
    await userEvent.type(within(dialog).getByLabelText("Why"), "Step 1 is right.");
    await userEvent.click(within(dialog).getByRole("button", { name: "Contest" }));
    expect(await screen.findByText(/it does not count against you/)).toBeInTheDocument();
    expect(requests.find(({ method }) => method === "POST")?.body).toEqual({ gold_id: 4, reason: "Step 1 is right.", proposal: { no_error: false, first_error: 2 } });
  });

  test("ask for a reason beside its field, where somebody gave none", async () => {
    const requests = answers("ANNOTATOR");
    showApp("/p/sums/quality");
    await userEvent.click(await screen.findByRole("button", { name: "Contest the gold of sum-7" }));
    const dialog = await screen.findByRole("dialog", { name: "Contest the gold of sum-7" });
    const why = within(dialog).getByLabelText("Why");
    await userEvent.type(why, "  ");
    await userEvent.click(within(dialog).getByRole("button", { name: "Contest" }));
    await waitFor(() => expect(why).toHaveAccessibleDescription(expect.stringContaining("Say why")));
    expect(why).toHaveFocus();
    expect(requests.some(({ method }) => method === "POST")).toBe(false);
    await userEvent.type(why, "It holds.");
    expect(within(dialog).queryByRole("alert")).not.toBeInTheDocument();
  });

  test("are answered by reviewers, and a refusal is said where it was asked for", async () => {
    const requests = answers("REVIEWER", { "POST projects/sums/quality/contests/9/revise": { status: 409, body: { detail: "This gold has been replaced by version 2.", code: "cannot_contest", request_id: "1" } }, "POST projects/sums/quality/contests/9/uphold": { body: { ...CONTEST, status: "UPHELD" } } });
    const { baseElement } = showApp("/p/sums/quality");
    const list = await screen.findByRole("list", { name: "Contests" });
    expect(list).toHaveTextContent("Gold: step 1; ada proposes first error at step 2");
    await userEvent.click(within(list).getByRole("button", { name: "Answer ada on sum-7" }));
    const dialog = await screen.findByRole("dialog", { name: "Gold of sum-7" });
    expect(within(dialog).getByRole("button", { name: "Gold stays" })).toBeDisabled();
    await userEvent.type(within(dialog).getByLabelText("Your answer"), "Seen.");
    await expectAccessible(baseElement);
    await userEvent.click(within(dialog).getByRole("button", { name: "Change it as proposed" }));
    expect(await within(dialog).findByText("This gold has been replaced by version 2.")).toBeInTheDocument();
    await userEvent.click(within(dialog).getByRole("button", { name: "Gold stays" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).not.toBeInTheDocument());
    expect(requests.filter(({ method }) => method === "POST").map(({ path, body }) => [path.split("/").at(-1), body])).toEqual([
      ["revise", { answer: "Seen." }],
      ["uphold", { answer: "Seen." }],
    ]);
  });

  test("say what is proposed", () => {
    expect([proposalText({ no_error: false, first_error: 3 }), proposalText({ no_error: true }), proposalText({ no_error: false, step_index: 2, label: -1 })]).toEqual(["first error at step 3", "no error", "step 2 is −1"]);
  });
});

describe("qualifications", () => {
  test("show where people stand, and let a manager let them in", async () => {
    const requests = answers("MANAGER", { "GET projects/sums/queues/3/qualification": { body: GATE }, "POST projects/sums/queues/3/qualification/admit": { body: GATE } });
    const { container } = showApp("/p/sums/quality");
    const table = await screen.findByRole("table", { name: "Standings" });
    expect(table).toHaveTextContent("ada7 of 10, attempt 1 of 2–");
    expect(table).toHaveTextContent("gracefailed60 %, 50 %");
    await expectAccessible(container);
    await userEvent.click(within(table).getByRole("button", { name: "Let grace in" }));
    await waitFor(() => expect(requests.find(({ method }) => method === "POST")?.body).toEqual({ username: "grace" }));
  });

  test("are of one queue among many, which a list offers", async () => {
    const many = Array.from({ length: 12 }, (_, place) => ({ ...QUEUE, id: 3 + place, name: `Queue ${place}` }));
    const none = Object.fromEntries(many.map(({ id }) => [`GET projects/sums/queues/${id}/qualification`, { body: null }]));
    answers("REVIEWER", { "GET projects/sums/queues": { body: { results: many } }, ...none, "GET projects/sums/queues/9/qualification": { body: { ...GATE, queue_id: 9 } } });
    showApp("/p/sums/quality");
    await userEvent.click(await screen.findByRole("combobox", { name: "Queue of the qualification" }));
    await userEvent.click(screen.getByRole("option", { name: "Queue 6" }));
    expect(await screen.findByRole("table", { name: "Standings" })).toHaveTextContent("ada7 of 10");
    expect(screen.getByRole("combobox", { name: "Queue of the qualification" })).toHaveTextContent("Queue 6");
  });

  test("are asked for by managers, who are told what lacks", async () => {
    const requests = answers("MANAGER", { "POST projects/sums/queues/3/qualification": { status: 409, body: { detail: "2 attempts at 10 trajectories need 20 with gold; 3 fit.", code: "cannot_gate", request_id: "1" } } });
    showApp("/p/sums/quality");
    await userEvent.click(await screen.findByRole("button", { name: "Ask for a qualification" }));
    const dialog = await screen.findByRole("dialog", { name: "A qualification for All trajectories" });
    await userEvent.click(within(dialog).getByRole("button", { name: "Ask for it" }));
    expect(await within(dialog).findByText(/need 20 with gold; 3 fit/)).toBeInTheDocument();
    expect(requests.find(({ method }) => method === "POST")?.body).toEqual({ measure: "STEP_LABELS", threshold: 0.8, minimum: 10, attempts: 2, filter: "" });
  });

  test("say beside the filter what is wrong with it", async () => {
    answers("MANAGER", { "POST projects/sums/queues/3/qualification": { status: 400, body: { detail: "There is no filter 'colour'.", code: "bad_filter", request_id: "1" } } });
    showApp("/p/sums/quality");
    await userEvent.click(await screen.findByRole("button", { name: "Ask for a qualification" }));
    const dialog = await screen.findByRole("dialog", { name: "A qualification for All trajectories" });
    await userEvent.type(within(dialog).getByLabelText("Filter"), "colour:red{Enter}");
    await waitFor(() => expect(within(dialog).getByLabelText("Filter")).toHaveAccessibleDescription(expect.stringContaining("There is no filter 'colour'.")));
    expect(within(dialog).getAllByRole("alert")).toHaveLength(1);
  });
});

describe("hidden checks", () => {
  test("say how many errors were found, and which trajectories they are", async () => {
    answers("REVIEWER", { "GET projects/sums/queues/3/checks": { body: CHECKS } });
    const { container } = showApp("/p/sums/quality");
    const table = await screen.findByRole("table", { name: "Hidden checks" });
    expect(table).toHaveTextContent("sum-7Swapped numberstep 1: 2 + 3 = 5 → 2 + 3 = 63 of 4");
    expect(table).toHaveTextContent("sum-2unmodified twin–");
    expect(screen.getByRole("img", { name: "Swapped number, found at its step: 75 %, between 70 and 90, of 4" })).toBeInTheDocument();
    expect(screen.queryByRole("button", { name: "Hide checks" })).not.toBeInTheDocument();
    expect(container).toHaveTextContent("it takes 4 annotators to judge all checks as often as this queue wants, and 3 can label in it");
    await expectAccessible(container);
  });

  test("are hidden by managers, who are told what lacks", async () => {
    const requests = answers("MANAGER", { "POST projects/sums/queues/3/checks": { status: 409, body: { detail: "Nothing waits in this queue.", code: "cannot_plant", request_id: "1" } } });
    const { baseElement } = showApp("/p/sums/quality");
    await userEvent.click(await screen.findByRole("button", { name: "Hide checks" }));
    const dialog = await screen.findByRole("dialog", { name: "Hide checks in All trajectories" });
    await userEvent.click(within(dialog).getByRole("checkbox", { name: /Dropped condition/ }));
    await expectAccessible(baseElement);
    await userEvent.click(within(dialog).getByRole("button", { name: "Hide checks" }));
    expect(await within(dialog).findByText("Nothing waits in this queue.")).toBeInTheDocument();
    expect(requests.find(({ method }) => method === "POST")?.body).toEqual({ share: 0.1, kinds: ["SWAPPED_NUMBER", "INVENTED_RESULT"], feedback: "AFTER_QUEUE" });
  });

  test("say when there are fewer than wanted, and when they can be told by their ids", () => {
    const enough = { people: 4, people_needed: 4 };
    expect(plantedText({ wanted: 1, made: 1, refused: 0, recognisable: 0, ...enough })).toBe("1 pair hidden: each a trajectory with an error and its unmodified twin.");
    expect(plantedText({ wanted: 4, made: 2, refused: 9, recognisable: 1, ...enough })).toMatch(/2 pairs hidden.*4 pairs would.*9 originals.*1 pair can be told by their ids/);
    expect(plantedText({ wanted: 0, made: 0, refused: 0, recognisable: 0, ...enough })).toBe("The queue carries that share already.");
    expect(plantedText({ wanted: 1, made: 1, refused: 0, recognisable: 0, people: 3, people_needed: 4 })).toMatch(/it takes 4 annotators .* and 3 can label/);
  });
});

test("words say shares, times and distances", () => {
  expect(shareText(share(0, 0))).toBe("nothing to compare");
  expect([null, 4.25, 48.6, 190, 4_300].map(worked)).toEqual(["–", "4.3 s", "49 s", "3 min", "1 h 12 min"]);
  expect([-2, 0, 1].map(distanceText)).toEqual(["2 steps early", "right", "1 step late"]);
});

test("accepted proposals are left out and counted until the address asks for them", async () => {
  const requests = answers("REVIEWER");
  showApp("/p/sums/quality");
  expect(await screen.findByText("12 labels are accepted proposals and left out: they say little of who labels by hand.")).toBeInTheDocument();
  const box = screen.getByRole("checkbox", { name: "Count accepted proposals as labels" });
  await userEvent.click(box);
  expect(await screen.findByText(/12 labels are accepted proposals and counted/)).toBeInTheDocument();
  expect(window.location.search).toBe("?proposals=true");
  expect(box).toHaveFocus();
  expect(requests.filter(({ path }) => path === "projects/sums/quality").map(({ query }) => query.with_proposals)).toEqual([undefined, "true"]);
});
