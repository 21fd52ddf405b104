"""Files through the browser: on their way, refused, taken back, landed, and what could not be taken."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from annotator.exchange.models import FileImport
from annotator.trajectories.models import StoredImage, Trajectory
from tests.annotator.exchange.importing import bench_row, bring, write_rows
from tests.annotator.exchange.pictures import picture, zip_of
from tests.e2e.conftest import Windows, axe_violations
from tests.factories.cast import make_team
from tests.factories.trajectories import make_trajectory

pytestmark = pytest.mark.browser

HOSTILE = "<img src=x onerror='window.pwned = 1'>"
# A worker has to start first.
LONG = 30_000
MIXED = [bench_row(0), '{"id": "sum-1", "problem"', bench_row(2, label=7), bench_row(3)]


class ImportPage:
    """One window with the import page in it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        # From the beginning: a listener added right before the key may come after the dialog that it is to catch.
        page.on("filechooser", lambda _: None)

    def open(self, query: str = "") -> "ImportPage":
        self.page.goto(f"/p/algebra/import{query}")
        expect(self.page.get_by_role("heading", name="Imports", exact=True)).to_be_visible()
        return self

    def choose(self, *files: Path | dict[str, Any]) -> None:
        """As one does by keys: the focus on the field, Space, and then the browser's own dialog."""
        field = self.page.get_by_label("Choose files")
        field.focus()
        expect(field).to_be_focused()
        with self.page.expect_file_chooser() as chooser:
            self.page.keyboard.press("Space")
        chooser.value.set_files(list(files))  # type: ignore[arg-type]

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).press("Enter")

    def file(self, name: str) -> Locator:
        """The file among those that were sent."""
        return self.page.get_by_role("listitem").filter(has_text=name).filter(has=self.page.get_by_text("imported"))

    def expect_counts(self, **counts: int) -> None:
        """Wait until these are the numbers of the only import in view."""
        for name, count in counts.items():
            said = self.page.locator("dl > div").filter(has=self.page.get_by_text(name.replace("_", " "), exact=True))
            expect(said.locator("dd")).to_have_text(str(count), timeout=LONG)


def downloaded(page: Page, link: str) -> tuple[str, list[Any]]:
    """Name and lines of the file behind that link."""
    with page.expect_download() as download:
        page.get_by_role("link", name=link).press("Enter")
    lines = Path(download.value.path()).read_text(encoding="utf-8").splitlines()
    return download.value.suggested_filename, [json.loads(line) for line in lines]


@pytest.mark.usefixtures("worker")
def test_the_good_rows_land_and_the_broken_ones_are_shown_and_come_back_as_a_file(
    windows: Windows, tmp_path: Path
) -> None:
    make_team()
    at = ImportPage(windows.open("max")).open()
    page = at.page
    expect(page.get_by_role("button", name="Import", exact=True)).to_be_disabled()

    at.choose(write_rows(tmp_path / "sums.jsonl", MIXED))
    at.press("Import")
    at.expect_counts(imported=2, revised=0, unchanged=0, quarantined=2)
    page.get_by_role("main").get_by_role("link", name="sums.jsonl", exact=True).press("Enter")

    reasons = page.get_by_role("table", name="Reasons").get_by_role("row")
    expect(reasons).to_have_count(3)
    expect(reasons.filter(has_text="Not valid JSON")).to_contain_text("1")
    rows = page.get_by_role("table", name="Quarantined rows").get_by_role("row")
    expect(rows.nth(1)).to_contain_text('{"id": "sum-1", "problem"')
    expect(rows.nth(2)).to_contain_text("label is 7, but there are 2 steps: it must be -1 (no error) to 1.")
    expect(rows.nth(2)).to_contain_text("sum-2")

    number = FileImport.objects.get().pk
    name, lines = downloaded(page, "Download .jsonl")
    assert name == f"algebra-import-{number}-quarantine.jsonl"
    assert [(line["line"], line["code"]) for line in lines] == [(2, "malformed_json"), (3, "label_out_of_range")]
    assert json.loads(lines[1]["raw"]) == MIXED[2]
    assert downloaded(page, "Download everything that is quarantined") == ("algebra-quarantine.jsonl", lines)

    page.get_by_role("link", name="See the trajectories").press("Enter")
    expect(page.get_by_role("link", name="sum-3", exact=True)).to_be_visible()
    assert sorted(Trajectory.objects.values_list("external_id", flat=True)) == ["sum-0", "sum-3"]


@pytest.mark.usefixtures("worker")
def test_a_dry_run_stores_nothing_until_one_says_so(windows: Windows, tmp_path: Path) -> None:
    make_team()
    at = ImportPage(windows.open("max")).open()

    at.choose(write_rows(tmp_path / "sums.jsonl.gz", MIXED))
    at.press("Dry run first")
    at.expect_counts(would_be_imported=2, would_be_quarantined=2)
    expect(at.page.get_by_text("dry run: 2 imported, 2 quarantined")).to_be_visible()
    assert not Trajectory.objects.exists()

    at.press("Import sums.jsonl.gz now")
    at.expect_counts(imported=2, quarantined=2)
    assert Trajectory.objects.count() == 2


