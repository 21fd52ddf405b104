import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, test } from "vitest";

import type { Project, Role } from "../../api/types";
import { answerNetwork } from "../../testing/network";
import { expectAccessible, showApp } from "../../testing/page";
import { emptyForm, newScorer } from "./newScorer";
import { actionsFor, askAgainIn, speed, type Preset, type ScoreRun, type Scorer } from "./runs";

function head(role: Role): Project {
  const manages = role === "MANAGER";
  const rights = { may_label: true, may_export: role !== "ANNOTATOR", may_import: manages, may_score: manages, may_manage_members: manages, may_manage_queues: manages, may_write_guideline: manages, sees_before_submitting: role !== "ANNOTATOR" };
  return { slug: "sums", name: "Sums", description: "", protocol: "ternary", protocol_title: "ternary", role, rights, created_at: "2026-01-02T10:00:00Z", tutorial: null };
}

const RUNNING: ScoreRun = {
  id: 7,
  scorer: "assay-small-prm",
  revision: "1-ab12cd34",
  is_import: false,
  queue: "gpu",
  filter: "source:gsm8k",
  status: "RUNNING",
  requested_by: "ada",
  created_at: "2026-02-03T10:00:00Z",
  finished_at: null,
  counts: { total: 1_200, done: 300, ok: 290, unchanged: 3, truncated: 2, failed: 5 },
  per_second: 12.5,
  seconds_left: 72,
};
const FINISHED: ScoreRun = { ...RUNNING, id: 6, scorer: "equation-checker", queue: "cpu", filter: "", status: "FINISHED", requested_by: null, finished_at: "2026-02-03T10:05:00Z", per_second: null, seconds_left: null };
const PAUSED: ScoreRun = { ...RUNNING, status: "PAUSED" };
const IMPORT: ScoreRun = { ...FINISHED, id: 5, scorer: "prm", is_import: true };

const CHANNEL = { name: "reward", semantics: "probability", threshold: 0.5, threshold_source: "by its training" } as const;
const SCORERS: Scorer[] = [
  { name: "assay-small-prm", revision: "1-ab12cd34", adapter: "step-reader", description: "Runs anywhere.", is_runnable: true, queue: "gpu", model: "worker/checkpoints/assay-small-prm", channels: [CHANNEL], scored: 300 },
  { name: "prm", revision: "1", adapter: "imported", description: "", is_runnable: false, queue: "cpu", model: "", channels: [CHANNEL], scored: 1_200 },
];
const TRL: Preset = { name: "trl-prm-trainer", summary: "Checkpoints of a trainer.", adapter: "step-reader", queue: "gpu", has_model: true, model: "", settings: [], channels: [CHANNEL], text: 'separator = "\\n"' };
const JUDGE: Preset = { ...TRL, name: "judge", summary: "Asks a model.", settings: [{ name: "endpoint.url", value: "" }] };

type Answers = Parameters<typeof answerNetwork>[0];

function answers(more: Answers = {}, role: Role = "MANAGER") {
  return answerNetwork({
    "GET session": { body: { user: { username: "ada", display_name: "Ada Brandt", is_staff: false } } },
    "GET projects": { body: { results: [], may_create: false } },
    "GET projects/sums": { body: head(role) },
    "GET projects/sums/runs": { body: { results: [RUNNING, FINISHED, IMPORT] } },
    "GET projects/sums/scorers": { body: { results: SCORERS } },
    "GET projects/sums/scorers/presets": { body: { results: [TRL, JUDGE] } },
    "GET projects/sums/runs/preview": { body: { wanted: 900, unchanged: 300 } },
    ...more,
  });
}

async function runs(): Promise<HTMLElement[]> {
  return within(await screen.findByRole("list", { name: "Score runs" })).getAllByRole("listitem");
}

