import { act, fireEvent, render, screen } from "@testing-library/react";
import { useState } from "react";
import { describe, expect, test, vi } from "vitest";

import { assertNoConflicts } from "./registry";
import { caps, CommandLayer, KeyboardProvider, useCommand, useCommands, type Command } from ".";

function command(id: string, keys: string[], run: () => void, more: Partial<Command> = {}): Command {
  return { id, title: id, group: "Test", keys, run, ...more };
}

function Offer({ commands }: { commands: Command[] }) {
  useCommands(commands);
  return null;
}

function press(key: string, init: KeyboardEventInit = {}, target: Element = document.body) {
  fireEvent.keyDown(target, { key, ...init });
}

function page(commands: Command[], extra?: React.ReactNode) {
  return render(
    <KeyboardProvider>
      <Offer commands={commands} />
      {extra}
    </KeyboardProvider>,
  );
}

describe("a key press", () => {
  test("runs the one command bound to it", () => {
    const correct = vi.fn();
    const wrong = vi.fn();
    page([command("correct", ["d", "1"], correct), command("wrong", ["a"], wrong)]);
    press("1");
    expect(correct).toHaveBeenCalledOnce();
    expect(wrong).not.toHaveBeenCalled();
  });

  test("typed into a note is text, not a command", () => {
    const run = vi.fn();
    page([command("label", ["d"], run)], <textarea aria-label="Note" />);
    press("d", {}, screen.getByLabelText("Note"));
    expect(run).not.toHaveBeenCalled();
  });

  test("on a checkbox still is a command, but the space bar ticks the box", () => {
    const next = vi.fn();
    const fold = vi.fn();
    page([command("next", ["j"], next), command("fold", [" "], fold)], <input type="checkbox" aria-label="Box" />);
    press("j", {}, screen.getByLabelText("Box"));
    press(" ", {}, screen.getByLabelText("Box"));
    expect(next).toHaveBeenCalledOnce();
    expect(fold).not.toHaveBeenCalled();
  });

  test("with Ctrl also works while typing", () => {
    const submit = vi.fn();
    page([command("submit", ["Mod+Enter"], submit)], <textarea aria-label="Note" />);
    press("Enter", { ctrlKey: true }, screen.getByLabelText("Note"));
    expect(submit).toHaveBeenCalledOnce();
  });

  test("held down labels one step but moves many", () => {
    const label = vi.fn();
    const next = vi.fn();
    page([command("label", ["d"], label), command("next", ["j"], next, { repeats: true })]);
    press("d");
    press("d", { repeat: true });
    press("j");
    press("j", { repeat: true });
    expect(label).toHaveBeenCalledTimes(1);
    expect(next).toHaveBeenCalledTimes(2);
  });

  test("inside an unfinished composition is no command", () => {
    const run = vi.fn();
    page([command("label", ["d"], run)]);
    press("d", { isComposing: true });
    expect(run).not.toHaveBeenCalled();
  });

  test("means the same with Caps Lock on", () => {
    const lower = vi.fn();
    const upper = vi.fn();
    page([command("next", ["j"], lower), command("next-trajectory", ["J"], upper)]);
    press("J", { modifierCapsLock: true });
    press("j", { modifierCapsLock: true, shiftKey: true });
    expect(lower).toHaveBeenCalledOnce();
    expect(upper).toHaveBeenCalledOnce();
  });

  test("on a Cyrillic layout goes by the position of the key", () => {
    const run = vi.fn();
    page([command("next", ["j"], run)]);
    press("о", { code: "KeyJ" });
    expect(run).toHaveBeenCalledOnce();
  });

  test("of a disabled command is left to the browser", () => {
    const run = vi.fn();
    page([command("undo", ["z"], run, { enabled: false })]);
    expect(fireEvent.keyDown(document.body, { key: "z" })).toBe(true);
    expect(run).not.toHaveBeenCalled();
  });

  test("Enter on a focused button presses the button", () => {
    const submit = vi.fn();
    page([command("submit", ["Enter"], submit)], <button>Other</button>);
    press("Enter", {}, screen.getByText("Other"));
    expect(submit).not.toHaveBeenCalled();
  });

  test("Escape leaves the text field and gives the keys back", () => {
    page([], <input aria-label="Search" />);
    const input = screen.getByLabelText("Search");
    act(() => input.focus());
    press("Escape", {}, input);
    expect(input).not.toHaveFocus();
  });
});

describe("a dialog", () => {
  function Page({ run, close }: { run: () => void; close: () => void }) {
    const [open, setOpen] = useState(true);
    useCommands([command("label", ["d"], run)]);
    const shut = () => {
      close();
      setOpen(false);
    };
    if (!open) return null;
    return (
      <CommandLayer>
        <Offer commands={[command("close", ["?"], shut)]} />
      </CommandLayer>
    );
  }

  test("takes over the keys while it is open, also when it opened with the page", () => {
    const run = vi.fn();
    const close = vi.fn();
    render(
      <KeyboardProvider>
        <Page run={run} close={close} />
      </KeyboardProvider>,
    );
    press("d");
    expect(run).not.toHaveBeenCalled();
    press("?");
    expect(close).toHaveBeenCalledOnce();
    press("d");
    expect(run).toHaveBeenCalledOnce();
  });
});

describe("the table", () => {
  test("refuses one key with two meanings", () => {
    const table = [command("a", ["x"], vi.fn()), command("b", ["y", "x"], vi.fn())];
    expect(() => assertNoConflicts(table)).toThrow("The key x is bound to both a and b.");
  });

  test("is what a button reads its key from, also after it changes", () => {
    function Badge() {
      return <span>{useCommand("submit")?.title}</span>;
    }
    const { rerender } = page([command("submit", ["Enter"], vi.fn(), { title: "8 steps left" })], <Badge />);
    expect(screen.getByText("8 steps left")).toBeInTheDocument();
    rerender(
      <KeyboardProvider>
        <Offer commands={[command("submit", ["Enter"], vi.fn(), { title: "Submit" })]} />
        <Badge />
      </KeyboardProvider>,
    );
    expect(screen.getByText("Submit")).toBeInTheDocument();
  });

  test("shows chords as key caps", () => {
    expect(caps("Mod+Enter", false)).toEqual(["ctrl", "↵"]);
    expect(caps("Mod+Enter", true)).toEqual(["⌘", "↵"]);
    expect(caps("+")).toEqual(["+"]);
    expect(caps(" ")).toEqual(["space"]);
  });
});
