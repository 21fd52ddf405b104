import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, test } from "vitest";

import type { Project, Role } from "../../api/types";
import { answerNetwork } from "../../testing/network";
import { expectAccessible, showApp } from "../../testing/page";
import { taxonomiesSearch } from "./search";
import { countsByType, type Taxonomy, type Usage } from "./taxonomies";

function head(role: Role): Project {
  const manages = role === "MANAGER";
  const rights = { may_label: true, may_export: role !== "ANNOTATOR", may_import: manages, may_score: manages, may_manage_members: manages, may_manage_queues: manages, may_write_guideline: manages, sees_before_submitting: role !== "ANNOTATOR" };
  return { slug: "sums", name: "Sums", description: "", protocol: "ternary", protocol_title: "Ternary", role, rights, created_at: "2026-01-02T10:00:00Z", tutorial: null };
}

const leaf = (id: string, title: string, more: object = {}) => ({ id, title, meaning: `Means ${id}.`, example: "", retired: false, ...more });
const PRESET: Taxonomy = {
  name: "agents", version: 1, is_preset: true, title: "Agents", description: "For tools.", severities: ["a", "b", "c", "d"], note: "", author: null, created_at: null,
  types: [{ ...leaf("plan", "Plan"), children: [{ ...leaf("detour", "Detour"), children: [] }] }],
};
const OURS: Taxonomy = {
  ...PRESET, name: "ours", is_preset: false, title: "Ours", note: "The first.", author: "Max", created_at: "2026-02-03T10:00:00Z",
  types: [{ ...leaf("slip", "Slip"), children: [] }, { ...leaf("gap", "Gap", { retired: true }), children: [] }],
};
const NEWER: Taxonomy = { ...OURS, version: 2, note: "Gaps are gone." };
const USAGE: Usage = {
  types: [{ type: "slip", version: 2, steps: 3, annotations: 2 }, { type: "gap", version: 1, steps: 5, annotations: 4 }],
  annotations: [{ version: 2, count: 7 }, { version: 1, count: 9 }],
  queues: [{ id: 4, name: "Hard ones", version: 1 }],
};

type Answers = Parameters<typeof answerNetwork>[0];

function answers(more: Answers = {}, role: Role = "MANAGER") {
  return answerNetwork({
    "GET session": { body: { user: { username: "max", display_name: "Max", is_staff: false } } },
    "GET projects": { body: { results: [], may_create: false } },
    "GET projects/sums": { body: head(role) },
    "GET projects/sums/taxonomies": { body: { results: [PRESET, NEWER, OURS] } },
    "GET projects/sums/taxonomies/ours/usage": { body: USAGE },
    "GET projects/sums/taxonomies/agents/usage": { body: { types: [], annotations: [], queues: [] } },
    ...more,
  });
}

beforeEach(() => localStorage.clear());

describe("the taxonomies of a project", () => {
  test("show the newest of its own, how often each type was said, and who goes by it", async () => {
    answers();
    const { container } = showApp("/p/sums/taxonomies");
    const table = await screen.findByRole("table", { name: "Types of Ours" });
    await waitFor(() => expect(within(table).getAllByRole("row")[1]).toHaveTextContent("SlipMeans slip.slip323"));
    expect(within(table).getAllByRole("row")[2]).toHaveTextContent("GapretiredMeans gap.gap005");
    expect(screen.getByText("7 under this version")).toBeInTheDocument();
    expect(screen.getByRole("region", { name: "Queues that go by it" })).toHaveTextContent("Hard onesversion 1older");
    await expectAccessible(container);
  });

  test("are gone through by keys", async () => {
    answers();
    showApp("/p/sums/taxonomies");
    await screen.findByRole("table", { name: "Types of Ours" });
    await userEvent.keyboard("j");
    expect(await screen.findByText("Version 2 is newer")).toBeInTheDocument();
    await userEvent.keyboard("j");
    expect(await screen.findByRole("table", { name: "Types of Agents" })).toBeInTheDocument();
  });

  test("are read by annotators without counts, and not written", async () => {
    answers({}, "ANNOTATOR");
    showApp("/p/sums/taxonomies");
    const table = await screen.findByRole("table", { name: "Types of Ours" });
    expect(within(table).queryByRole("columnheader", { name: "Steps" })).not.toBeInTheDocument();
    expect(screen.queryByRole("button", { name: /Write|Begin|Make/ })).not.toBeInTheDocument();
  });
});

