import { act, render, screen, waitFor, within } from "@testing-library/react";
import { Profiler } from "react";
import { afterEach, expect, test, vi } from "vitest";

import { KeyboardProvider } from "../../keyboard";
import { assignmentOf } from "../../testing/labeling";
import { answerNetwork } from "../../testing/network";
import { preloadText } from "../../text";
import { deskApi } from "./deskApi";
import { DeskContext } from "./DeskContext";
import { Hands, REST_MS } from "./hands";
import { PassingOutbox } from "./outbox";
import { Session } from "./session";
import { StepCard } from "./StepCard";
import type { Work } from "./place";

const STEPS = 8;

// jsdom draws nothing, so it animates nothing.
Object.assign(Element.prototype, { animate: vi.fn() });

afterEach(() => {
  vi.useRealTimers();
});

/** With the half of the text that comes late: it draws every step once more when it is there. */
async function desk(): Promise<Work> {
  await preloadText();
  const assignment = assignmentOf(1, STEPS);
  answerNetwork({ "POST projects/algebra/assignments/1/draft": { body: { revision: 1, state: assignment.draft.state } } });
  const session = await Session.open({
    assignment,
    isFresh: true,
    user: "ada",
    api: deskApi("algebra"),
    outbox: new PassingOutbox(),
    onSignedOut: vi.fn(),
  });
  return { session, hands: new Hands(session, { announce: vi.fn(), tell: vi.fn() }) };
}

/** Draws all steps and counts how often each is drawn. */
function draw(work: Work): { drawn: () => number[] } {
  const counts = new Map<string, number>();
  const { steps } = work.session.assignment.trajectory;
  render(
    <KeyboardProvider>
      <DeskContext value={work}>
        {steps.map((step, index) => (
          <Profiler key={index} id={String(index)} onRender={(id) => counts.set(id, (counts.get(id) ?? 0) + 1)}>
            <StepCard index={index} step={step} scorable />
          </Profiler>
        ))}
      </DeskContext>
    </KeyboardProvider>,
  );
  return {
    drawn: () => {
      const ids = [...counts.keys()].map(Number).sort((a, b) => a - b);
      counts.clear();
      return ids;
    },
  };
}

test("a label draws its own step anew, then the focus draws the step that it leaves and the one it goes to", async () => {
  const work = await desk();
  const { drawn } = draw(work);
  drawn();
  vi.useFakeTimers();

  act(() => work.hands.label(1));
  expect(drawn()).toEqual([0]);
  act(() => void vi.advanceTimersByTime(REST_MS));
  expect(drawn()).toEqual([0, 1]);
  work.session.close();
});

test("a first error draws the steps that come after it and no others", async () => {
  const work = await desk();
  const { drawn } = draw(work);
  act(() => work.hands.goTo(4));
  drawn();
  act(() => work.hands.markFirst());
  expect(drawn()).toEqual([4, 5, 6, 7]);
  work.session.close();
});

test("steps behind the first error turn grey once what the key did is painted, but for the one that is read", async () => {
  const work = await desk();
  draw(work);
  const texts = () => [...document.querySelectorAll("[data-trace]")].flatMap((text, index) => (text.hasAttribute("data-dimmed") ? [index] : []));
  act(() => work.hands.goTo(4));
  act(() => work.hands.markFirst());
  expect(screen.getByText("first error")).toBeInTheDocument();
  expect(texts()).toEqual([]);
  act(() => work.hands.goTo(6));
  await waitFor(() => expect(texts()).toEqual([5, 7]));
  act(() => work.hands.goTo(7));
  expect(texts()).toEqual([5, 7]);
  await waitFor(() => expect(texts()).toEqual([5, 6]));
  work.session.close();
});

test("time that passes and changes that are saved draw no step", async () => {
  const work = await desk();
  const { drawn } = draw(work);
  drawn();
  vi.useFakeTimers();
  act(() => work.session.change([{ field: "note", step_index: null, value: "n" }]));
  await act(() => vi.advanceTimersByTimeAsync(400));
  expect(drawn()).toEqual([]);
  work.session.close();
});

test("every step owns its control row, also where it has no focus", async () => {
  const work = await desk();
  draw(work);
  for (const card of screen.getAllByRole("article")) {
    expect(within(card).getByRole("radiogroup")).toBeInTheDocument();
  }
  work.session.close();
});