describe("the jobs of a project", () => {
  test("say how far each run is, how fast it goes, and what came of it", async () => {
    answers();
    const { container } = showApp("/p/sums/jobs");
    const [running, finished] = await runs();
    expect(running).toHaveTextContent("assay-small-prmat work");
    expect(running).toHaveTextContent("run 7 · ada");
    expect(running).toHaveTextContent("source:gsm8k");
    expect(running).toHaveTextContent("300 of 1,200");
    expect(running).toHaveTextContent("13 per second · about 2 min left");
    expect(running).toHaveTextContent("290 ok5 failed2 truncated3 unchanged");
    expect(screen.getByRole("progressbar", { name: "Run 7" })).toHaveAttribute("aria-valuenow", "25");
    expect(finished).toHaveTextContent("shell");
    expect(finished).toHaveTextContent("all trajectories");
    expect(screen.getByRole("button", { name: /^Retry failed run 6/ })).toBeInTheDocument();
    expect(screen.queryByRole("button", { name: /^Retry failed run 5/ })).not.toBeInTheDocument();
    expect(within(screen.getByRole("table", { name: "Scorers" })).getAllByRole("row")).toHaveLength(3);
    await expectAccessible(container);
  });

  test("are paused and resumed by key, and cancelled after a question", async () => {
    let shown = RUNNING;
    const change = (run: ScoreRun) => () => ((shown = run), { body: { ...run, reasons: [] } });
    const requests = answers({
      "GET projects/sums/runs": () => ({ body: { results: [shown] } }),
      "POST projects/sums/runs/7/pause": change(PAUSED),
      "POST projects/sums/runs/7/resume": change(RUNNING),
      "POST projects/sums/runs/7/cancel": change({ ...RUNNING, status: "CANCELLED" }),
    });
    showApp("/p/sums/jobs");
    await runs();
    await userEvent.keyboard("p");
    expect(await screen.findByText("rests until somebody resumes it")).toBeInTheDocument();
    await waitFor(() => expect(screen.getByRole("button", { name: /^Resume run 7/ })).toBeEnabled());
    await userEvent.keyboard("p");
    await waitFor(() => expect(screen.getByRole("button", { name: /^Pause run 7/ })).toBeEnabled());
    await userEvent.keyboard("x");
    expect(await screen.findByRole("dialog", { name: "Cancel run 7?" })).toHaveTextContent("900 trajectories are dropped");
    await userEvent.click(screen.getByRole("button", { name: "Cancel the run" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).not.toBeInTheDocument());
    expect(requests.filter(({ method }) => method === "POST").map(({ path }) => path.split("/").at(-1))).toEqual(["pause", "resume", "cancel"]);
  });

  test("are as the answer says, whether the list has come again or not, and take the next key", async () => {
    let isFirst = true;
    const change = (run: ScoreRun) => ({ body: { ...run, reasons: [] } });
    const requests = answers({
      "GET projects/sums/runs": () => (isFirst ? ((isFirst = false), { body: { results: [RUNNING] } }) : new Promise(() => undefined)),
      "POST projects/sums/runs/7/pause": change(PAUSED),
      "POST projects/sums/runs/7/resume": change(RUNNING),
    });
    showApp("/p/sums/jobs");
    await runs();
    for (const state of ["Resume run 7", "Pause run 7", "Resume run 7"]) {
      await userEvent.keyboard("p");
      await waitFor(() => expect(screen.getByRole("button", { name: new RegExp(state) })).toBeEnabled());
    }
    expect(requests.filter(({ method }) => method === "POST").map(({ path }) => path.split("/").at(-1))).toEqual(["pause", "resume", "pause"]);
  });

  test("show why trajectories failed, and try them again", async () => {
    const requests = answers({
      "GET projects/sums/runs/6": { body: { ...FINISHED, reasons: [{ status: "FAILED", reason: "4,097 tokens are more than 4,096.", count: 5, wordings: 3, example: 17 }] } },
      "POST projects/sums/runs/6/retry": { body: { ...FINISHED, status: "QUEUED", reasons: [] } },
    });
    showApp("/p/sums/jobs");
    await runs();
    await userEvent.keyboard("jo");
    const reasons = await screen.findByRole("table", { name: "Reasons of run 6" });
    expect(reasons).toHaveTextContent("4,097 tokens are more than 4,096. Or alike, with other numbers.");
    expect(within(reasons).getByRole("link", { name: "trajectory 17" })).toHaveAttribute("href", "/p/sums/trajectories/17");
    await userEvent.keyboard("r");
    await waitFor(() => expect(requests.some(({ path }) => path.endsWith("runs/6/retry"))).toBe(true));
  });

  test("say what a refusal was", async () => {
    answers({ "POST projects/sums/runs/7/pause": { status: 409, body: { detail: "Only a run that is waiting or at work can be paused.", code: "cannot_pause", request_id: "1" } } });
    showApp("/p/sums/jobs");
    await runs();
    await userEvent.click(screen.getByRole("button", { name: /^Pause run 7/ }));
    expect(await screen.findByText("Only a run that is waiting or at work can be paused.")).toBeInTheDocument();
  });

  test("are only looked at by reviewers, and hidden from annotators", async () => {
    answers({}, "REVIEWER");
    const shown = showApp("/p/sums/jobs");
    await runs();
    expect(screen.queryByRole("button", { name: /Pause|Start a run|Add a scorer/ })).not.toBeInTheDocument();
    shown.unmount();
    answers({}, "ANNOTATOR");
    showApp("/p/sums/jobs");
    expect(await screen.findByText("Only reviewers and managers see score runs")).toBeInTheDocument();
    expect(screen.queryByRole("link", { name: "Jobs" })).not.toBeInTheDocument();
  });

  test("offer the first run where there is none, and another try where nothing arrived", async () => {
    answers({ "GET projects/sums/runs": { body: { results: [] } }, "GET projects/sums/scorers": { status: 500, body: {} } });
    showApp("/p/sums/jobs");
    expect(await screen.findByText("Nothing was scored yet")).toBeInTheDocument();
    expect(await screen.findByText("The scorers did not arrive", {}, { timeout: 8_000 })).toBeInTheDocument();
  }, 15_000);
});

describe("starting a run", () => {
  test("says how much there is to do before it is asked for", async () => {
    const requests = answers({ "POST projects/sums/runs": { status: 201, body: { run: { ...RUNNING, id: 8 }, unchanged: 0 } } });
    const { baseElement } = showApp("/p/sums/jobs");
    await runs();
    await userEvent.keyboard("n");
    const dialog = await screen.findByRole("dialog", { name: "Start a run" });
    expect(await within(dialog).findByText("900 trajectories to score. 300 are scored already.")).toBeInTheDocument();
    await userEvent.type(within(dialog).getByLabelText("Filter"), "steps:..5");
    await expectAccessible(baseElement);
    await userEvent.click(within(dialog).getByRole("button", { name: "Start the run" }));
    expect(await screen.findByText("Run 8 is asked for: 1,200 to score.")).toBeInTheDocument();
    const post = requests.find(({ method }) => method === "POST");
    expect(post?.body).toEqual({ scorer: "assay-small-prm", filter: "steps:..5" });
  });

  test("shows what is wrong with the filter", async () => {
    const bad = { status: 400, body: { detail: "There is no filter colour.", code: "bad_filter", request_id: "1" } };
    answers({ "GET projects/sums/runs/preview": bad });
    showApp("/p/sums/jobs");
    await runs();
    await userEvent.keyboard("n");
    const field = await screen.findByLabelText("Filter");
    await waitFor(() => expect(field).toHaveAccessibleDescription(expect.stringContaining("There is no filter colour.")));
  });
});

describe("adding a scorer", () => {
  test("takes a preset, a name, a model and a threshold, and goes on to a run of it", async () => {
    const requests = answers({ "POST projects/sums/scorers": { status: 201, body: { ...SCORERS[0], name: "mine" } } });
    const { baseElement } = showApp("/p/sums/jobs");
    await runs();
    await userEvent.keyboard("a");
    const dialog = await screen.findByRole("dialog", { name: "Add a scorer" });
    await userEvent.type(await within(dialog).findByLabelText("Name in this project"), "mine");
    await userEvent.type(within(dialog).getByLabelText("Model"), "/models/mine");
    await userEvent.type(within(dialog).getByLabelText("Threshold of reward, P(correct)"), "0.4");
    expect(within(dialog).getByText('separator = "\\n"')).toBeInTheDocument();
    await expectAccessible(baseElement);
    await userEvent.click(within(dialog).getByRole("button", { name: "Add the scorer" }));
    expect(await screen.findByRole("dialog", { name: "Start a run" })).toBeInTheDocument();
    expect(requests.find(({ method }) => method === "POST")?.body).toEqual({ preset: "trl-prm-trainer", name: "mine", model: "/models/mine", channels: { reward: { threshold: 0.4 } } });
  });

  test("puts a refusal under its field", async () => {
    const taken = { detail: "name: Every project has small already.", code: "bad_scorer", fields: { name: ["Every project has small already. Choose another name."] }, request_id: "1" };
    answers({ "POST projects/sums/scorers": { status: 400, body: taken } });
    showApp("/p/sums/jobs");
    await runs();
    await userEvent.keyboard("a");
    await userEvent.type(await screen.findByLabelText("Name in this project"), "small");
    await userEvent.type(screen.getByLabelText("Model"), "m");
    await userEvent.click(screen.getByRole("button", { name: "Add the scorer" }));
    await waitFor(() => expect(screen.getByLabelText("Name in this project")).toHaveAccessibleDescription(expect.stringContaining("Choose another name.")));
  });

  test("sends only what differs from the preset", () => {
    expect(newScorer(TRL, emptyForm)).toEqual({ preset: "trl-prm-trainer" });
    expect(newScorer(JUDGE, { ...emptyForm, model: " critic ", settings: { "endpoint.url": "http://host/v1" }, thresholds: { reward: "" } })).toEqual({
      preset: "judge",
      model: "critic",
      configuration: { endpoint: { url: "http://host/v1" } },
    });
  });
});

test("what may be done depends on where a run is", () => {
  expect([RUNNING, PAUSED, FINISHED, IMPORT, { ...FINISHED, counts: { ...FINISHED.counts, failed: 0 } }].map(actionsFor)).toEqual([["pause", "cancel"], ["resume", "cancel"], ["retry"], [], []]);
});

test("says of a run without results why there are none yet", () => {
  const counts = { ...RUNNING.counts, done: 3, ok: 0, failed: 0, truncated: 0 };
  const begun: ScoreRun = { ...RUNNING, counts, per_second: null, seconds_left: null };
  expect([{ ...begun, status: "QUEUED" } as ScoreRun, begun, { ...begun, counts: RUNNING.counts }].map(speed)).toEqual([
    "it begins by itself as soon as a worker is free",
    "a worker has begun; it loads the scorer first",
    "nothing came in the last minute",
  ]);
});

test("asks often while something moves, seldom while it waits, and hardly when nothing is open", () => {
  const waiting: ScoreRun = { ...RUNNING, status: "QUEUED", per_second: null };
  const intervals = [[RUNNING, FINISHED], [waiting], [PAUSED], [FINISHED], []].map(askAgainIn);
  expect(intervals).toEqual([1_000, 5_000, 30_000, 30_000, 30_000]);
});
