import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useEffect, useState } from "react";
import { describe, expect, test, vi } from "vitest";

import { ApiError } from "../api/errors";
import { useCommands } from "../keyboard";
import { expectAccessible, showPage } from "../testing/page";
import { useAnnounce } from "./Announcer";
import { Button, CommandButton } from "./Button";
import { CopyButton } from "./CopyButton";
import { Field, TextInput } from "./Field";
import { KeyboardHelp } from "./KeyboardHelp";
import { LabelGlyph, labelSign } from "./Labels";
import { Menu } from "./Menu";
import { MiddleCut } from "./MiddleCut";
import { MiniMap, MiniMapCell } from "./MiniMap";
import { ConfirmDialog, Dialog, Popover } from "./Overlay";
import { RewardBar, RewardCell, RewardStrip } from "./Rewards";
import { Segmented } from "./Segmented";
import { Select } from "./Select";
import { ErrorState, Loaded } from "./States";
import { Table } from "./Table";
import { Tabs } from "./Tabs";
import { fromNow, span } from "./time";
import { useToast } from "./Toast";

function press(key: string) {
  fireEvent.keyDown(document.body, { key });
}

/** Counts how often its key is heard. */
function Listening({ heard }: { heard: () => void }) {
  useCommands([{ id: "hear", title: "Hear", group: "Test", keys: ["d"], run: heard }]);
  return null;
}

describe("the page's keys", () => {
  const options = [
    { value: "a", label: "Alpha" },
    { value: "b", label: "Beta" },
  ];

  test("are heard beside a closed select, and not while it is open", async () => {
    const heard = vi.fn();
    const user = userEvent.setup();
    showPage(
      <>
        <Listening heard={heard} />
        <Select label="Letter" value="a" onChange={vi.fn()} options={options} />
      </>,
    );
    press("d");
    expect(heard).toHaveBeenCalledTimes(1);
    await user.click(screen.getByRole("combobox"));
    press("d");
    expect(heard).toHaveBeenCalledTimes(1);
  });

  test("are silent under a menu and come back after it", async () => {
    const heard = vi.fn();
    const chosen = vi.fn();
    const user = userEvent.setup();
    showPage(
      <>
        <Listening heard={heard} />
        <Menu trigger={<Button>Open</Button>} items={[{ label: "One", onSelect: chosen }]} />
      </>,
    );
    await user.click(screen.getByRole("button", { name: "Open" }));
    press("d");
    expect(heard).not.toHaveBeenCalled();
    await user.click(screen.getByRole("menuitem", { name: "One" }));
    expect(chosen).toHaveBeenCalledOnce();
    press("d");
    expect(heard).toHaveBeenCalledOnce();
  });

  test("go on under a popover that only explains", async () => {
    const heard = vi.fn();
    const user = userEvent.setup();
    showPage(
      <>
        <Listening heard={heard} />
        <Popover trigger={<Button>Why</Button>} takesKeys={false} label="Why">
          Because.
        </Popover>
      </>,
    );
    await user.click(screen.getByRole("button", { name: "Why" }));
    press("d");
    expect(heard).toHaveBeenCalledOnce();
  });
});

describe("a button of a command", () => {
  function Page({ enabled, run }: { enabled: boolean; run: () => void }) {
    useCommands([{ id: "submit", title: "Submit", group: "Test", keys: ["Enter", "Mod+Enter"], run, enabled }]);
    return <CommandButton command="submit" />;
  }

  test("does what the key does and shows it", async () => {
    const run = vi.fn();
    showPage(<Page enabled run={run} />);
    const button = screen.getByRole("button", { name: /Submit/ });
    expect(button).toHaveTextContent("↵");
    expect(button).toHaveAttribute("aria-keyshortcuts", "Enter Control+Enter");
    await userEvent.click(button);
    expect(run).toHaveBeenCalledOnce();
  });

  test("is disabled with its command", () => {
    showPage(<Page enabled={false} run={vi.fn()} />);
    expect(screen.getByRole("button", { name: /Submit/ })).toBeDisabled();
  });
});

