import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, test } from "vitest";

import type { ApiToken, Preferences } from "../../api/types";
import { answerNetwork } from "../../testing/network";
import { expectAccessible, showApp, showPage } from "../../testing/page";
import { AccountPage } from "./AccountPage";
import { readKeyFile, writeKeyFile } from "./keyFile";

/** What the page sends when something is chosen. */
interface Patch {
  readonly theme?: Preferences["theme"];
  readonly keys?: Record<string, Preferences["keys"][string] | null>;
}

const SESSION = { "GET session": { body: { user: { username: "ada", display_name: "Ada Brandt", is_staff: false } } } };
const NIGHTLY: ApiToken = { id: "1", name: "nightly", prefix: "as3f9k2m", created_at: "2026-01-02T10:00:00Z", expires_at: "2026-02-02T10:00:00Z" };

async function open(answers: Parameters<typeof answerNetwork>[0]) {
  const seen = answerNetwork({ ...SESSION, "GET account/tokens": { body: { results: [] } }, ...answers });
  const view = showPage(<AccountPage />);
  await screen.findByRole("heading", { name: "Account" });
  return { seen, ...view };
}

describe("the password", () => {
  async function fill(user: ReturnType<typeof userEvent.setup>, again: string) {
    await user.type(screen.getByLabelText("Password now"), "old one");
    await user.type(screen.getByLabelText("New password"), "a longer new one");
    await user.type(screen.getByLabelText("New password, again"), again);
    await user.click(screen.getByRole("button", { name: "Change the password" }));
  }

  test("is changed, and the form is emptied", async () => {
    const user = userEvent.setup();
    const { seen } = await open({ "POST account/password": { status: 204 } });
    await fill(user, "a longer new one");
    expect((await screen.findAllByText(/Password changed/)).length).toBeGreaterThan(0);
    expect(seen.find(({ path }) => path === "account/password")?.body).toEqual({ current_password: "old one", new_password: "a longer new one" });
    expect(screen.getByLabelText("Password now")).toHaveValue("");
  });

  test("is not sent when the two new ones differ", async () => {
    const user = userEvent.setup();
    const { seen } = await open({});
    await fill(user, "something else");
    expect(await screen.findByText("The two new passwords differ.")).toBeInTheDocument();
    expect(seen.some(({ path }) => path === "account/password")).toBe(false);
  });

  test("shows a complaint under the field that it is about", async () => {
    const user = userEvent.setup();
    await open({ "POST account/password": { status: 400, body: { detail: "Not changed.", code: "invalid", fields: { current_password: ["This is not your password now."] } } } });
    await fill(user, "a longer new one");
    expect(await screen.findByText("This is not your password now.")).toBeInTheDocument();
    expect(screen.getByLabelText("Password now")).toBeInvalid();
    expect(screen.queryByText("Not changed.")).toBeNull();
  });
});

describe("tokens", () => {
  test("are listed with what tells them apart, also that one has expired", async () => {
    const { container } = await open({ "GET account/tokens": { body: { results: [NIGHTLY] } } });
    expect(await screen.findByText("as3f9k2m…")).toBeInTheDocument();
    expect(screen.getByText(/^expired/)).toBeInTheDocument();
    await expectAccessible(container);
  });

  test("are shown once when they are made", async () => {
    const user = userEvent.setup();
    const { seen } = await open({ "POST account/tokens": { status: 201, body: { ...NIGHTLY, token: "as3f9k2msecret" } } });
    await user.click(screen.getByRole("button", { name: "New token" }));
    await user.type(await screen.findByLabelText("Name"), " nightly ");
    await user.click(screen.getByRole("button", { name: "Make the token" }));
    expect(await screen.findByLabelText("The new token")).toHaveValue("as3f9k2msecret");
    expect(seen.find(({ method, path }) => method === "POST" && path === "account/tokens")?.body).toEqual({ name: "nightly", expires_in_days: 90 });
    await user.click(screen.getByRole("button", { name: "Done" }));
    expect(screen.queryByDisplayValue("as3f9k2msecret")).toBeNull();
  });

  test("are revoked after a question", async () => {
    const user = userEvent.setup();
    const { seen } = await open({ "GET account/tokens": { body: { results: [NIGHTLY] } }, "DELETE account/tokens/1": { status: 204 } });
    await user.click(await screen.findByRole("button", { name: "Revoke nightly" }));
    const dialog = await screen.findByRole("dialog", { name: "Revoke “nightly”?" });
    expect(seen.some(({ method }) => method === "DELETE")).toBe(false);
    await user.click(within(dialog).getByRole("button", { name: "Revoke the token" }));
    expect((await screen.findAllByText("“nightly” is revoked.")).length).toBeGreaterThan(0);
    expect(seen.some(({ method, path }) => method === "DELETE" && path === "account/tokens/1")).toBe(true);
  });
});

