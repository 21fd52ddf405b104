import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, test, vi } from "vitest";

import type { Project, Schemas } from "../../api/types";
import { answerNetwork } from "../../testing/network";
import { expectAccessible, showApp } from "../../testing/page";
import { shellCommand } from "./exports";
import { exportSearch, importSearch } from "./search";

type FileImport = Schemas["FileImport"];

const rights = { may_label: true, may_export: true, may_import: true, may_score: true, may_manage_members: true, may_manage_queues: true, may_write_guideline: true, sees_before_submitting: true };
const SUMS: Project = { slug: "sums", name: "Sums", description: "", protocol: "ternary", protocol_title: "ternary", role: "MANAGER", rights, created_at: "2026-01-02T10:00:00Z", tutorial: null };

const ROW: FileImport = {
  id: 12,
  kind: "trajectories",
  file_name: "sums.jsonl",
  format: "plain",
  options: { source: null, field_map: {}, revise: false, semantics: null, annotator: null, annotator_kind: "MODEL" },
  dry_run: false,
  status: "FINISHED",
  file_bytes: 2_000,
  bytes_read: 2_000,
  imported: 1_398,
  unchanged: 1,
  revised: 0,
  quarantined: 3,
  reasons: { missing_field: 1, wrong_score_count: 2 },
  error: "",
  requested_by: "ada",
  created_at: "2026-02-03T10:00:00Z",
  updated_at: "2026-02-03T10:00:01Z",
  finished_at: "2026-02-03T10:00:02Z",
};

type Answers = Parameters<typeof answerNetwork>[0];

function answers(more: Answers, project: Project = SUMS) {
  return answerNetwork({
    "GET session": { body: { user: { username: "ada", display_name: "Ada Brandt", is_staff: false } } },
    "GET projects": { body: { results: [], may_create: false } },
    "GET projects/sums": { body: project },
    "GET projects/sums/imports": { body: { results: [], next_cursor: null } },
    ...more,
  });
}

/** Takes uploads as the browser sends them, and answers each as described. */
function answerUploads(answer: (body: FormData) => { status: number; body: unknown }): FormData[] {
  const seen: FormData[] = [];
  class Request {
    status = 0;
    responseText = "";
    upload: { onprogress?: (event: { loaded: number; total: number }) => void } = {};
    onload?: () => void;
    onabort?: () => void;
    open = vi.fn();
    setRequestHeader = vi.fn();
    getResponseHeader = () => null;
    abort = () => this.onabort?.();
    send(body: FormData) {
      seen.push(body);
      this.upload.onprogress?.({ loaded: 1, total: 2 });
      const { status, body: said } = answer(body);
      setTimeout(() => {
        this.status = status;
        this.responseText = JSON.stringify(said);
        this.onload?.();
      });
    }
  }
  vi.stubGlobal("XMLHttpRequest", Request);
  return seen;
}

const file = (name: string) => new File(['{"id": "a"}\n'], name);

async function openForm(more: Answers = {}) {
  const user = userEvent.setup();
  const seen = answers(more);
  const view = showApp("/p/sums/import");
  await screen.findByLabelText(/Choose files/);
  return { user, seen, ...view };
}

