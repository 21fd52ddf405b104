import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from "@tanstack/react-router";
import { cleanup, fireEvent, render, screen, within } from "@testing-library/react";
import type { ReactNode } from "react";
import { beforeAll, expect, test } from "vitest";

import { KeyboardProvider } from "../keyboard";
import { expectAccessible } from "../testing/page";
import { TooltipProvider } from "../ui/Tooltip";
import { Illustrated } from "./Illustrated";
import { StepBody, type StepContent } from "./StepBody";
import { TraceText } from "./TraceText";
import { preloadText } from "./useRichText";

beforeAll(() => preloadText());

const image = (alt: string) => ({ sha: alt.padEnd(64, "0"), width: 40, height: 30, alt });
const IMAGES = [image("square"), image("circle")];

/** On a page that has an address: pictures are the project's. */
async function showPage(page: ReactNode): Promise<HTMLElement> {
  cleanup();
  const routeTree = createRootRoute({ component: () => <section aria-label="Shown">{page}</section> });
  const router = createRouter({ routeTree, history: createMemoryHistory() });
  render(
    <KeyboardProvider>
      <TooltipProvider>
        <RouterProvider router={router as never} />
      </TooltipProvider>
    </KeyboardProvider>,
  );
  return screen.findByRole("region", { name: "Shown" });
}

function show(step: Partial<StepContent>, how: { raw?: boolean; open?: boolean } = {}): Promise<HTMLElement> {
  return showPage(<StepBody step={{ role: "assistant", text: "", images: IMAGES, ...step }} {...how} />);
}

/** Words and pictures in the order in which they are read. */
function order(box: HTMLElement): string[] {
  const walker = document.createTreeWalker(box, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  const found: string[] = [];
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (node instanceof Text && node.data.trim() !== "") found.push(node.data.trim());
    if (node instanceof HTMLElement && node.dataset.image !== undefined) found.push(`<${(node.getAttribute("aria-label") ?? "").replace(", enlarge", "")}>`);
  }
  return found;
}

test("a picture stands where its mark stood, between the words before and behind it", async () => {
  const box = await show({ text: "Look at **this**:\n[image 2]\nA circle.\n\n[image 1]" });
  expect(order(box)).toEqual(["Look at", "this", ":", "<circle>", "A circle.", "<square>"]);
  await expectAccessible(box);
});

test("a picture that the text does not name, or names inside a line or in code, stands below", async () => {
  expect(order(await show({ text: "As [image 1] shows.\n```\n[image 2]\n```" }))).toEqual(["As [image 1] shows.", "[image 2]", "<square>", "<circle>"]);
});

test("a mark without such a picture stays as it is written", async () => {
  expect(order(await show({ text: "Look:\n[image 3]\nSo.", images: [] }))).toEqual(["Look:", "[image 3]", "So."]);
  expect(order(await show({ text: "Look:\n[image 3]", images: [image("square")] }))).toEqual(["Look:", "[image 3]", "<square>"]);
});

test("as written, the marks are there and the pictures below", async () => {
  expect(order(await show({ text: "Look:\n[image 1]" }, { raw: true }))).toEqual(["Look:\n[image 1]", "<square>", "<circle>"]);
});

test("a picture that does not come leaves its mark, says so, and is asked for again", async () => {
  const box = await show({ text: "Look:\n[image 1]", images: [image("square")] });
  const picture = box.querySelector("img");
  if (!picture) throw new Error("There is a picture.");
  fireEvent.error(picture);
  expect(box).toHaveTextContent("Look:[image 1] The picture did not arrive.Try again");
  expect(box.querySelector("[data-image]")).toBeNull();
  fireEvent.click(screen.getByRole("button", { name: "Try again: square" }));
  expect(order(box)).toEqual(["Look:", "<square>"]);
});

test("what a tool shows stands in its output, folded and unfolded", async () => {
  const tool = { role: "tool", tool_name: "screenshot", images: [image("screen")] };
  expect(order(await show({ ...tool, text: "[image 1]" })).filter((part) => /screen>|image/.test(part))).toEqual(["<screen>"]);
  const long = `[image 1]\n${"row\n".repeat(400)}`;
  for (const open of [false, true]) {
    const box = await show({ ...tool, text: long }, { open });
    expect(order(box).filter((part) => /screen>|image/.test(part))).toEqual(["<screen>"]);
    expect(order(box).findIndex((part) => part === "<screen>")).toBeLessThan(order(box).findIndex((part) => part.startsWith("row")));
  }
  const below = await show({ ...tool, text: `${"row\n".repeat(400)}[image 1]` });
  expect(order(below).at(-1)).toBe("<screen>");
});

test("a press on a picture shows it large, with a way to the others", async () => {
  await show({ text: "[image 1]" });
  fireEvent.click(screen.getByRole("button", { name: "square, enlarge" }));
  const dialog = await screen.findByRole("dialog", { name: "square" });
  expect(dialog).toHaveTextContent("1 of 2");
  fireEvent.click(within(dialog).getByRole("button", { name: /Next/ }));
  expect(await screen.findByRole("dialog", { name: "circle" })).toHaveTextContent("2 of 2");
});

test("copying a place gives back the mark", async () => {
  const box = await showPage(
    <Illustrated images={IMAGES} of="the problem">
      <TraceText source={"Look:\n[image 1]\nand go on"} />
    </Illustrated>,
  );
  expect(box.querySelector("[data-source]")).toHaveAttribute("data-source", "[image 1]");
  expect(order(box)).toEqual(["Look:", "<square>", "and go on", "<circle>"]);
});
