import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, test } from "vitest";

import type { Project, Role, Schemas } from "../../api/types";
import { answerNetwork } from "../../testing/network";
import { expectAccessible, showApp } from "../../testing/page";
import { PROTOCOLS } from "../../testing/protocols";
import { slugOf } from "./newProject";

type Card = Schemas["ProjectCard"];

function head(role: Role): Project {
  const manages = role === "MANAGER";
  const rights = { may_label: true, may_export: role !== "ANNOTATOR", may_import: manages, may_score: manages, may_manage_members: manages, may_manage_queues: manages, may_write_guideline: manages, sees_before_submitting: role !== "ANNOTATOR" };
  return { slug: "sums", name: "Sums", description: "Grade school sums.", protocol: "ternary", protocol_title: "Ternary step labels", role, rights, created_at: "2026-01-02T10:00:00Z", tutorial: null };
}

const SUMS: Card = { ...head("MANAGER"), trajectory_count: 1_200, wanted: 60, submitted: 12, running: 2 };
const EMPTY: Card = { ...head("MANAGER"), slug: "new", name: "New one", trajectory_count: 0, wanted: 0, submitted: 0, running: 0 };
const MEMBERS = [
  { username: "ada", display_name: "Ada Brandt", role: "MANAGER", since: "2026-01-02T10:00:00Z" },
  { username: "bo", display_name: "bo", role: "ANNOTATOR", since: "2026-02-03T10:00:00Z" },
];

type Answers = Parameters<typeof answerNetwork>[0];

interface Situation {
  readonly staff?: boolean;
  readonly role?: Role;
  readonly cards?: readonly Card[];
}

function answers({ staff = false, role = "MANAGER", cards = [SUMS, EMPTY] }: Situation = {}, more: Answers = {}) {
  return answerNetwork({
    "GET session": { body: { user: { username: "ada", display_name: "Ada Brandt", is_staff: staff } } },
    "GET protocols": { body: { results: Object.values(PROTOCOLS) } },
    "GET projects": { body: { results: cards, may_create: staff } },
    "GET projects/sums": { body: head(role) },
    "GET projects/sums/members": { body: { results: MEMBERS } },
    "GET projects/sums/imports": { body: { results: [], next_cursor: null } },
    ...more,
  });
}

describe("the list of projects", () => {
  test("says what each is, who one is in it, and how far it has come", async () => {
    answers();
    const { container } = showApp("/projects");
    const card = (await screen.findByRole("link", { name: "Sums" })).closest("li") ?? container;
    expect(card).toHaveTextContent("1,200 trajectories");
    expect(card).toHaveTextContent("Manager");
    expect(card).toHaveTextContent("12 of 60 submitted");
    expect(card).toHaveTextContent("2 score runs under way");
    expect(within(card).getByRole("progressbar", { name: "Labelled" })).toHaveAttribute("aria-valuenow", "20");
    expect(within(card).getByRole("link", { name: "Label in Sums" })).toHaveAttribute("href", "/p/sums/label");
    expect(within(card).getByRole("link", { name: "Sums" })).toHaveAttribute("href", "/p/sums/trajectories");
    await expectAccessible(container);
  });

  test("leads to the import where there is nothing to label yet", async () => {
    answers();
    showApp("/projects");
    expect(await screen.findByRole("link", { name: "Import into New one" })).toHaveAttribute("href", "/p/new/import");
    expect(screen.queryByRole("link", { name: "Label in New one" })).toBeNull();
  });

  test("tells somebody without projects whom to ask, and offers them nothing that they may not do", async () => {
    answers({ cards: [] });
    showApp("/projects");
    expect(await screen.findByText(/Ask the manager of a project/)).toBeInTheDocument();
    expect(screen.queryByRole("button", { name: "New project" })).toBeNull();
  });

  test("says why it did not arrive, with the number to quote, and asks again", async () => {
    let isDown = true;
    answers({}, { "GET projects": () => (isDown ? { status: 403, body: { detail: "Not now.", code: "no", request_id: "r-7" } } : { body: { results: [SUMS], may_create: false } }) });
    showApp("/projects");
    expect(await screen.findByText("req r-7")).toBeInTheDocument();
    isDown = false;
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByRole("link", { name: "Sums" })).toBeInTheDocument();
  });
});

describe("a new project", () => {
  async function open(more: Answers) {
    const user = userEvent.setup();
    const seen = answers({ staff: true, cards: [] }, more);
    showApp("/projects");
    await user.click(await screen.findByRole("button", { name: "New project" }));
    await screen.findByRole("dialog", { name: "New project" });
    return { user, seen };
  }

  test("takes its short name from its name and leads on to the import", async () => {
    const { user, seen } = await open({ "POST projects": { status: 201, body: head("MANAGER") } });
    await user.type(screen.getByLabelText("Name"), "Sums & more, März");
    expect(screen.getByLabelText("Short name")).toHaveValue("sums-more-marz");
    await user.click(await screen.findByRole("radio", { name: "First error" }));
    await expectAccessible(screen.getByRole("dialog"));
    await user.click(screen.getByRole("button", { name: "Make the project" }));
    await screen.findByRole("heading", { name: "Import" });
    expect(seen.find(({ method }) => method === "POST")?.body).toEqual({ name: "Sums & more, März", slug: "sums-more-marz", description: "", protocol: "first-error" });
  });

  test("keeps a short name that somebody wrote, and shows why the server refuses it", async () => {
    const fields = { slug: ["There already is a project 'mine': choose another short name."] };
    const { user } = await open({ "POST projects": { status: 400, body: { detail: "Not made.", code: "invalid", fields } } });
    await user.type(screen.getByLabelText("Name"), "Sums");
    await user.clear(screen.getByLabelText("Short name"));
    await user.type(screen.getByLabelText("Short name"), "mine");
    await user.type(screen.getByLabelText("Name"), " of all");
    expect(screen.getByLabelText("Short name")).toHaveValue("mine");
    await user.click(screen.getByRole("button", { name: "Make the project" }));
    expect(await screen.findByText(fields.slug[0] ?? "")).toBeInTheDocument();
    expect(screen.getByLabelText("Short name")).toBeInvalid();
    expect(screen.queryByText("Not made.")).toBeNull();
  });
});