describe("importing", () => {
  test("sends each file as an import of its own, with what its kind needs and nothing else", async () => {
    const sent = answerUploads((body) => ({ status: 201, body: { ...ROW, id: (body.get("file") as File).name === "one.jsonl" ? 12 : 13 } }));
    const { user, container } = await openForm({ "GET projects/sums/imports/12": { body: ROW }, "GET projects/sums/imports/13": { body: { ...ROW, id: 13 } } });
    await expectAccessible(container);
    await user.type(screen.getByLabelText("Source"), "gsm8k");
    await user.click(screen.getByRole("button", { name: "Map a field" }));
    await user.type(screen.getByLabelText("Path of problem"), "task.text");
    await user.upload(screen.getByLabelText(/Choose files/), [file("one.jsonl"), file("two.jsonl")]);
    await user.click(screen.getByRole("button", { name: "Import" }));
    expect(await screen.findByRole("link", { name: "two.jsonl" })).toHaveAttribute("href", "/p/sums/import?import=13");
    const [first] = sent;
    expect(sent).toHaveLength(2);
    expect(Object.fromEntries(first ?? [])).toMatchObject({ kind: "trajectories", format: "auto", source: "gsm8k", revise: "false", dry_run: "false", map: "problem=task.text" });
    expect(first?.has("annotator")).toBe(false);
    expect(first?.has("semantics")).toBe(false);
    expect(screen.queryByRole("list", { name: "Chosen files" })).toBeNull();
  });

  test("asks for the meaning of scores and for the annotator only where the kind has them", async () => {
    const { user } = await openForm();
    expect(screen.queryByLabelText("Annotator")).toBeNull();
    await user.click(screen.getByRole("radio", { name: "Annotations" }));
    expect(screen.getByLabelText("Annotator")).toBeInTheDocument();
    expect(screen.queryByRole("button", { name: "Map a field" })).toBeNull();
    await user.click(screen.getByRole("radio", { name: "Rewards" }));
    expect(screen.getByLabelText("What the scores mean")).toBeInTheDocument();
    expect(screen.queryByLabelText("Annotator")).toBeNull();
  });

  test("of another kind has fields of its own: nothing chosen for one becomes part of the other", async () => {
    const said = vi.spyOn(console, "error");
    const sent = answerUploads(() => ({ status: 201, body: ROW }));
    const { user } = await openForm({ "GET projects/sums/imports/12": { body: ROW } });
    await user.upload(screen.getByLabelText("Images"), new File(["zip"], "figures.zip"));
    await user.click(screen.getByRole("radio", { name: "Annotations" }));
    expect(screen.getByLabelText("Annotator")).toHaveValue("");
    await user.click(screen.getByRole("radio", { name: "Trajectories" }));
    expect(screen.getByLabelText<HTMLInputElement>("Images").files).toHaveLength(0);
    await user.upload(screen.getByLabelText(/Choose files/), [file("one.jsonl")]);
    await user.click(screen.getByRole("button", { name: "Import" }));
    expect(await screen.findByRole("link", { name: "one.jsonl" })).toBeInTheDocument();
    expect(sent[0]?.has("images")).toBe(false);
    expect(said).not.toHaveBeenCalled();
  });

  test("takes files that are dropped on it, and lets one be left out again", async () => {
    const { user } = await openForm();
    expect(screen.getByRole("button", { name: "Import" })).toBeDisabled();
    const zone = screen.getByText("Choose files").closest("label");
    if (!zone) throw new Error("there is no zone to drop on");
    fireEvent.drop(zone, { dataTransfer: { files: [file("one.jsonl")] } });
    expect(screen.getByRole("button", { name: "Import" })).toBeEnabled();
    await user.click(screen.getByRole("button", { name: "Leave out one.jsonl" }));
    expect(screen.getByRole("button", { name: "Import" })).toBeDisabled();
  });

  test("says why a file was refused and puts it back into the form", async () => {
    answerUploads(() => ({ status: 400, body: { detail: "one.jsonl: two formats fit: plain, processbench.", code: "ambiguous_format", request_id: "r-9" } }));
    const { user } = await openForm();
    await user.upload(screen.getByLabelText(/Choose files/), file("one.jsonl"));
    await user.click(screen.getByRole("button", { name: "Import" }));
    expect(await screen.findByText(/two formats fit/)).toHaveTextContent("req r-9");
    await user.click(screen.getByRole("button", { name: "Put one.jsonl back into the form" }));
    expect(within(screen.getByRole("list", { name: "Chosen files" })).getByText("one.jsonl")).toBeInTheDocument();
  });

  test("goes on from a dry run to the real thing with the same file", async () => {
    const sent = answerUploads((body) => ({ status: 201, body: { ...ROW, id: body.get("dry_run") === "true" ? 12 : 13 } }));
    const { user } = await openForm({
      "GET projects/sums/imports/12": { body: { ...ROW, dry_run: true } },
      "GET projects/sums/imports/13": { body: { ...ROW, id: 13 } },
    });
    await user.upload(screen.getByLabelText(/Choose files/), file("one.jsonl"));
    await user.click(screen.getByRole("button", { name: "Dry run first" }));
    expect(await screen.findByText("would be imported")).toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "Import one.jsonl now" }));
    expect(await screen.findByText("imported")).toBeInTheDocument();
    expect(sent.map((body) => [body.get("dry_run"), (body.get("file") as File).name])).toEqual([
      ["true", "one.jsonl"],
      ["false", "one.jsonl"],
    ]);
  });
});

