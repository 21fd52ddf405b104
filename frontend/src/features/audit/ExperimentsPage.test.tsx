import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import { answerNetwork } from "../../testing/network";
import { expectAccessible, showApp } from "../../testing/page";
import type { Comparison, Estimate, Experiment, ExperimentResult } from "./experiments";

const EXPERIMENT: Experiment = { queue_id: 3, name: "Anchoring", evidence: "rewards", shown_percent: 50, seed: 5 };
const estimate = (value: number): Estimate => ({ value, low: value - 0.1, high: value + 0.1, n: 60, trajectories: 60 });

function result(share: number, withProposals: boolean, proposals = 7): ExperimentResult {
  const comparison: Comparison = { measure: "incorrect_share", shown: estimate(share), hidden: estimate(0.2), difference: estimate(share - 0.2), verdict: "differs" };
  return { experiment: EXPERIMENT, scorer: null, scorers: [], smallest_n: 50, replicates: 2000, comparisons: [comparison], with_proposals: withProposals, proposals, without_arm: 0, uncontrolled: 0, hidden_from_you: 0, reveals: 0 };
}

function answers(more: Parameters<typeof answerNetwork>[0] = {}) {
  const rights = { may_label: true, may_export: true, may_import: false, may_score: false, may_manage_members: false, may_manage_queues: false, may_write_guideline: false, sees_before_submitting: true };
  const project = { slug: "sums", name: "Sums", description: "", protocol: "ternary", protocol_title: "Ternary", role: "REVIEWER", rights, created_at: "2026-01-02T10:00:00Z", tutorial: null };
  return answerNetwork({
    "GET session": { body: { user: { username: "rita", display_name: "Rita", is_staff: false } } },
    "GET projects/sums": { body: project },
    "GET projects/sums/experiments": { body: { results: [EXPERIMENT] } },
    "GET projects/sums/experiments/3": ({ query }) => ({ body: query.with_proposals === "true" ? result(0.6, true) : result(0.4, false) }),
    ...more,
  });
}

test("accepted proposals are left out and counted until the address asks for them, and the box keeps the focus", async () => {
  const user = userEvent.setup();
  let arrive: () => void = () => undefined;
  const arrived = new Promise<void>((resolve) => (arrive = resolve));
  const slow = async ({ query }: { query: Record<string, string> }) => {
    if (query.with_proposals !== "true") return { body: result(0.4, false) };
    await arrived;
    return { body: result(0.6, true) };
  };
  answers({ "GET projects/sums/experiments/3": slow });
  const { container } = showApp("/p/sums/experiments");
  expect(await screen.findByText(/^7 labels are accepted proposals and left out/)).toBeInTheDocument();
  expect(screen.getByText("40.0 %")).toBeInTheDocument();
  expect(screen.getByText(/by labels given by hand\. Intervals/)).toBeInTheDocument();
  const box = screen.getByRole("checkbox", { name: "Count accepted proposals as labels" });
  box.focus();
  await user.keyboard(" ");
  await waitFor(() => expect(box.closest("[aria-busy=true]")).not.toBeNull());
  expect(screen.getByText("40.0 %")).toBeInTheDocument();
  expect(box).toHaveFocus();
  arrive();
  expect(await screen.findByText("60.0 %")).toBeInTheDocument();
  expect(box.closest("[aria-busy=true]")).toBeNull();
  expect(screen.getByText(/^7 labels are accepted proposals and counted/)).toBeInTheDocument();
  expect(screen.getByText(/by labels given by hand and accepted proposals\. Intervals/)).toBeInTheDocument();
  expect(box).toHaveFocus();
  expect(window.location.search).toBe("?proposals=true");
  await expectAccessible(container);
  await user.keyboard(" ");
  expect(await screen.findByText("40.0 %")).toBeInTheDocument();
  expect(window.location.search).toBe("");
});

test("where nobody accepted a proposal there is nothing to choose", async () => {
  answers({ "GET projects/sums/experiments/3": { body: result(0.4, false, 0) } });
  showApp("/p/sums/experiments");
  expect(await screen.findByText("40.0 %")).toBeInTheDocument();
  expect(screen.queryByRole("checkbox")).toBeNull();
});