describe("writing a version", () => {
  test("adds, retires and moves types by keys, and publishes with a note", async () => {
    const requests = answers({ "POST projects/sums/taxonomies": { status: 201, body: { ...NEWER, version: 3 } } });
    showApp("/p/sums/taxonomies");
    await screen.findByRole("table", { name: "Types of Ours" });
    await userEvent.keyboard("e");
    expect(await screen.findByRole("heading", { name: "Write version 3 of Ours" })).toBeInTheDocument();
    await waitFor(() => expect(screen.getAllByText("in use")).toHaveLength(2));
    await userEvent.keyboard("n");
    await waitFor(() => expect(screen.getByLabelText("Title of the type")).toHaveFocus());
    await userEvent.keyboard("Wrong unit");
    expect(screen.getByLabelText("Id")).toHaveValue("wrong-unit");
    (document.activeElement as HTMLElement).blur();
    await userEvent.keyboard("{Shift>}J{/Shift}k");
    expect(screen.getByRole("button", { name: /Offer it again/ })).toBeInTheDocument();
    await userEvent.keyboard("k");
    await userEvent.keyboard("x");
    expect(screen.getByRole("checkbox", { name: /Retired/ })).toBeChecked();
    expect(screen.getByRole("button", { name: "Publish version 3" })).toBeDisabled();
    await userEvent.type(screen.getByLabelText("In a sentence"), "Units.");
    await userEvent.click(screen.getByRole("button", { name: "Publish version 3" }));
    expect(await screen.findByText("ours v3 is published")).toBeInTheDocument();
    const sent = requests.find(({ method }) => method === "POST")?.body as { body: { types: { id: string; retired: boolean }[] } };
    expect(sent).toMatchObject({ name: "ours", based_on: 2, note: "Units." });
    expect(sent.body.types.map(({ id, retired }) => [id, retired])).toEqual([["slip", true], ["gap", true], ["wrong-unit", false]]);
  });

  test("says everything that is wrong, each with its place, and keeps what was written", async () => {
    const complaints = ["The title of type 1 is missing.", "Severity 2 is empty."];
    answers({ "POST projects/sums/taxonomies": { status: 400, body: { detail: complaints[0], code: "bad_taxonomy", complaints } } });
    const { unmount, container } = showApp("/p/sums/taxonomies?name=agents&version=1&write=true");
    expect(await screen.findByLabelText("Name")).toHaveValue("agents-ours");
    await userEvent.type(screen.getByLabelText("In a sentence"), "Begun.");
    await userEvent.click(screen.getByRole("button", { name: "Publish version 1" }));
    expect(within(await screen.findByRole("alert")).getAllByRole("listitem").map(({ textContent }) => textContent)).toEqual(complaints);
    await expectAccessible(container);
    unmount();
    showApp("/p/sums/taxonomies?name=agents&version=1&write=true");
    expect(await screen.findByLabelText("In a sentence")).toHaveValue("Begun.");
    await userEvent.click(screen.getByRole("button", { name: "Start again" }));
    expect(screen.getByLabelText("In a sentence")).toHaveValue("");
  });

  test("asks before it is published on top of a version that its writer has not seen", async () => {
    answers();
    showApp("/p/sums/taxonomies?name=agents&version=1&write=true");
    await userEvent.clear(await screen.findByLabelText("Name"));
    await userEvent.type(screen.getByLabelText("Name"), "ours");
    await userEvent.type(screen.getByLabelText("In a sentence"), "Anew.");
    expect(await screen.findByRole("alert")).toHaveTextContent("ours is at version 2, and this was begun as a new one.");
    expect(screen.getByRole("button", { name: "Publish version 3" })).toBeDisabled();
    await userEvent.click(screen.getByRole("button", { name: "publish version 3 on top of it" }));
    expect(screen.getByRole("button", { name: "Publish version 3" })).toBeEnabled();
  });

  test("says beside the name which signs it may have, while it is typed", async () => {
    answers();
    showApp("/p/sums/taxonomies?write=true");
    const name = await screen.findByLabelText("Name");
    await userEvent.type(name, "our-units2");
    expect(screen.queryByRole("alert")).not.toBeInTheDocument();
    await userEvent.type(name, "!");
    await waitFor(() => expect(name).toHaveAccessibleDescription(expect.stringContaining("small letters, digits and hyphens, and nothing else")));
    expect(name).toBeInvalid();
  });

  test("takes a file into the form and says what cannot be read", async () => {
    const body = { title: "Theirs", description: "", severities: ["1", "2", "3", "4"], types: [{ ...leaf("odd", "Odd"), children: [] }] };
    const requests = answers({ "POST projects/sums/taxonomies/read": ({ body: sent }) => ((sent as { kind: string }).kind === "toml" ? { body: { name: "theirs", body } } : { status: 400, body: { detail: "a", code: "bad_taxonomy", complaints: ["The JSON cannot be read at line 1, column 2."] } }) });
    showApp("/p/sums/taxonomies?write=true");
    const input = await screen.findByLabelText("A taxonomy as a file");
    await userEvent.upload(input, new File(["{"], "a.json"));
    expect(await screen.findByRole("alert")).toHaveTextContent("a.json was not takenThe JSON cannot be read at line 1, column 2.");
    await userEvent.upload(input, new File(["x = 1"], "b.toml"));
    await waitFor(() => expect(screen.getByLabelText("Name")).toHaveValue("theirs"));
    expect(screen.getByRole("button", { name: "1Odd" })).toBeInTheDocument();
    expect(screen.queryByRole("alert")).not.toBeInTheDocument();
    expect(requests.filter(({ method }) => method === "POST").map(({ body: sent }) => sent)).toEqual([{ text: "{", kind: "json" }, { text: "x = 1", kind: "toml" }]);
  });
});

test("counts are of one version, or of all", () => {
  expect(countsByType(USAGE, 2).get("gap")).toBeUndefined();
  expect(countsByType(USAGE).get("gap")).toEqual({ steps: 5, annotations: 4 });
});

test("an address that names nothing names nothing", () => {
  expect([{ name: "ours", version: 2, write: true }, { name: "", version: "2", write: "yes" }, { version: -1 }].map(taxonomiesSearch)).toEqual([{ name: "ours", version: 2, write: true }, {}, {}]);
});