test.each([
  ["", ""],
  ["  Olympiad 2026  ", "olympiad-2026"],
  ["--", ""],
  ["数学", ""],
  ["É" + "a".repeat(62) + " b", "e" + "a".repeat(62)],
])("a name gives a short name: %j", (name, slug) => expect(slugOf(name)).toBe(slug));

describe("members", () => {
  async function open(options: Parameters<typeof answers>[0], more: Answers = {}) {
    const user = userEvent.setup();
    const seen = answers(options, more);
    const view = showApp("/p/sums/members");
    await screen.findByRole("table", { name: "Members" });
    return { user, seen, ...view };
  }

  async function add(user: ReturnType<typeof userEvent.setup>, name: string) {
    await user.click(screen.getByRole("button", { name: "Add a member" }));
    await user.type(await screen.findByLabelText("User name"), name);
    await user.click(screen.getByRole("button", { name: "Add to the project" }));
  }

  test("are shown to everybody, and cannot be changed by those who may not", async () => {
    const { container } = await open({ role: "ANNOTATOR" });
    expect(screen.getAllByRole("row").map((row) => row.textContent)).toEqual([
      "NameRoleSince",
      expect.stringMatching(/^Ada BrandtadayouManager/),
      expect.stringMatching(/^boAnnotator/),
    ]);
    expect(screen.queryByRole("button", { name: /Add|Remove/ })).toBeNull();
    expect(screen.queryByRole("combobox")).toBeNull();
    await expectAccessible(container);
  });

  test("are added with a role", async () => {
    const { user, seen, container } = await open({}, { "POST projects/sums/members": { status: 201, body: { ...MEMBERS[1], username: "cy", display_name: "Cy", first_password: null } } });
    await expectAccessible(container);
    await add(user, " cy ");
    expect((await screen.findAllByText("Cy is a member now.")).length).toBeGreaterThan(0);
    expect(seen.find(({ method }) => method === "POST")?.body).toEqual({ username: "cy", role: "ANNOTATOR", create_account: false });
  });

  test("are not added twice: that would quietly change a role", async () => {
    const { user, seen } = await open({});
    await add(user, "bo");
    expect(screen.getByText("bo is a member already; change the role in the table.")).toBeInTheDocument();
    expect(seen.some(({ method }) => method === "POST")).toBe(false);
  });

  const NO_ACCOUNT = { status: 404, body: { detail: "There is no account 'cy'.", code: "no_account" } };

  test("get an account from site staff, with a first password that is shown once", async () => {
    const made = { ...MEMBERS[1], username: "cy", display_name: "cy", first_password: "quiet-otter-7" };
    const { user, seen } = await open(
      { staff: true },
      { "POST projects/sums/members": ({ body }) => ((body as { create_account: boolean }).create_account ? { status: 201, body: made } : NO_ACCOUNT) },
    );
    await add(user, "cy");
    await user.click(await screen.findByRole("button", { name: "Make the account and add it" }));
    expect(await screen.findByDisplayValue("quiet-otter-7")).toBeInTheDocument();
    expect(seen.filter(({ method }) => method === "POST").map(({ body }) => (body as { create_account: boolean }).create_account)).toEqual([false, true]);
    await user.click(screen.getByRole("button", { name: "Done" }));
    expect(screen.queryByDisplayValue("quiet-otter-7")).toBeNull();
  });

  test("without an account are nothing that a plain manager can add", async () => {
    const { user } = await open({}, { "POST projects/sums/members": NO_ACCOUNT });
    await add(user, "cy");
    expect(await screen.findByText(/ask site staff to make it/)).toBeInTheDocument();
    expect(screen.queryByRole("button", { name: "Make the account and add it" })).toBeNull();
  });

  test("stay what they are where the project would lose its last manager, and the page says so", async () => {
    const refusal = "A project needs a manager: make somebody else one first.";
    const { user, seen } = await open({}, { "PATCH projects/sums/members/ada": { status: 409, body: { detail: refusal, code: "last_manager" } } });
    const role = screen.getByRole("combobox", { name: "Role of ada" });
    role.focus();
    await user.keyboard("{Enter}");
    await user.click(await screen.findByRole("option", { name: /Reviewer/ }));
    expect((await screen.findAllByText(refusal)).length).toBeGreaterThan(0);
    expect(role).toHaveTextContent("Manager");
    expect(seen.find(({ method }) => method === "PATCH")?.body).toEqual({ role: "REVIEWER" });
  });

  test("are removed after a question", async () => {
    const { user, seen } = await open({}, { "DELETE projects/sums/members/bo": { status: 204 } });
    await user.click(screen.getByRole("button", { name: "Remove bo" }));
    const dialog = await screen.findByRole("dialog", { name: "Remove bo?" });
    expect(seen.some(({ method }) => method === "DELETE")).toBe(false);
    await user.click(within(dialog).getByRole("button", { name: "Remove from the project" }));
    expect((await screen.findAllByText("bo is no longer a member.")).length).toBeGreaterThan(0);
  });
});