describe("an import", () => {
  test("is followed until it has ended", async () => {
    const states: FileImport[] = [{ ...ROW, status: "RUNNING", bytes_read: 500, imported: 10, quarantined: 0, reasons: {} }, { ...ROW, quarantined: 0, reasons: {} }];
    const seen = answers({ "GET projects/sums/imports/12": () => ({ body: states.length > 1 ? states.shift() : states[0] }) });
    showApp("/p/sums/import?import=12");
    expect(await screen.findByRole("progressbar", { name: "Import of sums.jsonl" })).toHaveAttribute("aria-valuenow", "25");
    expect(await screen.findByRole("link", { name: "See the trajectories" }, { timeout: 3_000 })).toBeInTheDocument();
    expect(screen.getByText("1,398")).toBeInTheDocument();
    expect(seen.filter(({ path }) => path === "projects/sums/imports/12")).toHaveLength(2);
  });

  test("that nobody takes says so after a while, and can be cancelled", async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    try {
      const seen = answers({ "GET projects/sums/imports/12": { body: { ...ROW, status: "QUEUED" } }, "DELETE projects/sums/imports/12": { status: 204 } });
      showApp("/p/sums/import?import=12");
      expect(await screen.findByText("Queued")).toBeInTheDocument();
      act(() => void vi.advanceTimersByTime(5_100));
      expect(screen.getByText(/no worker has taken it yet/)).toBeInTheDocument();
      fireEvent.click(screen.getByRole("button", { name: "Cancel the import of sums.jsonl" }));
      await waitFor(() => expect(window.location.search).toBe(""));
      expect(seen.some(({ method }) => method === "DELETE")).toBe(true);
    } finally {
      vi.useRealTimers();
    }
  });

  test("that failed says what to do", async () => {
    answers({ "GET projects/sums/imports/12": { body: { ...ROW, status: "FAILED", error: "The file ends too early.", quarantined: 0 } } });
    showApp("/p/sums/import?import=12");
    expect(await screen.findByText(/The file ends too early\. Rows that landed before stay/)).toBeInTheDocument();
  });

  test("shows what it could not take, withheld rows as such, page by page", async () => {
    const row = { id: 1, file_name: "sums.jsonl", line: 7, code: "missing_field", reason: "problem is missing.", external_id: "a-7", raw: '{"id": "a-7"}', raw_bytes: 13, is_cut: false, is_withheld: false };
    const pages: Record<string, unknown> = {
      first: { results: [row, { ...row, id: 2, line: 8, code: "changed_gold", reason: "", external_id: "", raw: "", is_withheld: true }], next_cursor: "next" },
      next: { results: [{ ...row, id: 3, line: 99, raw: "x".repeat(4_000), raw_bytes: 12_000_000, is_cut: true }], next_cursor: null },
    };
    answers({
      "GET projects/sums/imports/12": { body: ROW },
      "GET projects/sums/imports": { body: { results: [ROW], next_cursor: null } },
      "GET projects/sums/imports/12/quarantine": ({ query }) => ({ body: pages[query.cursor ?? "first"] }),
    });
    const user = userEvent.setup();
    const { container } = showApp("/p/sums/import?import=12");
    const table = await screen.findByRole("table", { name: "Quarantined rows" });
    expect(within(table).getByText("problem is missing.")).toBeInTheDocument();
    expect(within(table).getByText('{"id": "a-7"}')).toBeInTheDocument();
    expect(within(table).getByText(/^Withheld/)).toBeInTheDocument();
    const reasons = screen.getByRole("table", { name: "Reasons" });
    expect(within(reasons).getAllByRole("row").map((one) => one.textContent)).toEqual(["RowsReasonCode", "2Another number of scores than of stepswrong_score_count", "1A needed field is missingmissing_field"]);
    expect(screen.getByRole("link", { name: "Download .jsonl" })).toHaveAttribute("href", "/api/v1/projects/sums/imports/12/quarantine.jsonl");
    await user.click(screen.getByRole("button", { name: "Show more rows" }));
    expect(await screen.findByText("of 12.0 MB; the download has more of it")).toBeInTheDocument();
    await expectAccessible(container);
  });

  test("that is gone says so", async () => {
    answers({ "GET projects/sums/imports/12": { status: 404, body: { detail: "There is no such import.", code: "not_found" } } });
    showApp("/p/sums/import?import=12");
    expect(await screen.findByText("There is no import 12")).toBeInTheDocument();
  });
});

