import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";

import { expectAccessible } from "../testing/page";
import { StepBody } from "./StepBody";

// jsdom lays nothing out, so nothing scrolls.
Element.prototype.scrollIntoView = vi.fn();

function call(value: unknown) {
  return <StepBody step={{ role: "assistant", text: "", tool_calls: [{ name: "write", arguments: typeof value === "string" ? value : JSON.stringify(value) }] }} />;
}

const FILES = { path: "a/rather/long/path/to/some/file/that/does/not/fit/on/a/line.py", lines: Array.from({ length: 300 }, (_, line) => line), options: { force: true } };

test("a call's arguments are a tree that the keyboard walks, opens and leaves", async () => {
  const user = userEvent.setup();
  const pressed = vi.fn();
  window.addEventListener("keydown", (event) => {
    if (!event.defaultPrevented) pressed(event.key);
  });
  const { container } = render(call(FILES));
  const tree = screen.getByRole("tree", { name: "Arguments of write" });
  await expectAccessible(container);

  await user.tab();
  await user.tab();
  expect(tree).toContainElement(document.activeElement as HTMLElement);
  await user.keyboard("{ArrowDown}");
  expect(document.activeElement).toHaveTextContent("lines:");
  expect(document.activeElement).toHaveAttribute("aria-expanded", "false");
  await user.keyboard("{ArrowRight}{ArrowRight}");
  expect(document.activeElement).toHaveAttribute("aria-level", "2");
  expect(document.activeElement).toHaveAttribute("aria-setsize", "300");
  expect(screen.getAllByRole("treeitem").length).toBeLessThan(110);

  await user.keyboard("{ArrowLeft}{ArrowLeft}");
  expect(document.activeElement).toHaveAttribute("aria-expanded", "false");
  pressed.mockClear();
  await user.keyboard("{End}{Enter}d");
  // The letters stay the page's.
  expect(pressed.mock.calls).toEqual([["d"]]);
  await user.keyboard("{Escape}");
  expect(tree).not.toContainElement(document.activeElement as HTMLElement);
});

test("the rest of a long list comes in parts, and the focus goes to the first of them", async () => {
  const user = userEvent.setup();
  render(call({ lines: FILES.lines, path: FILES.path }));
  await user.click(screen.getByText("lines"));
  await user.click(screen.getByText(/Show 100 more of 200/));
  await user.keyboard("{ArrowDown}");
  expect(screen.getAllByRole("treeitem").length).toBeGreaterThan(200);
});

test("rows are a table where that was chosen, and every form can be chosen", async () => {
  const user = userEvent.setup();
  const rows = Array.from({ length: 130 }, (_, id) => ({ id, title: `the book with the number ${id}` }));
  const { container } = render(<StepBody step={{ role: "tool", text: JSON.stringify(rows), tool_name: "search" }} open />);
  await user.click(screen.getByRole("radio", { name: "table" }));
  expect(screen.getAllByRole("row")).toHaveLength(101);
  await expectAccessible(container);
  await user.click(screen.getByRole("button", { name: "Show 30 more rows" }));
  expect(screen.getAllByRole("row")).toHaveLength(131);
  await user.click(screen.getByRole("radio", { name: "raw" }));
  expect(container.querySelector("[data-part=text]")).toHaveTextContent(JSON.stringify(rows).slice(0, 40));
});

test("arguments that fit on a line are one, and equal keys are shown as written", () => {
  const { rerender } = render(call({ city: "Oslo" }));
  expect(screen.queryByRole("tree")).toBeNull();
  expect(screen.getByText(/city/)).toBeInTheDocument();
  const doubled = `{"a": 1, "a": 2, "text": "${"long ".repeat(30)}"}`;
  rerender(call(doubled));
  expect(screen.queryByRole("tree")).toBeNull();
  expect(document.body).toHaveTextContent(/a: 1,\s*a: 2/);
});

test("a folded output shows the beginning of its tree, and all of it once it is unfolded", () => {
  const source = JSON.stringify(Object.fromEntries(Array.from({ length: 60 }, (_, key) => [`key${key}`, "value ".repeat(5)])));
  const output = (open: boolean) => <StepBody step={{ role: "tool", text: source, tool_name: "read" }} open={open} foldKey=" " />;
  const { rerender } = render(output(false));
  expect(screen.getAllByRole("treeitem")).toHaveLength(6);
  expect(screen.queryByText(/Show/)).toBeNull();
  rerender(output(true));
  expect(screen.getAllByRole("treeitem")).toHaveLength(41);
});
