"""The guideline at the desk: worked examples beside the rules, and a newer version is said before anything is submitted."""

import pytest
from playwright.sync_api import expect

from annotator.labeling.models import Annotation
from tests.annotator.guidelines.publishing import published
from tests.e2e.conftest import Windows, axe_violations
from tests.e2e.desk import Desk
from tests.factories.cast import Team, make_team
from tests.factories.trajectories import make_trajectories

pytestmark = pytest.mark.browser


def publish(team: Team, *, after: int) -> None:
    """Version after + 1, with an example in prose and one of a step."""
    example = {"title": "A sum", "body": f"Two and two are four, edition {after + 1}."}
    sent = published(team, based_on=after, body=f"**Correct (+1).** Edition {after + 1}.", examples=[example])
    assert sent.status_code == 201


def open_desk(windows: Windows) -> tuple[Team, Desk]:
    team = make_team()
    publish(team, after=0)
    make_trajectories(team, 2, steps=2)
    return team, Desk(windows.open("ada")).open()


def judge(desk: Desk) -> None:
    desk.label("dd", of=2)
    desk.press("]")
    desk.expect_saved()


def version_stored() -> int | None:
    guideline = Annotation.objects.get().guideline
    return None if guideline is None else guideline.version


def test_shows_the_rules_and_the_worked_examples_of_the_version_that_one_judges_by(windows: Windows) -> None:
    _, desk = open_desk(windows)

    desk.press("p")
    sheet = desk.page.get_by_role("dialog", name="Guideline v1")
    expect(sheet.get_by_text("Edition 1.").first).to_be_visible()
    expect(sheet.get_by_role("list", name="Worked examples").get_by_text("Two and two are four")).to_be_visible()
    box = sheet.bounding_box()
    assert box is not None
    assert box["width"] > 500
    assert not [one for one in axe_violations(desk.page) if "(serious)" in one or "(critical)" in one]
    desk.press("p")
    expect(sheet).to_be_hidden()


def test_a_newer_version_is_said_before_the_work_goes_out_and_read_it_is_the_one_stored(windows: Windows) -> None:
    team, desk = open_desk(windows)
    judge(desk)
    publish(team, after=1)

    desk.press("Enter")
    said = desk.page.get_by_role("dialog", name="The guideline has changed")
    expect(said.get_by_text("Version 2 came into force while you judged by version 1.")).to_be_visible()
    assert not Annotation.objects.exists()
    desk.press("1")
    sheet = desk.page.get_by_role("dialog", name="Guideline v2")
    expect(sheet.get_by_text("Edition 2.").first).to_be_visible()
    expect(sheet.get_by_text("Two and two are four, edition 2.")).to_be_visible()
    desk.press("p", "Enter")
    desk.expect_trajectory("t-1")

    assert version_stored() == 2


def test_whoever_goes_by_the_older_one_says_so_and_it_is_stored(windows: Windows) -> None:
    team, desk = open_desk(windows)
    judge(desk)
    publish(team, after=1)

    desk.press("Enter")
    expect(desk.page.get_by_role("dialog", name="The guideline has changed")).to_be_visible()
    desk.press("2")
    desk.expect_trajectory("t-1")

    assert version_stored() == 1
