"""The guideline in the browser: read, compared, written by keyboard, labels sent back; and images beside the work."""

import io
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Page, expect

from annotator.labeling.models import Queue
from tests.annotator.exchange.importing import bring, write_rows
from tests.annotator.exchange.pictures import data_address, seen_talk
from tests.annotator.guidelines.publishing import published
from tests.annotator.guidelines.test_requeues import judge, labelled_team
from tests.e2e.conftest import Windows, axe_violations
from tests.e2e.desk import Desk
from tests.factories.cast import Team, answer, make_team
from tests.factories.trajectories import make_trajectory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

RULES = """**Correct (+1).** The step follows from what stands before it, and brings the solution on.

**Neutral (0).** It restates, or does something that is neither wrong nor of use.

**Incorrect (-1).** A claim in it is false, or does not follow: $a^2 + b^2 \\neq (a + b)^2$.

**First error.** The earliest step whose own reasoning fails. A slip that is repaired in the next step counts.

**After the first error.** Judge each step on its own: right given a wrong input is +1.

**Outcome.** Is the final result right?"""


def triangle() -> bytes:
    made = io.BytesIO()
    image = Image.new("RGB", (640, 400), "white")
    draw = ImageDraw.Draw(image)
    draw.polygon([(60, 340), (580, 340), (60, 60)], outline="black", width=4)
    draw.rectangle((60, 310, 90, 340), outline="black", width=2)
    image.save(made, "PNG")
    return made.getvalue()


def read(page: Page) -> None:
    page.goto("/p/algebra/guideline")
    expect(page.get_by_text("Judge each step on its own")).to_be_visible()


@pytest.fixture
def team(site: object) -> Team:
    team = make_team()
    row = make_trajectory(team, "sum-1", with_slots=False)
    open_row = make_trajectory(team, "sum-2")
    examples = [
        {"title": "A slip that nothing rests on", "body": "It is never used again.", "trajectory": row.pk,
         "step_index": 1, "label": 0},
        {"title": "Hidden", "body": "It is wrong.", "trajectory": open_row.pk, "step_index": 2, "label": -1},
        {"title": "Rounding", "body": "**Rounding** to the digits of the question is correct."},
    ]  # fmt: skip
    answer(published(team, body=RULES, summary="The first guideline.", examples=examples), 201)
    return team


def test_an_annotator_reads_it_and_its_examples_and_one_stays_covered(team: Team, windows: Windows):
    page = windows.open("ada")

    read(page)

    examples = page.get_by_role("list", name="Worked examples")
    expect(examples).to_contain_text("A slip that nothing rests on")
    expect(examples).to_contain_text("You may still be handed this trajectory")
    expect(page.get_by_text("Hidden")).to_have_count(0)
    expect(page.get_by_role("link", name="Write the next version")).to_have_count(0)
    assert axe_violations(page) == []


def test_a_manager_writes_the_next_version_by_keyboard(team: Team, windows: Windows):
    page = windows.open("max")
    page.goto("/p/algebra/guideline")
    page.get_by_role("link", name="Write the next version").press("Enter")
    text = page.get_by_label("Guideline, in Markdown")
    text.focus()
    page.keyboard.press("Control+End")
    page.keyboard.type(" A missing unit does not make it wrong.")
    page.get_by_label("In a sentence").focus()
    page.keyboard.type("Missing units are forgiven.")
    assert axe_violations(page) == []

    page.reload()
    expect(page.get_by_label("In a sentence")).to_have_value("Missing units are forgiven.")
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Publish version 2").press("Enter")

    region = page.get_by_role("region", name="Version 1 and version 2")
    expect(region.locator("mark").last).to_contain_text("unit")
    assert axe_violations(page) == []


def test_labels_are_sent_back_and_the_flips_reported(site: object, windows: Windows):
    team = labelled_team()
    page = windows.open("max")
    page.goto("/p/algebra/guideline")
    page.get_by_role("button", name="Send labels back").press("Enter")
    expect(page.get_by_text("4 annotations of 2 trajectories, by 2 annotators.")).to_be_visible()
    page.get_by_role("button", name="Send them back").press("Enter")
    expect(page.get_by_role("heading", name="What became of labels sent back")).to_be_visible()

    queue = Queue.objects.get(name__startswith="Guideline v2")
    judge(team, "ada", [-1, 1, 1], queue=queue)
    judge(team, "ada", [1, -1, 1], queue=queue)
    page.reload()

    expect(page.get_by_text("1 of 6 changed")).to_be_visible()
    expect(page.get_by_role("table")).to_contain_text("still open")
    assert axe_violations(page) == []


def test_an_image_keeps_its_place_and_is_enlarged_by_a_key(site: object, windows: Windows, tmp_path: Path):
    team = make_team()
    bring(team, write_rows(tmp_path / "a.jsonl", [seen_talk(data_address(triangle()))]))
    page = windows.open("ada")
    page.route("**/images/*", lambda _: None)
    Desk(page).open()
    before = page.locator("article").nth(1).bounding_box()
    page.unroute("**/images/*")
    page.reload()
    expect(page.locator("article img").first).to_have_js_property("complete", value=True)
    assert page.locator("article").nth(1).bounding_box() == before, "nothing moves when it comes"

    page.keyboard.press("V")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("400 pixels")
    assert axe_violations(page) == []
    page.keyboard.press("V")
    expect(dialog).to_have_count(0)
    page.goto(f"/p/algebra/trajectories/{team.project.pk and first_id(team)}")
    expect(page.locator("aside img")).to_be_visible()
    assert axe_violations(page) == []


def first_id(team: Team) -> int:
    from annotator.trajectories.models import Trajectory

    return int(Trajectory.objects.filter(project=team.project).earliest("pk").pk)
