import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, test } from "vitest";

import type { ApiToken } from "../../api/types";
import { answerNetwork } from "../../testing/network";
import { expectAccessible, showPage } from "../../testing/page";
import { AccountPage } from "./AccountPage";

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