test("the help sheet lists the page's commands and what is not available, and leaves out its own", async () => {
  function Page() {
    const [open, setOpen] = useState(true);
    useCommands([{ id: "next", title: "Next step", group: "Move", keys: ["j", "ArrowDown"], run: vi.fn() }]);
    return <KeyboardHelp open={open} onOpenChange={setOpen} />;
  }
  showPage(<Page />);
  const sheet = await screen.findByRole("dialog", { name: "Keyboard" });
  expect(within(sheet).getByText("Next step").parentElement).toHaveTextContent("Next stepj↓");
  expect(within(sheet).queryByText("Close this sheet")).toBeNull();
  await expectAccessible(sheet);
  press("?");
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
});

test("the help sheet lists what has no key, and how it is found, and no door twice", async () => {
  function Page() {
    useCommands([
      { id: "read.branches", title: "Fold all sub-agents", group: "Read", keys: [], run: vi.fn() },
      { id: "page.search", title: "Search", group: "Read", keys: [], run: vi.fn() },
      { id: "page.searchKey", title: "Search", group: "Everywhere", keys: ["/"], run: vi.fn() },
      { id: "jump.open", title: "By name", group: "Everywhere", keys: ["Mod+k"], run: vi.fn() },
    ]);
    return <KeyboardHelp open onOpenChange={vi.fn()} />;
  }
  showPage(<Page />);
  const sheet = await screen.findByRole("dialog", { name: "Keyboard" });
  expect(within(sheet).getByText("Fold all sub-agents").parentElement).toHaveTextContent("Fold all sub-agentsby namectrlk");
  expect(within(sheet).getByText("Search").parentElement).toHaveTextContent("Search/");
});

describe("a dialog whose form comes later", () => {
  function Later({ choices }: { choices: EventTarget }) {
    const [here, setHere] = useState(false);
    useEffect(() => choices.addEventListener("come", () => setHere(true)), [choices]);
    return (
      <Dialog open onOpenChange={vi.fn()} title="Make a queue">
        {here && (
          <Field label="Name">
            <TextInput />
          </Field>
        )}
      </Dialog>
    );
  }

  test("leads to its first field then", async () => {
    const choices = new EventTarget();
    showPage(<Later choices={choices} />);
    await waitFor(() => expect(screen.getByRole("dialog")).toHaveFocus());
    act(() => void choices.dispatchEvent(new Event("come")));
    await waitFor(() => expect(screen.getByLabelText("Name")).toHaveFocus());
  });

  test("takes nobody away from where they went meanwhile", async () => {
    const choices = new EventTarget();
    showPage(<Later choices={choices} />);
    await waitFor(() => expect(screen.getByRole("dialog")).toHaveFocus());
    act(() => screen.getByRole("button", { name: "Close" }).focus());
    act(() => void choices.dispatchEvent(new Event("come")));
    await screen.findByLabelText("Name");
    await act(() => new Promise((done) => setTimeout(done)));
    expect(screen.getByRole("button", { name: "Close" })).toHaveFocus();
  });
});

describe("a dialog that asks", () => {
  test("does nothing until its act is pressed", async () => {
    const confirm = vi.fn();
    const user = userEvent.setup();
    showPage(
      <ConfirmDialog open onOpenChange={vi.fn()} title="Remove Ada?" confirm="Remove Ada" onConfirm={confirm}>
        Her labels stay.
      </ConfirmDialog>,
    );
    const dialog = await screen.findByRole("dialog", { name: "Remove Ada?" });
    await user.keyboard("{Enter}");
    expect(confirm).not.toHaveBeenCalled();
    await user.click(within(dialog).getByRole("button", { name: "Remove Ada" }));
    expect(confirm).toHaveBeenCalledOnce();
    await expectAccessible(dialog);
  });
});

describe("rewards", () => {
  test("say in words what they show in colour", () => {
    showPage(<RewardStrip label="Equation checker" rewards={[1, 0.25, null]} semantics="probability" firstError={1} />);
    expect(screen.getByRole("img", { name: "Equation checker, P(correct): 2 of 3 steps, lowest 0.250 at step 1, first error at step 1" })).toBeInTheDocument();
  });

  test("that are hidden tell nothing, not even to the page's source", () => {
    const { container } = showPage(<RewardStrip label="Rules" rewards={[null, null]} semantics="probability" hidden />);
    expect(screen.getByRole("img", { name: "Rules: hidden until you submit" })).toBeInTheDocument();
    expect(container.innerHTML).not.toContain("--model");
  });

  test("that are missing are a texture, never a low colour", () => {
    const { container } = showPage(<RewardCell reward={null} semantics="probability" missing="truncated at 4,096 tokens" />);
    expect(screen.getByRole("img", { name: "truncated at 4,096 tokens" })).toBeInTheDocument();
    expect(container.innerHTML).not.toContain("--model");
  });

  test("of a verdict are signs", () => {
    showPage(
      <>
        <RewardBar reward={1} semantics="verdict" />
        <RewardBar reward={0} semantics="verdict" />
        <RewardBar reward={null} semantics="verdict" />
      </>,
    );
    expect(screen.getAllByRole("img").map((mark) => mark.getAttribute("aria-label"))).toEqual(["holds", "contradicted", "not checked"]);
  });
});

