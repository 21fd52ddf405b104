"""Taxonomies in the browser: written by keyboard, taken from a file, chosen for a queue, and met at the desk."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from annotator.labeling.models import Queue, StepNote, TaxonomyVersion
from annotator.labeling.taxonomies.files import written
from annotator.labeling.taxonomies.presets import preset
from tests.annotator.labeling.test_taxonomies import STEPS, add, body, kind
from tests.e2e.conftest import Windows, axe_violations
from tests.e2e.desk import Desk
from tests.factories.annotations import annotate
from tests.factories.cast import Team, make_team
from tests.factories.trajectories import make_trajectory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def team(site: object) -> Team:
    return make_team()


def ours(team: Team) -> None:
    """A version with a type that an annotation names."""
    add(team, "ours", body(types=[kind("slip"), kind("gap")]))
    trajectory = make_trajectory(team, "done", steps=STEPS)
    annotation = annotate(team, "ada", trajectory, [1, None, -1], taxonomy="ours", taxonomy_version=1)
    StepNote.objects.create(annotation=annotation, step_index=2, error_types=["slip"])


def choose(page: Page, label: str, option: str) -> None:
    """By keys: open the list, go to the option by its first letters, take it."""
    page.get_by_label(label, exact=True).press("Enter")
    page.get_by_role("option").filter(has_text=option).press("Enter")


def test_a_version_is_written_by_keyboard_chosen_for_a_queue_and_met_at_the_desk(team: Team, windows: Windows):
    ours(team)
    make_trajectory(team, "next", steps=STEPS)
    page = windows.open("max")
    page.goto("/p/algebra/queues")
    page.get_by_role("link", name="Taxonomies").press("Enter")
    expect(page.get_by_role("row", name="Slip slip 1 1")).to_be_visible()
    assert axe_violations(page) == []

    page.keyboard.press("e")
    expect(page.get_by_text("in use")).to_be_visible()
    page.keyboard.press("x")
    page.keyboard.press("n")
    expect(page.get_by_label("Title of the type")).to_be_focused()
    page.keyboard.type("Wrong unit")
    page.get_by_label("What it means").focus()
    page.keyboard.type("The value is right.")
    page.get_by_label("In a sentence").focus()
    page.keyboard.type("Slips are retired.")
    assert axe_violations(page) == []
    page.reload()
    expect(page.get_by_label("In a sentence")).to_have_value("Slips are retired.")
    page.get_by_role("button", name="Publish version 2").press("Enter")
    expect(page.get_by_role("row", name="Wrong unit The value is right. wrong-unit")).to_be_visible()
    assert [one["retired"] for one in TaxonomyVersion.objects.get(version=2).body["types"]] == [True, False, False]

    page.goto("/p/algebra/queues")
    page.get_by_role("button", name="Change All trajectories").press("Enter")
    choose(page, "Error types", "ours v2")
    page.get_by_role("button", name="Save").press("Enter")
    expect(page.get_by_text("ours v2 error types")).to_be_visible()
    assert Queue.objects.get(is_default=True).taxonomy_version == 2

    at_work = windows.open("ada")
    Desk(at_work).open()
    at_work.keyboard.press("e")
    expect(at_work.get_by_role("group", name="Error types of Ours")).to_contain_text("Wrong unit")
    expect(at_work.get_by_role("group", name="Error types of Ours")).not_to_contain_text("Slip")


def test_a_file_stands_in_the_form_and_what_is_wrong_is_said_with_its_place(
    team: Team, windows: Windows, tmp_path: Path
):
    socratic = preset("socratic", 1)
    assert socratic is not None
    good, bad = tmp_path / "good.toml", tmp_path / "bad.json"
    good.write_text(written(socratic, kind="toml"))
    bad.write_text('{"title": "Bad", "types": [{"id": "a b", "title": ""}]}')
    page = windows.open("max")
    page.goto("/p/algebra/taxonomies")
    expect(page.get_by_role("table")).to_be_visible()
    page.keyboard.press("n")
    field = page.get_by_label("A taxonomy as a file")

    field.set_input_files(bad)
    expect(page.get_by_role("alert")).to_contain_text("The id of type 1 is not made of small letters")
    assert axe_violations(page) == []
    field.set_input_files(good)
    expect(page.get_by_label("Name", exact=True)).to_have_value("socratic")
    page.get_by_label("In a sentence").fill("As it came.")
    expect(page.get_by_role("alert")).to_contain_text("socratic is a preset")
    page.get_by_label("Name", exact=True).fill("socratic-here")
    page.get_by_role("button", name="Publish version 1").press("Enter")
    expect(page.get_by_role("table")).to_be_visible()
    assert TaxonomyVersion.objects.get().name == "socratic-here"


def test_a_version_goes_out_as_a_file(team: Team, windows: Windows):
    page = windows.open("rita")
    page.goto("/p/algebra/taxonomies?name=agents&version=1")
    page.get_by_role("button", name="Download").press("Enter")

    with page.expect_download() as download:
        page.get_by_role("menuitem", name="As JSON").press("Enter")

    assert download.value.suggested_filename == "agents-v1.json"
    assert '"name": "agents"' in Path(download.value.path()).read_text()
    expect(page.get_by_role("button", name="Make your own from it")).to_have_count(0)
