import { act, renderHook } from "@testing-library/react";
import { expect, test, vi } from "vitest";

import { branchesOf } from "../../../text";
import type { Reading } from "./reading";
import { useBranches } from "./useBranches";
import { useStepFocus } from "./useStepFocus";

/** Steps 2 to 4 and step 7 are sub-agents'. */
const AGENTS = ["planner", "planner", "coder", "coder", "coder", "planner", "planner", "critic"];

function open(step?: number) {
  const branches = branchesOf(AGENTS.map((agent) => ({ role: "assistant", agent })));
  const reading = { branches, steps: AGENTS } as unknown as Reading;
  const scrolled = vi.fn();
  const { result, rerender } = renderHook(
    (wanted: number | undefined) => {
      const focus = useStepFocus({ count: AGENTS.length, step: wanted, onRest: vi.fn() });
      return { focus, branching: useBranches(reading, focus) };
    },
    { initialProps: step },
  );
  act(() => result.current.focus.setScroller(scrolled));
  const rows = () => result.current.branching.rows.length;
  return { at: () => result.current.focus.at, rows, scrolled, branches, rerender, now: () => result.current };
}

test("nothing is folded at first, and the steps go past what is", () => {
  const page = open(1);
  expect(page.rows()).toBe(8);
  act(() => page.now().branching.toggleHere());
  expect(page.now().branching.rows).toEqual([0, 1, 2, 5, 6, 7]);
  act(() => page.now().branching.step(1));
  expect(page.at()).toBe(5);
  act(() => page.now().branching.step(-1));
  expect(page.at()).toBe(1);
});

test("folding one's own step away leaves the focus in view, and the pointer scrolls nothing", () => {
  const page = open(3);
  const [coder] = page.branches;
  if (!coder) throw new Error("There is a branch.");
  act(() => page.now().branching.toggle(coder));
  expect([page.at(), page.rows()]).toEqual([1, 6]);
  expect(page.scrolled).not.toHaveBeenCalled();
  act(() => page.now().branching.toggleHere());
  expect([page.at(), page.rows()]).toEqual([1, 8]);
  expect(page.scrolled).toHaveBeenLastCalledWith(1);
});

test("whatever goes to a folded step unfolds its branch and no other, then scrolls there", () => {
  const page = open(0);
  act(() => page.now().branching.toggleAll());
  expect(page.rows()).toBe(6);
  act(() => page.now().focus.go(3));
  expect([page.at(), page.rows()]).toEqual([3, 8]);
  expect([...page.now().branching.folded]).toEqual([7]);
  expect(page.scrolled).toHaveBeenLastCalledWith(3);
});

test("an address that names a folded step opens it", () => {
  const page = open(0);
  act(() => page.now().branching.toggleAll());
  page.rerender(7);
  expect(page.at()).toBe(7);
  expect([...page.now().branching.folded]).toEqual([2]);
});

test("behind the last step in view there is none: a folded branch at the end stays folded", () => {
  const page = open(6);
  act(() => page.now().branching.toggleAll());
  act(() => page.now().branching.step(1));
  expect([page.at(), page.rows()]).toEqual([6, 6]);
});