describe("labels", () => {
  test("tell unlabelled from neutral and gold from people's", () => {
    showPage(
      <>
        <LabelGlyph label={null} />
        <LabelGlyph label={0} />
        <LabelGlyph label={-1} gold />
      </>,
    );
    expect(screen.getAllByRole("img").map((glyph) => glyph.getAttribute("aria-label"))).toEqual(["unlabelled", "neutral", "incorrect, gold"]);
    expect([1, 0, -1, null].map((label) => labelSign(label as 1 | 0 | -1 | null))).toEqual(["+1", "0", "−1", "–"]);
  });

  test("on the map lead to their step", async () => {
    const select = vi.fn();
    const { container } = showPage(
      <MiniMap count={2} current={0}>
        {(index) => <MiniMapCell index={index} isCurrent={index === 0} glyph={<LabelGlyph label={1} size="small" />} note={index === 1 ? "unlabelled" : undefined} onSelect={select} />}
      </MiniMap>,
    );
    await userEvent.click(screen.getByRole("button", { name: "Step 1, unlabelled" }));
    expect(select).toHaveBeenCalledWith(1);
    expect(screen.getByRole("button", { name: "Step 0" })).toHaveAttribute("aria-current", "step");
    await expectAccessible(container);
  });
});

describe("a page's states", () => {
  const refetch = vi.fn();

  test("quote the request of a failure and offer one way on", async () => {
    const error = new ApiError(500, { detail: "The server failed.", code: "x", request_id: "7f3a" });
    const retry = vi.fn();
    showPage(<ErrorState title="The members did not arrive" error={error} onRetry={retry} />);
    expect(screen.getByRole("alert")).toHaveTextContent("req 7f3a");
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    expect(retry).toHaveBeenCalledOnce();
  });

  test("do not show a programmer's words to people", () => {
    showPage(<ErrorState title="Failed" error={new TypeError("x is not a function")} />);
    expect(screen.getByRole("alert")).not.toHaveTextContent("not a function");
  });

  test("keep old content while a refresh fails", () => {
    showPage(
      <Loaded query={{ data: "old", error: new Error("x"), refetch, isPlaceholderData: false }} failed="Failed">
        {(data) => <p>{data}</p>}
      </Loaded>,
    );
    expect(screen.getByText("old")).toBeInTheDocument();
  });

  test("keep old content the same elements, busy, while a filter in it asks for new", async () => {
    function Filtered() {
      const [filter, setFilter] = useState("");
      const query = { data: filter, error: null, refetch, isPlaceholderData: filter.length === 1 };
      return (
        <Loaded query={query} failed="Failed">
          {(data) => <input aria-label="Filter" value={data} onChange={({ target }) => setFilter(target.value)} />}
        </Loaded>
      );
    }
    showPage(<Filtered />);
    const field = screen.getByLabelText("Filter");
    await userEvent.type(field, "i");
    expect(field.closest("[aria-busy]")).toHaveAttribute("aria-busy", "true");
    expect(field).toHaveFocus();
    await userEvent.keyboard("d");
    expect(field).toHaveValue("id");
    expect(field.closest("[aria-busy]")).toBeNull();
    expect(screen.getByLabelText("Filter")).toBe(field);
  });
});

test("a toast offers its one action", async () => {
  const undo = vi.fn();
  function Page() {
    const toast = useToast();
    return <Button onClick={() => toast({ text: "Submitted.", action: { label: "Take it back", run: undo } })}>Submit</Button>;
  }
  showPage(<Page />);
  await userEvent.click(screen.getByRole("button", { name: "Submit" }));
  await userEvent.click(await screen.findByRole("button", { name: /Take it back/ }));
  expect(undo).toHaveBeenCalledOnce();
});

