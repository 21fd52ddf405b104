"""What comes out is what was labelled, and the page promised as much before."""

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from annotator.http.clock import now
from annotator.labeling.models import Annotation
from annotator.labeling.services import claims
from tests.annotator.exchange.importing import bench_row, bring, write_rows
from tests.e2e.browse_pages import add_gold, annotate
from tests.e2e.conftest import Windows, axe_violations
from tests.e2e.desk import Desk
from tests.factories.cast import Team, make_team
from tests.factories.trajectories import make_trajectories, make_trajectory

pytestmark = pytest.mark.browser


def open_export(windows: Windows, name: str = "rita", query: str = "", *, theme: str = "light") -> Page:
    page = windows.open(name, theme=theme)
    page.goto(f"/p/algebra/export{query}")
    expect(page.get_by_role("heading", name="What comes out")).to_be_visible()
    return page


def download(page: Page) -> tuple[str, list[Any]]:
    """Name and lines of the file."""
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").press("Enter")
    lines = Path(download.value.path()).read_text(encoding="utf-8").splitlines()
    return download.value.suggested_filename, [json.loads(line) for line in lines]


def make_gold(team: Team) -> None:
    """Five trajectories: an error at step 1, none, undecided, no gold, and an error at step 0 from another source."""
    first, second, third, _ = make_trajectories(team, 4)
    add_gold(first, [1, -1, 1])
    add_gold(second, [1, 0, 1], outcome=1)
    add_gold(third, [1, None, None], no_error=False)
    add_gold(make_trajectory(team, "far", source="far away"), [-1, 0, 0])


def test_what_was_imported_comes_out_as_it_went_in(windows: Windows, tmp_path: Path) -> None:
    rows = [bench_row(0), bench_row(1, label=-1, final_answer_correct=True), bench_row(2, label=0, extra={"a": [1.5]})]
    bring(make_team(), write_rows(tmp_path / "sums.jsonl", rows))
    page = open_export(windows)

    expect(page.get_by_text("3 rows, one JSON object per line")).to_be_visible()
    expect(page.get_by_text("No trajectory is left out.")).to_be_visible()
    assert download(page) == ("algebra-gold-processbench.jsonl", rows)


def test_what_is_labelled_at_the_desk_comes_out_under_the_annotators_name(windows: Windows) -> None:
    team = make_team(overlap=2)
    make_trajectories(team, 2)
    page = open_export(windows, query="?labels=annotations&format=agentprocessbench")
    expect(page.get_by_role("button", name="Download")).to_be_disabled()

    desk = Desk(windows.open("ada")).open()
    desk.label("das")
    desk.press("[", "Enter")
    desk.expect_trajectory("t-1")
    page.reload()
    expect(page.get_by_role("combobox", name="Annotator")).to_contain_text("ada")
    expect(page.get_by_text("1 row, one JSON object per line")).to_be_visible()
    name, (row,) = download(page)
    assert name == "algebra-annotations-agentprocessbench.jsonl"
    assert list(row["step_labels"].values()) == [1, -1, 0]
    assert row["final_label"] == -1


def test_of_several_annotators_one_is_chosen_and_the_address_keeps_it(windows: Windows) -> None:
    team = make_team(overlap=2)
    first, second = make_trajectories(team, 2)
    annotate(team, "ada", first, [1, 1, -1])
    annotate(team, "grace", first, [-1, 0, 0])
    annotate(team, "grace", second, [1, 1, 1])
    page = open_export(windows)

    expect(page.get_by_text("No row would be in the file.")).to_be_visible()
    page.get_by_role("radio", name="One annotator").press("Enter")
    expect(page.get_by_text("There are labels of several annotators: choose whose to take.")).to_be_visible()
    page.get_by_role("combobox", name="Annotator").press("Enter")
    page.get_by_role("option", name="grace").press("Enter")

    expect(page.get_by_text("2 rows, one JSON object per line")).to_be_visible()
    expect(page).to_have_url(re.compile("annotator=human%3Agrace"))
    page.reload()
    expect(page.get_by_text("2 rows, one JSON object per line")).to_be_visible()
    name, rows = download(page)
    assert name == "algebra-annotations-processbench.jsonl"
    assert [(row["id"], row["label"]) for row in rows] == [("t-0", 0), ("t-1", -1)]


