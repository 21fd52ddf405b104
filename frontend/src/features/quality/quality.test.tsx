import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, test } from "vitest";

import type { Project, Role } from "../../api/types";
import { answerNetwork } from "../../testing/network";
import { expectAccessible, showApp } from "../../testing/page";
import { plantedText, type Checks } from "./checks";
import type { AnnotatorQuality, Share } from "./quality";
import { distanceText, shareText, worked } from "./words";

function head(role: Role): Project {
  const reviews = role !== "ANNOTATOR";
  const rights = { may_label: true, may_export: reviews, may_import: false, may_score: false, may_manage_members: role === "MANAGER", sees_before_submitting: reviews };
  return { slug: "sums", name: "Sums", description: "", protocol: "ternary", protocol_title: "Ternary", role, rights, created_at: "2026-01-02T10:00:00Z" };
}

const share = (hits: number, count: number): Share => ({ hits, count, value: count === 0 ? null : hits / count, low: count === 0 ? null : 0.7, high: count === 0 ? null : 0.9 });

const ADA: AnnotatorQuality = {
  annotator_id: 1,
  name: "ada",
  annotations: 50,
  uncontrolled: 2,
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
  drift: { windows: [{ first: 1, last: 20, share: share(19, 20) }, { first: 21, last: 40, share: share(11, 20) }], signal: { since: 23, noticed: 27, before: 0.95 }, intervals_part: false },
  times: { measured_steps: 200, measured_annotations: 40, active_s: 4_000, idle_s: 900, per_step_s: 8.25, per_trajectory_s: 95, too_fast: share(4, 160) },
};

const QUEUE = { id: 3, name: "All trajectories" };
const NOTHING = share(0, 0);
const NO_CHECKS: Checks = { share: null, feedback: null, checks: [], found: [], found_by_part: [], left_clean: NOTHING };
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
};

function answers(role: Role, more: Parameters<typeof answerNetwork>[0] = {}) {
  return answerNetwork({
    "GET session": { body: { user: { username: "rita", display_name: "Rita", is_staff: false } } },
    "GET projects": { body: { results: [], may_create: false } },
    "GET projects/sums": { body: head(role) },
    "GET projects/sums/quality": { body: { results: [ADA], reading_speed: 60 } },
    "GET projects/sums/quality/mine": { body: ADA },
    "GET projects/sums/queues": { body: { results: [QUEUE] } },
    "GET projects/sums/queues/3/checks": { body: NO_CHECKS },
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
    answers("REVIEWER", { "GET projects/sums/quality": { body: { results: [], reading_speed: 60 } } });
    showApp("/p/sums/quality");
    expect(await screen.findByText("Nobody has submitted anything yet")).toBeInTheDocument();
  });
});

describe("hidden checks", () => {
  test("say how many errors were found, and which trajectories they are", async () => {
    answers("REVIEWER", { "GET projects/sums/queues/3/checks": { body: CHECKS } });
    const { container } = showApp("/p/sums/quality");
    const table = await screen.findByRole("table", { name: "Hidden checks" });
    expect(table).toHaveTextContent("sum-7Swapped numberstep 1: 2 + 3 = 5 2 + 3 = 63 of 4");
    expect(table).toHaveTextContent("sum-2unmodified twin–");
    expect(screen.getByRole("img", { name: "Swapped number, found at its step: 75 %, between 70 and 90, of 4" })).toBeInTheDocument();
    expect(screen.queryByRole("button", { name: "Hide checks" })).not.toBeInTheDocument();
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
    expect(plantedText({ wanted: 1, made: 1, refused: 0, recognisable: 0 })).toBe("1 pair hidden: each a trajectory with an error and its unmodified twin.");
    expect(plantedText({ wanted: 4, made: 2, refused: 9, recognisable: 1 })).toMatch(/2 pairs hidden.*4 pairs would.*9 originals.*1 pair can be told by their ids/);
    expect(plantedText({ wanted: 0, made: 0, refused: 0, recognisable: 0 })).toBe("The queue carries that share already.");
  });
});

test("words say shares, times and distances", () => {
  expect(shareText(share(0, 0))).toBe("nothing to compare");
  expect([null, 4.25, 48.6, 190, 4_300].map(worked)).toEqual(["–", "4.3 s", "49 s", "3 min", "1 h 12 min"]);
  expect([-2, 0, 1].map(distanceText)).toEqual(["2 steps early", "right", "1 step late"]);
});