test("an announcement is said anew when it is repeated", () => {
  function Page() {
    const announce = useAnnounce();
    return <Button onClick={() => announce("Step 4: incorrect")}>Label</Button>;
  }
  showPage(<Page />);
  fireEvent.click(screen.getByRole("button", { name: "Label" }));
  const first = screen.getByText("Step 4: incorrect");
  fireEvent.click(screen.getByRole("button", { name: "Label" }));
  expect(screen.getByText("Step 4: incorrect")).not.toBe(first);
});

describe("controls", () => {
  test("are accessible together", async () => {
    const { container } = showPage(
      <main>
        <Field label="Name" help="As in the paper." error="This name is taken.">
          <TextInput defaultValue="x" />
        </Field>
        <Field label="Protocol">
          <Select value="a" onChange={vi.fn()} options={[{ value: "a", label: "First error" }]} />
        </Field>
        <Segmented label="Layer" value="a" onChange={vi.fn()} options={[{ value: "a", label: "A" }]} />
        <Tabs label="Views" value="a" onChange={vi.fn()} items={[{ value: "a", label: "All", count: 3, content: "all" }]} />
        <Table label="Rows" columns={[{ key: "n", head: "Name", cell: (row: string) => row }]} rows={["one"]} rowKey={(row) => row} />
      </main>,
    );
    expect(screen.getByLabelText("Name")).toHaveAccessibleDescription("This name is taken. As in the paper.");
    expect(screen.getByRole("combobox", { name: "Protocol" })).toBeInTheDocument();
    await expectAccessible(container);
  });

  test("of which one is always chosen cannot be emptied", async () => {
    const change = vi.fn();
    showPage(<Segmented label="Layer" value="a" onChange={change} options={[{ value: "a", label: "A" }, { value: "b", label: "B" }]} />);
    await userEvent.click(screen.getByRole("radio", { name: "A" }));
    expect(change).not.toHaveBeenCalled();
    await userEvent.click(screen.getByRole("radio", { name: "B" }));
    expect(change).toHaveBeenCalledWith("b");
  });

  test("say when the clipboard refuses", async () => {
    vi.stubGlobal("navigator", { userAgent: "test", clipboard: { writeText: () => Promise.reject(new Error("no")) } });
    showPage(<CopyButton text="x" />);
    await act(async () => {
      fireEvent.click(screen.getByRole("button"));
      await Promise.resolve();
    });
    expect(await screen.findByText("Select and copy it")).toBeInTheDocument();
  });
});

test.each([
  [12, "12 s"],
  [61, "2 min"],
  [3_600, "1 h"],
  [4_000, "1 h 7 min"],
])("a wait of %i seconds reads %s", (seconds, text) => expect(span(seconds)).toBe(text));

test("what was an hour ago reads so", () => {
  expect(fromNow("2026-01-02T10:00:00Z", Date.parse("2026-01-02T11:30:00Z"))).toBe("1 hour ago");
  expect(fromNow("2026-01-02T10:00:00Z", Date.parse("2026-01-02T10:00:30Z"))).toBe("just now");
  expect(fromNow("2026-01-02T10:00:00Z", Date.parse("2026-01-02T10:00:00Z"))).toBe("just now");
  expect(fromNow("2026-01-02T10:00:00Z", Date.parse("2026-01-02T09:59:30Z"))).toBe("in a moment");
  expect(fromNow("2026-01-02T10:00:00Z", Date.parse("2026-01-02T09:57:30Z"))).toBe("in 2 minutes");
});

describe("a name that is cut in its middle", () => {
  test("is whole for whoever hears it or asks for it, and keeps its end", () => {
    showPage(<p aria-label="Id"><MiddleCut text="deepmath-000440" /></p>);
    const name = within(screen.getByLabelText("Id")).getByTitle("deepmath-000440");
    expect([...name.children].map(({ textContent }) => textContent)).toEqual(["deepmath-000440", "deepmath-00", "0440"]);
    expect([...name.children].map((part) => part.getAttribute("aria-hidden"))).toEqual([null, "true", "true"]);
  });

  test("takes no letter apart, and is left whole where it is short", () => {
    showPage(<MiddleCut text="a😀bc😀d" />);
    expect(screen.getByText("a😀")).toBeInTheDocument();
    expect(screen.getByText("bc😀d")).toBeInTheDocument();
  });
});