def test_accepted_proposals_leave_the_file_where_only_labels_by_hand_are_asked_for(windows: Windows) -> None:
    """Of two trajectories one has a proposal among its labels, and the other was proposed whole."""
    team = make_team()
    first, second = make_trajectories(team, 2)
    for row, labels, origins in ((first, [1, -1, -1], [None, None, 1]), (second, [-1, -1, -1], [1, 1, 1])):
        made = annotate(team, "ada", row, labels)
        Annotation.objects.filter(pk=made.pk).update(origins=origins)
    page = open_export(windows, query="?labels=annotations&format=agentprocessbench")
    by_hand = page.get_by_role("checkbox", name="Only labels given by hand")

    expect(page.get_by_text("4 labels are accepted proposals, in the file like those given by hand")).to_be_visible()
    assert [list(row["step_labels"].values()) for row in download(page)[1]] == [[1, -1, -1], [-1, -1, -1]]
    by_hand.press(" ")
    expect(page.get_by_text("4 labels are accepted proposals, left out")).to_be_visible()
    expect(page).to_have_url(re.compile("by_hand=true"))
    expect(page.get_by_label("The same as a command")).to_contain_text("--by-hand")
    assert axe_violations(page) == []
    page.reload()
    expect(by_hand).to_be_checked()
    expect(page.get_by_text("4 labels are accepted proposals, left out")).to_be_visible()
    assert [list(row["step_labels"].values()) for row in download(page)[1]] == [[1, -1]]


def test_says_what_is_left_out_and_narrows_by_a_filter_that_may_be_wrong(windows: Windows) -> None:
    make_gold(make_team())
    page = open_export(windows)
    result = page.get_by_role("region", name="What comes out").or_(
        page.locator("section").filter(has_text="What comes")
    )

    expect(page.get_by_text("3 rows, one JSON object per line")).to_be_visible()
    expect(result.get_by_role("listitem")).to_have_text(
        ["1 without labels", "1 whose labels leave open which step is the first wrong one"]
    )
    assert [(row["id"], row["label"]) for row in download(page)[1]] == [("t-0", 1), ("t-1", -1), ("far", 0)]

    page.get_by_label("Only trajectories that fit").fill("source:nowhere colour:red")
    expect(page.get_by_role("alert")).to_contain_text("There is no filter 'colour'")
    expect(page.get_by_role("button", name="Download")).to_be_disabled()
    page.get_by_label("Only trajectories that fit").fill('source:"far away"')
    expect(page.get_by_text("1 row, one JSON object per line")).to_be_visible()
    expect(page).to_have_url(re.compile(re.escape(quote('source:"far')).replace("%3A", "(%3A|:)"), re.IGNORECASE))
    expect(page.get_by_label("The same as a command")).to_contain_text("--filter 'source:\"far away\"'")
    assert [row["id"] for row in download(page)[1]] == ["far"]


def test_what_one_holds_for_labelling_is_hidden_from_oneself_alone(windows: Windows) -> None:
    team = make_team()
    make_gold(team)
    claim = claims.claim_next(queue_id=team.queue.pk, member=team.member("rita"), now=now())
    assert claim is not None
    assert claim.external_id == "t-0"

    page = open_export(windows)
    expect(page.get_by_text("1 hidden from you, because you hold them for labelling")).to_be_visible()
    assert [row["id"] for row in download(page)[1]] == ["t-1", "far"]
    assert [row["id"] for row in download(open_export(windows, "max"))[1]] == ["t-0", "t-1", "far"]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_on_the_export_in_any_of_its_states(windows: Windows, theme: str) -> None:
    team = make_team(overlap=2)
    make_gold(team)
    first = make_trajectory(team, "t-9")
    annotate(team, "ada", first, [1, 1, -1])
    annotate(team, "grace", first, [-1, 0, 0])
    page = open_export(windows, theme=theme)
    expect(page.get_by_role("link", name="Download")).to_be_visible()

    found = axe_violations(page)
    page.get_by_role("radio", name="One annotator").press("Enter")
    expect(page.get_by_text("choose whose to take")).to_be_visible()
    found += axe_violations(page)
    page.get_by_label("Only trajectories that fit").fill("colour:red")
    expect(page.get_by_role("alert")).to_be_visible()
    found += axe_violations(page)
    page = windows.open("ada", theme=theme)
    page.goto("/p/algebra/export")
    expect(page.get_by_role("heading", name="Only reviewers and managers export labels")).to_be_visible()
    found += axe_violations(page)

    assert found == []