describe("keys of one's own", () => {
  const V = { keys: ["v"], title: "+1 correct", instead_of: ["d", "1"] };
  const UNNAMED = { keys: [], title: "", instead_of: null };
  const FILE = { kind: "assay-keys", version: 1, keys: { "read.fold": { keys: ["w"] } } };

  /** The page as a person sees it for whom the server keeps these keys. */
  async function openWith(keys: Preferences["keys"], change?: (patch: Patch) => Parameters<typeof answerNetwork>[0][string]) {
    let kept: Preferences = { username: "ada", revision: 3, changed_at: "2026-01-02T10:00:00Z", theme: null, keys };
    const seen = answerNetwork({
      "GET session": { body: { user: { username: "ada", display_name: "Ada Brandt", is_staff: false }, preferences: kept } },
      "GET projects": { body: { results: [] } },
      "GET account/tokens": { body: { results: [] } },
      "PATCH account/preferences": ({ body }) => {
        const patch = body as Patch;
        const refusal = change?.(patch);
        if (refusal !== undefined) return refusal as { status: number; body: unknown };
        const all = Object.entries({ ...kept.keys, ...patch.keys }).filter((entry): entry is [string, Preferences["keys"][string]] => entry[1] !== null);
        kept = { ...kept, revision: kept.revision + 1, theme: patch.theme === undefined ? kept.theme : patch.theme, keys: Object.fromEntries(all) };
        return { body: kept };
      },
    });
    const view = showApp("/account");
    const panel = await screen.findByRole("region", { name: "Keys" });
    return { seen, panel, patches: () => seen.filter(({ method }) => method === "PATCH").map(({ body }) => body as Patch), ...view };
  }

  async function give(name: string, text: string) {
    await userEvent.upload(screen.getByLabelText("Keys as a file"), new File([text], name, { type: "application/json" }));
  }

  test("say where they are chosen while there are none", async () => {
    const { panel } = await openWith({});
    expect(await within(panel).findByText(/opens the sheet of its keys/)).toHaveTextContent("On every page ? opens");
  });

  test("stand beside what they stand in for, and one is given back", async () => {
    const { panel, patches, container } = await openWith({ "label.correct": V, "newer.command": UNNAMED });
    const row = await within(panel).findByRole("row", { name: /\+1 correct/ });
    expect(within(row).getAllByRole("cell").map((cell) => cell.textContent)).toEqual(["+1 correct", "v", "d1", "As it was"]);
    expect(within(panel).getByText("newer.command")).toBeInTheDocument();
    await expectAccessible(container);

    await userEvent.click(within(row).getByRole("button", { name: "As it was: +1 correct" }));
    expect(within(panel).queryByText("+1 correct")).toBeNull();
    await waitFor(() => expect(patches()).toEqual([{ username: "ada", revision: 3, keys: { "label.correct": null } }]));
  });

  test("that two commands share are told with both, until one is given back", async () => {
    const { panel } = await openWith({ "label.correct": V, "read.fold": { keys: ["v"], title: "Fold", instead_of: ["x"] } });
    const told = await within(panel).findByRole("status");
    expect(told).toHaveTextContent("v is the key of “+1 correct” and “Fold”: a page that has both goes by the one that its sheet of keys names.");
    expect(told).toHaveTextContent("on its own page ? opens the sheet of keys");
    await userEvent.click(within(panel).getByRole("button", { name: "As it was: Fold" }));
    await waitFor(() => expect(within(panel).queryByRole("status")).not.toBeInTheDocument());
  });

  test("are all given back at once, and that can be taken back", async () => {
    const { panel, patches } = await openWith({ "label.correct": V, "read.fold": { ...V, title: "Fold", keys: ["w"] } });
    await userEvent.click(await within(panel).findByRole("button", { name: "All keys as they were" }));
    expect(await within(panel).findByText("No keys of your own")).toBeInTheDocument();
    await userEvent.click(await screen.findByRole("button", { name: "Take it back" }));
    expect(await within(panel).findAllByRole("row")).toHaveLength(3);
    await waitFor(() => expect(patches().map(({ keys }) => Object.keys(keys ?? {}).length)).toEqual([2, 2]));
  });

  test("of a file stand in for all others once the server has taken them", async () => {
    const { panel, patches } = await openWith({ "label.correct": V });
    await give("mine.json", JSON.stringify(FILE));
    expect(await within(panel).findByText("read.fold")).toBeInTheDocument();
    expect(within(panel).queryByText("+1 correct")).toBeNull();
    expect(patches()).toEqual([{ username: "ada", revision: 3, keys: { "label.correct": null, "read.fold": { keys: ["w"] } } }]);
  });

  test("of a file that the server refuses change nothing, and every place is named", async () => {
    const refusal = { status: 400, body: { detail: "x", code: "invalid", fields: { "keys.read.fold.keys.0": ["Escape leaves dialogs."] } } };
    const { panel } = await openWith({ "label.correct": V }, () => refusal);
    await give("mine.json", JSON.stringify(FILE));
    expect(await within(panel).findByRole("alert")).toHaveTextContent("Nothing was changed.read.fold.keys.0: Escape leaves dialogs.");
    expect(within(panel).getByText("+1 correct")).toBeInTheDocument();
  });

  test.each([
    ["{", "It is no JSON."],
    ["[]", "It holds no keys"],
    ['{"kind": "assay-keys", "version": 2, "keys": {}}', "It is of version 2, and this site reads version 1."],
    ['{"kind": "assay-keys", "version": 1, "keys": {"read.fold": "w"}}', "What stands under read.fold are no keys"],
  ])("are not taken from something else: %s", async (text, said) => {
    const { panel, patches } = await openWith({});
    await give("other.json", text);
    expect(await within(panel).findByRole("alert")).toHaveTextContent(`other.json: ${said}`);
    expect(patches()).toEqual([]);
  });

  test("are read back from the file that they were written to", () => {
    expect(readKeyFile(writeKeyFile({ "label.correct": V }))).toEqual({ keys: { "label.correct": V } });
  });

  test("light or dark is chosen beside them, and the system's again", async () => {
    const { patches } = await openWith({});
    await userEvent.click(await screen.findByRole("radio", { name: "Dark" }));
    expect(document.documentElement.dataset.theme).toBe("dark");
    await userEvent.click(screen.getByRole("radio", { name: "As the system" }));
    expect(document.documentElement.dataset.theme).toBeUndefined();
    await waitFor(() => expect(patches().map(({ theme }) => theme)).toEqual(["dark", null]));
  });
});
