import { fireEvent, screen, within } from "@testing-library/react";
import { beforeEach, expect, test, vi } from "vitest";

import type { Preferences } from "../api/types";
import { useCommands, type Command } from "../keyboard";
import { usePreferencesOf } from "../preferences";
import { answerNetwork } from "../testing/network";
import { showPage } from "../testing/page";
import { CommandButton } from "./Button";
import { KeyboardHelp } from "./KeyboardHelp";

const correct = vi.fn();
const fold = vi.fn();
const TABLE: Command[] = [
  { id: "label.correct", title: "Correct", group: "Label", keys: ["d"], run: correct },
  { id: "read.fold", title: "Fold", group: "Read", keys: ["x"], run: fold },
  { id: "help.open", title: "Keyboard", group: "Everywhere", keys: ["?"], run: () => undefined },
];
// What is chosen is sent, and the server is away: what this browser holds has to do.
beforeEach(() => {
  answerNetwork({ "PATCH account/preferences": { status: 503, body: { detail: "The database does not answer.", code: "database_away" } } });
});

const nothing = (username: string): Preferences => ({ username, revision: 0, changed_at: null, theme: null, keys: {} });
const SESSIONS = Object.fromEntries(["ada", "ben"].map((username) => [username, { user: { username, display_name: "", is_staff: false }, preferences: nothing(username) }]));

function Page({ person, isOpen }: { person: string; isOpen: boolean }) {
  usePreferencesOf(SESSIONS[person] ?? { user: null });
  useCommands(TABLE);
  return (
    <>
      <CommandButton command="read.fold" />
      <KeyboardHelp open={isOpen} onOpenChange={() => undefined} />
    </>
  );
}

const page = (person = "ada", isOpen = true) => showPage(<Page person={person} isOpen={isOpen} />);

const press = (key: string, init: KeyboardEventInit = {}) => fireEvent.keyDown(document.activeElement ?? document.body, { key, ...init });
const slot = (title: string) => screen.getByRole("button", { name: new RegExp(`^Key for ${title}:`) });

function choose(title: string, ...keys: string[]) {
  fireEvent.click(slot(title));
  for (const key of keys) press(key);
}

test("a chosen key does what the old one did; the old one does nothing; buttons show it; it is there the next time", () => {
  const { unmount } = page();
  fireEvent.click(screen.getByRole("button", { name: "Choose other keys" }));
  choose("Fold", "w");
  expect(slot("Fold")).toHaveTextContent("Key for Fold: w.");
  unmount();

  page("ada", false);
  expect(screen.getByRole("button", { name: /Fold/ })).toHaveAttribute("aria-keyshortcuts", "w");
  press("x");
  expect(fold).not.toHaveBeenCalled();
  press("w");
  expect(fold).toHaveBeenCalledOnce();
});

test("a key that is taken is named with its owner, and changes hands when it is pressed again", () => {
  page();
  fireEvent.click(screen.getByRole("button", { name: "Choose other keys" }));
  choose("Fold", "d");
  expect(within(screen.getByRole("dialog")).getByRole("status")).toHaveTextContent("d is “Correct”. Press it again to take it, or another");
  press("d");
  expect(slot("Fold")).toHaveTextContent("Key for Fold: d.");
  expect(slot("Correct")).toHaveTextContent("Key for Correct: none.");
});

test("Escape leaves a key as it was, and the sheet stays open", () => {
  page();
  fireEvent.click(screen.getByRole("button", { name: "Choose other keys" }));
  choose("Fold", "Escape");
  expect(slot("Fold")).toHaveTextContent("Key for Fold: x.");
  expect(within(screen.getByRole("dialog")).getByText("Choose your keys")).toBeInTheDocument();
});

test("the sheet itself never gets out of reach", () => {
  page();
  fireEvent.click(screen.getByRole("button", { name: "Choose other keys" }));
  choose("Fold", "?", "?");
  expect(slot("Keyboard")).toHaveTextContent("Key for Keyboard: ?.");
  expect(slot("Fold")).toHaveTextContent("Key for Fold: x.");
  choose("Keyboard", "Backspace");
  expect(slot("Keyboard")).not.toHaveTextContent("none");
});

test("everything is as it was after a reset, also for another person all the time", () => {
  const { unmount } = page();
  fireEvent.click(screen.getByRole("button", { name: "Choose other keys" }));
  choose("Fold", "w");
  choose("Correct", "Backspace");
  expect(slot("Correct")).toHaveTextContent("Key for Correct: none.");
  unmount();

  const other = page("ben", false);
  expect(screen.getByRole("button", { name: /Fold/ })).toHaveAttribute("aria-keyshortcuts", "x");
  other.unmount();

  page();
  fireEvent.click(screen.getByRole("button", { name: "Choose other keys" }));
  fireEvent.click(screen.getByRole("button", { name: "All keys as they were" }));
  expect(slot("Fold")).toHaveTextContent("Key for Fold: x.");
  expect(slot("Correct")).toHaveTextContent("Key for Correct: d.");
});

test("a key that two machines gave away is told with both commands, and is told no more once one has another", () => {
  const keys = { "label.correct": { keys: ["q"], title: "Correct" }, "read.fold": { keys: ["q"], title: "Fold" } };
  const session = { user: { username: "cleo", display_name: "", is_staff: false }, preferences: { ...nothing("cleo"), revision: 2, keys } };
  function Both() {
    usePreferencesOf(session);
    useCommands(TABLE);
    return <KeyboardHelp open onOpenChange={() => undefined} />;
  }
  showPage(<Both />);
  const told = () => within(screen.getByRole("dialog")).queryByRole("status");
  expect(told()).toHaveTextContent("q is the key of “Correct” and “Fold”: here it is “Correct”.“Choose other keys” gives one of them another.");
  fireEvent.click(screen.getByRole("button", { name: "Choose other keys" }));
  expect(told()).toHaveTextContent("Choose another key for one of them below.");
  choose("Fold", "w");
  expect(told()).not.toBeInTheDocument();
  expect(slot("Correct")).toHaveTextContent("Key for Correct: q.");
});