const COUNTS = { rows: 1_400, without_labels: 10, hidden: 0, reasons: {}, notes: {}, proposals: 0 };
const FORMATS = [
  { name: "processbench", description: "A problem with steps" },
  { name: "agentprocessbench", description: "A conversation" },
];
const AUTHORS = [
  { annotator: "human:ada", name: "ada", kind: "HUMAN", trajectory_count: 4 },
  { annotator: "model:judge", name: "judge", kind: "MODEL", trajectory_count: 1 },
];

function preview(counts: unknown, annotator: string | null = null) {
  return { body: { counts, annotator, annotators: AUTHORS, formats: FORMATS } };
}

describe("exporting", () => {
  test("says what comes out and what is left out, and links to the file", async () => {
    answers({ "GET projects/sums/export/preview": preview({ ...COUNTS, hidden: 2, reasons: { undecided: 3 } }) });
    const { container } = showApp("/p/sums/export?filter=source%3Agsm8k");
    expect(await screen.findByRole("link", { name: "Download" })).toHaveAttribute("href", "/api/v1/projects/sums/export?format=processbench&labels=gold&filter=source%3Agsm8k");
    expect(screen.getByText("1,400")).toBeInTheDocument();
    expect(screen.getByText("without labels").closest("li")).toHaveTextContent("10 without labels");
    expect(screen.getByText(/because you hold them/).closest("li")).toHaveTextContent(/^2 /);
    expect(screen.getByText(/leave open which step/).closest("li")).toHaveTextContent(/^3 /);
    expect(screen.getByLabelText("The same as a command")).toHaveTextContent("python manage.py export sums --format processbench --output sums-gold-processbench.jsonl --filter source:gsm8k");
    await expectAccessible(container);
  });

  test("asks whose labels are meant, and puts the choice into the address", async () => {
    const user = userEvent.setup();
    const seen = answers({ "GET projects/sums/export/preview": ({ query }) => (query.labels === "gold" || query.annotator ? preview(COUNTS, query.annotator ?? null) : preview(null)) });
    showApp("/p/sums/export");
    await user.click(await screen.findByRole("radio", { name: "One annotator’s labels" }));
    expect(await screen.findByText(/choose whose to take/)).toBeInTheDocument();
    expect(screen.queryByRole("link", { name: "Download" })).toBeNull();
    screen.getByRole("combobox", { name: "Annotator" }).focus();
    await user.keyboard("{Enter}");
    await user.click(await screen.findByRole("option", { name: /judge/ }));
    expect(await screen.findByRole("link", { name: "Download" })).toHaveAttribute("href", expect.stringContaining("annotator=model%3Ajudge"));
    expect(window.location.search).toContain("annotator=model");
    await user.click(screen.getByRole("radio", { name: "Gold" }));
    await waitFor(() => expect(window.location.search).not.toContain("annotator"));
    expect(seen.some(({ query }) => query.labels === "gold" && query.annotator !== undefined)).toBe(false);
  });

  test("asks again when the writer of a filter rests, and keeps what is typed", async () => {
    const user = userEvent.setup();
    const seen = answers({ "GET projects/sums/export/preview": ({ query }) => preview({ ...COUNTS, rows: query.filter ? 0 : 5 }) });
    showApp("/p/sums/export");
    await screen.findByRole("link", { name: "Download" });
    await user.type(screen.getByLabelText("Only trajectories that fit"), "steps:9..");
    expect(await screen.findByText("No row would be in the file.")).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Download" })).toBeDisabled();
    expect(screen.getByLabelText("Only trajectories that fit")).toHaveValue("steps:9..");
    expect(screen.getByLabelText("Only trajectories that fit")).toHaveFocus();
    expect(seen.filter(({ query }) => query.filter !== undefined).map(({ query }) => query.filter)).toEqual(["steps:9.."]);
  });

  test("says what is wrong with a filter under it", async () => {
    answers({ "GET projects/sums/export/preview": { status: 400, body: { detail: "There is no key 'stops'.", code: "bad_filter" } } });
    showApp("/p/sums/export?filter=stops%3A3");
    await waitFor(() => expect(screen.getByLabelText("Only trajectories that fit")).toBeInvalid());
    expect(screen.getByRole("button", { name: "Download" })).toBeDisabled();
  });

  test("is not for annotators", async () => {
    answers({}, { ...SUMS, role: "ANNOTATOR", rights: { ...rights, may_export: false, may_import: false } });
    showApp("/p/sums/export");
    expect(await screen.findByText("Only reviewers and managers export labels")).toBeInTheDocument();
  });
});

