import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, test } from "vitest";

import type { Project } from "../api/types";
import { answerNetwork } from "../testing/network";
import { expectAccessible, showApp } from "../testing/page";
import { jumpTargets } from "./jumpTargets";
import { signInSearch } from "./search";

const ADA = { username: "ada", display_name: "Ada Brandt", is_staff: false };
const SUMS = project("sums", "Sums", true);
const TOOLS = project("tools", "Tool agents", false);
const PROJECTS = [SUMS, TOOLS];

function project(slug: string, name: string, managing: boolean): Project {
  const rights = { may_label: true, may_export: managing, may_import: managing, may_score: managing, may_manage_members: managing, may_manage_queues: managing, may_write_guideline: managing, sees_before_submitting: managing };
  return { slug, name, description: "", protocol: "ternary", protocol_title: "Ternary step labels", role: managing ? "MANAGER" : "ANNOTATOR", rights, created_at: "2026-01-02T10:00:00Z", tutorial: null };
}

function asAda() {
  return answerNetwork({
    "GET session": { body: { user: ADA } },
    "GET projects": { body: { results: PROJECTS } },
    "GET projects/sums": { body: SUMS },
    "GET projects/tools": { body: TOOLS },
    "GET projects/secret": { status: 404, body: { detail: "There is nothing here that you may see.", code: "not_found" } },
    "GET account/tokens": { body: { results: [] } },
    "PATCH account/preferences": { body: { username: "ada", revision: 1, changed_at: "2026-01-02T10:00:00Z", theme: "dark", keys: {} } },
    "DELETE session": { status: 204 },
  });
}

describe("somebody who is not signed in", () => {
  test("is asked to, and led back to where they wanted to go", async () => {
    answerNetwork({
      "GET session": { body: { user: null } },
      "POST session": { body: { user: ADA } },
      "GET projects": { body: { results: PROJECTS } },
      "GET account/tokens": { body: { results: [] } },
    });
    const user = userEvent.setup();
    const { container } = showApp("/account?from=test");
    await user.type(await screen.findByLabelText("Name"), "ada");
    await user.type(screen.getByLabelText("Password"), "correct horse");
    await expectAccessible(container);
    await user.click(screen.getByRole("button", { name: "Sign in" }));
    expect(await screen.findByRole("heading", { name: "Account" })).toBeInTheDocument();
    expect(window.location.pathname).toBe("/account");
  });

  test("is told so when the session ends in the middle of a page", async () => {
    answerNetwork({
      "GET session": { body: { user: ADA } },
      "GET projects": { body: { results: PROJECTS } },
      "GET account/tokens": { status: 401, body: { detail: "Sign in first.", code: "not_authenticated" } },
    });
    showApp("/account");
    expect(await screen.findByText("Sign in to go on to the page that you asked for.")).toBeInTheDocument();
    expect(window.location.search).toBe("?next=%2Faccount");
  });
});

describe("an address to go to after signing in", () => {
  test.each(["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", 7, undefined])("is dropped where it leads away: %s", (next) => {
    expect(signInSearch({ next })).toEqual({});
  });
  test("is dropped for the page too, not only by the reader", async () => {
    answerNetwork({ "GET session": { body: { user: null } } });
    showApp("/sign-in?next=https%3A%2F%2Fevil.example%2F");
    expect(await screen.findByLabelText("Name")).toBeInTheDocument();
    expect(screen.queryByText("Sign in to go on to the page that you asked for.")).toBeNull();
  });
  test("is kept where it is of this site", () => expect(signInSearch({ next: "/p/sums/label?x=1" })).toEqual({ next: "/p/sums/label?x=1" }));
});

describe("the frame", () => {
  test("offers the pages that a role has", async () => {
    asAda();
    const { container } = showApp("/p/tools/members");
    const nav = await screen.findByRole("navigation", { name: "Pages of the project" });
    expect(within(nav).getAllByRole("link").map((link) => link.textContent)).toEqual(["Trajectories", "Label", "Guideline", "Quality", "Members"]);
    await expectAccessible(container);
  });

  test("says that there is nothing where one is no member", async () => {
    asAda();
    showApp("/p/secret/members");
    expect(await screen.findByRole("heading", { name: "Not found" })).toBeInTheDocument();
  });

  test("shows the keys on ? and closes on Escape", async () => {
    asAda();
    showApp("/account");
    await screen.findByRole("heading", { name: "Account" });
    fireEvent.keyDown(document.body, { key: "?" });
    const sheet = await screen.findByRole("dialog", { name: "Keyboard" });
    expect(within(sheet).getByText("Dark or light")).toBeInTheDocument();
    await expectAccessible(sheet);
    fireEvent.keyDown(sheet, { key: "Escape" });
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  });

  test("turns dark on T, keeps it with the account, and tells the sign-in page", async () => {
    const seen = asAda();
    showApp("/account");
    await screen.findByRole("heading", { name: "Account" });
    fireEvent.keyDown(document.body, { key: "T" });
    expect(document.documentElement.dataset.theme).toBe("dark");
    expect(localStorage.getItem("assay-theme-shown")).toBe("dark");
    await waitFor(() => expect(seen.find(({ method }) => method === "PATCH")?.body).toEqual({ username: "ada", revision: 0, theme: "dark" }));
    delete document.documentElement.dataset.theme;
  });

  test("jumps by typing", async () => {
    asAda();
    const user = userEvent.setup();
    showApp("/account");
    await screen.findByRole("heading", { name: "Account" });
    fireEvent.keyDown(document.body, { key: "/" });
    await user.type(await screen.findByRole("combobox"), "tool{Enter}");
    await waitFor(() => expect(window.location.pathname).toBe("/p/tools/trajectories"));
  });

  test("signs out", async () => {
    const seen = asAda();
    const user = userEvent.setup();
    showApp("/account");
    await user.click(await screen.findByRole("button", { name: "AB, account of Ada Brandt" }));
    await user.click(await screen.findByRole("menuitem", { name: "Sign out" }));
    expect(await screen.findByLabelText("Password")).toBeInTheDocument();
    expect(seen.some(({ method, path }) => method === "DELETE" && path === "session")).toBe(true);
  });
});

describe("jump targets", () => {
  const question = { text: "", projects: PROJECTS, slug: "sums", trajectory: "41" };

  test("are pages of the project, other projects and the account", () => {
    expect(jumpTargets(question).map(({ name }) => name)).toEqual(["Trajectories", "Label", "Guideline", "Queues", "Taxonomies", "Jobs", "Quality", "Experiments", "Import", "Export", "Members", "Tool agents", "Account"]);
  });
  test("hold the step behind a hash, first", () => {
    expect(jumpTargets({ ...question, text: "#5" })[0]).toMatchObject({ name: "Step 5", params: { slug: "sums", id: "41" }, search: { step: 5 } });
  });
  test("end in a search for everything else", () => {
    expect(jumpTargets({ ...question, text: "gsm-12" })).toMatchObject([{ to: "/p/$slug/trajectories", search: { q: "gsm-12" } }]);
  });
});