@pytest.mark.usefixtures("worker")
def test_fields_under_other_names_and_rewards_for_what_is_here(windows: Windows, tmp_path: Path) -> None:
    make_team()
    at = ImportPage(windows.open("max")).open()
    page = at.page

    at.choose(write_rows(tmp_path / "own.jsonl", [{"id": "a", "q": "2 + 3?", "out": {"steps": ["2 + 3 = 5", "5"]}}]))
    for field, path in (("problem", "q"), ("steps", "out.steps")):
        at.press("Map a field")
        page.get_by_label(f"Path of {field}").fill(path)
    at.press("Import")
    at.expect_counts(imported=1, quarantined=0)
    at.press("Take own.jsonl off this list")

    page.get_by_role("radio", name="Rewards").press("Enter")
    page.get_by_role("combobox", name="What the scores mean").press("Enter")
    page.get_by_role("option", name="P(correct)").press("Enter")
    rows = [{"id": "a", "scorer": "our-prm", "scores": [0.9, 0.125]}, {"id": "a", "scorer": "other", "scores": [1]}]
    at.choose(write_rows(tmp_path / "scores.jsonl", rows))
    at.press("Import")
    at.expect_counts(imported=1, quarantined=1)
    page.goto("/p/algebra/trajectories")
    expect(page.get_by_role("img", name="our-prm: lowest 0.125 at step 1")).to_be_visible()


def test_a_file_that_cannot_be_read_is_refused_with_a_sentence_and_not_lost(windows: Windows) -> None:
    make_team()
    at = ImportPage(windows.open("max")).open()
    page = at.page
    empty = {"name": "empty.jsonl", "mimeType": "", "buffer": b""}
    other = {"name": "other.jsonl", "mimeType": "", "buffer": b'{"id": "a", "scorer": "prm", "scores": [1]}\n'}

    at.choose(empty, other)
    at.press("Import")
    expect(page.get_by_role("alert")).to_have_count(2)
    for name, why in (
        ("empty.jsonl", "is empty"),
        ("other.jsonl", "holds rewards (rewards), not trajectories. Put it back"),
    ):
        said = page.get_by_role("listitem").filter(has_text=name).get_by_role("alert")
        expect(said).to_contain_text("Not imported.")
        expect(said).to_contain_text(why)
    assert not FileImport.objects.exists()

    at.press("Put other.jsonl back into the form")
    expect(page.get_by_role("list", name="Chosen files")).to_contain_text("other.jsonl")
    at.press("Leave out other.jsonl")
    expect(page.get_by_role("list", name="Chosen files")).to_have_count(0)
    expect(page.get_by_text("Choose a file first.")).to_be_visible()


def test_a_long_upload_says_how_far_it_is_and_can_be_stopped(windows: Windows, tmp_path: Path) -> None:
    make_team()
    at = ImportPage(windows.open("max")).open()
    network = at.page.context.new_cdp_session(at.page)
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 400_000}
    network.send("Network.emulateNetworkConditions", slow)

    long = write_rows(tmp_path / "long.jsonl", [bench_row(number, problem="x" * 2_000) for number in range(2_000)])
    at.choose(long, write_rows(tmp_path / "next.jsonl", [bench_row()]))
    at.press("Import")
    progress = at.page.get_by_role("progressbar", name="Sending long.jsonl")
    expect(progress).to_have_attribute("aria-valuenow", re.compile("^[1-9]"))
    expect(at.page.get_by_text("Waits for the file before it")).to_be_visible()
    at.press("Stop next.jsonl")
    at.press("Stop long.jsonl")
    expect(at.page.get_by_role("heading", name="Your files")).to_have_count(0)

    network.send("Network.emulateNetworkConditions", slow | {"uploadThroughput": -1})
    at.choose(write_rows(tmp_path / "after.jsonl", [bench_row()]))
    at.press("Import")
    expect(at.page.get_by_text("Queued", exact=True)).to_be_visible()
    assert list(FileImport.objects.values_list("file_name", flat=True)) == ["after.jsonl"]


def test_an_import_that_nobody_has_begun_is_taken_back(windows: Windows, tmp_path: Path) -> None:
    make_team()
    at = ImportPage(windows.open("max")).open()

    at.choose(write_rows(tmp_path / "sums.jsonl", MIXED))
    at.press("Import")
    expect(at.page.get_by_text("Queued: no worker has taken it yet.")).to_be_visible(timeout=10_000)
    at.press("Cancel the import of sums.jsonl")

    expect(at.page.get_by_role("heading", name="None yet")).to_be_visible()
    expect(at.page.get_by_role("heading", name="Your files")).to_have_count(0)
    assert not FileImport.objects.exists()