describe("an address", () => {
  test.each([
    [{ import: 12 }, { import: 12 }],
    [{ import: "12" }, {}],
    [{ import: -1 }, {}],
    [{ import: 1.5 }, {}],
    [{}, {}],
  ])("of an import is read with distrust: %j", (raw, read) => expect(importSearch(raw)).toEqual(read));
  test.each([
    [{ format: "plain", labels: "gold", annotator: "human:ada" }, { format: "plain" }],
    [{ labels: "annotations", annotator: "human:ada", filter: "x" }, { labels: "annotations", annotator: "human:ada", filter: "x" }],
    [{ labels: "all", format: 7, filter: "" }, {}],
  ])("of an export is read with distrust: %j", (raw, read) => expect(exportSearch(raw)).toEqual(read));
});

test("a command holds names and filters as one word each, whatever is in them", () => {
  expect(shellCommand("sums", { labels: "annotations", annotator: "human:o'neil; rm -rf /", filter: '"least period" $HOME' })).toBe(
    `python manage.py export sums --format processbench --output sums-annotations-processbench.jsonl --labels annotations --annotator 'human:o'\\''neil; rm -rf /' --filter '"least period" $HOME'`,
  );
});

test("notes that no format holds are counted, and proposals are left out where the address says so", async () => {
  const requests = answers({ "GET projects/sums/export/preview": preview({ ...COUNTS, proposals: 7, notes: { error_types: 31, comments: 2 } }, "human:ada") });
  showApp("/p/sums/export?labels=annotations");
  expect(await screen.findByText(/labels are accepted proposals, in the file like those given by hand/)).toBeInTheDocument();
  expect(screen.getByText("error types").closest("li")).toHaveTextContent("31 error types");
  await userEvent.click(screen.getByRole("checkbox", { name: /Only labels given by hand/ }));
  expect(await screen.findByText(/labels are accepted proposals, left out: those steps count as unlabelled/)).toBeInTheDocument();
  expect(window.location.search).toContain("by_hand=true");
  expect(screen.getByLabelText("The same as a command")).toHaveTextContent("--by-hand");
  expect(requests.findLast(({ path }) => path.endsWith("preview"))?.query).toMatchObject({ by_hand: "true" });
});