def test_names_and_rows_of_strangers_are_text(windows: Windows, tmp_path: Path) -> None:
    team = make_team()
    rows = [bench_row(label=7, id=HOSTILE), HOSTILE, b'{"id": "\xff\xe2\x80\xae"', "{" + "x" * 9_000]
    bring(team, write_rows(tmp_path / "<img src=x onerror='window.pwned=1'>.jsonl", rows), format="processbench")
    at = ImportPage(windows.open("max")).open(f"?import={FileImport.objects.get().pk}")
    page = at.page

    table = page.get_by_role("table", name="Quarantined rows")
    expect(table.get_by_role("row").nth(2)).to_contain_text(HOSTILE)
    expect(table.get_by_role("row")).to_have_count(5)
    at.press("More of line 4")
    expect(page.get_by_role("button", name="Less of line 4")).to_have_attribute("aria-expanded", "true")
    assert page.evaluate("window.pwned") is None
    assert page.locator("main img").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0

    at.open("?import=987654")
    expect(page.get_by_role("heading", name="There is no import 987654")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_on_the_import_in_any_of_its_states(windows: Windows, theme: str, tmp_path: Path) -> None:
    team = make_team()
    make_trajectory(team)
    at = ImportPage(windows.open("max", theme=theme)).open()
    found = axe_violations(at.page)
    bring(team, write_rows(tmp_path / "sums.jsonl", [*MIXED, "{" + "x" * 500]))
    bring(team, write_rows(tmp_path / "dry.jsonl", [bench_row(9, label=9)]), dry_run=True)
    at.open()

    at.choose(write_rows(tmp_path / "a.jsonl", [bench_row(5)]), write_rows(tmp_path / "b.jsonl", [{"x": 1}]))
    at.press("Map a field")
    found += axe_violations(at.page)
    at.press("Import")
    expect(at.page.get_by_text("Queued", exact=True)).to_be_visible()
    expect(at.page.get_by_role("alert")).to_be_visible()
    at.page.get_by_role("radio", name="Annotations").press("Enter")
    found += axe_violations(at.page)
    at.page.get_by_role("link", name="sums.jsonl").press("Enter")
    expect(at.page.get_by_role("table", name="Quarantined rows")).to_be_visible()
    found += axe_violations(at.page)

    assert found == []


def choose_images(at: ImportPage, path: Path) -> None:
    field = at.page.get_by_label("Images")
    with at.page.expect_file_chooser() as chooser:
        field.press("Space")
    chooser.value.set_files(path)


def open_detail(at: ImportPage, name: str) -> Locator:
    at.page.get_by_role("main").get_by_role("link", name=name, exact=True).press("Enter")
    return at.page.get_by_role("table", name="Quarantined rows").get_by_role("row")


@pytest.mark.usefixtures("worker")
def test_a_zip_of_images_comes_with_the_file_and_the_bad_ones_are_named(windows: Windows, tmp_path: Path) -> None:
    make_team()
    script = b"<svg xmlns='http://www.w3.org/2000/svg'><script>window.pwned = 1</script></svg>"
    images = zip_of(
        tmp_path / "figures.zip",
        {
            "figures/red.png": picture(),
            "drawing.svg": script,
            "disguised.png": script,
            "notes.png": b"no image at all",
            "bomb.png": picture() + bytes(40_000_000),
            "../../out.png": picture(colour="blue"),
        },
    )
    names = ["red.png", "drawing.svg", "disguised.png", "notes.png", "bomb.png", "../../out.png", "missing.png"]
    rows = [bench_row(number, image=name) for number, name in enumerate(names)]
    at = ImportPage(windows.open("max")).open()

    at.choose(write_rows(tmp_path / "sums.jsonl", rows))
    choose_images(at, images)
    at.press("Import")
    at.expect_counts(imported=1, quarantined=6)
    said = open_detail(at, "sums.jsonl")

    for number, words in [
        (1, "SVG"),
        (2, "SVG"),
        (3, "notes.png"),
        (4, "bomb.png"),
        (5, "../../out.png"),
        (6, "missing.png"),
    ]:
        row = said.filter(has_text=f"sum-{number}")
        expect(row).to_contain_text(words)
        expect(row).to_contain_text(names[number])
    assert axe_violations(at.page) == []
    assert at.page.evaluate("window.pwned") is None
    assert StoredImage.objects.count() == 1
    shown = Trajectory.objects.get()
    at.page.goto(f"/p/algebra/trajectories/{shown.pk}")
    drawn = at.page.get_by_role("button", name="red.png, enlarge").locator("img")
    expect(drawn).to_be_visible()
    expect(drawn).to_have_js_property("naturalWidth", 6)


@pytest.mark.usefixtures("worker")
def test_what_is_no_zip_is_refused_with_a_sentence_and_nothing_lands(windows: Windows, tmp_path: Path) -> None:
    make_team()
    fake = tmp_path / "figures.zip"
    fake.write_bytes(b"PK but not really")
    at = ImportPage(windows.open("max")).open()

    at.choose(write_rows(tmp_path / "sums.jsonl", [bench_row(0, image="red.png")]))
    choose_images(at, fake)
    at.press("Import")

    expect(
        at.page.get_by_text("The images must come as a .zip, and this is none that can be read.").first
    ).to_be_visible(timeout=LONG)
    assert not Trajectory.objects.exists()
