"""Pictures of messages stand where the messages had them, at the desk and on the page of a trajectory."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from annotator.trajectories.models import Trajectory
from tests.annotator.exchange.importing import bring, write_rows
from tests.annotator.exchange.pictures import data_address, picture, seen_talk
from tests.e2e.browse_pages import TrajectoryView
from tests.e2e.conftest import Windows, axe_violations
from tests.e2e.desk import Desk
from tests.factories.cast import make_team

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def trajectory(tmp_path: Path) -> Trajectory:
    """A question with a picture between its words, and an answer."""
    team = make_team()
    row = seen_talk(data_address(picture()))
    row["messages"][0]["content"].append({"type": "text", "text": "And how wide is it?"})
    bring(team, write_rows(tmp_path / "a.jsonl", [row]))
    return Trajectory.objects.get()


def expect_in_place(page: Page) -> None:
    """The picture stands between the words before it and behind it, and its mark nowhere."""
    step = page.locator("#step-0")
    expect(step.locator("img")).to_have_js_property("naturalWidth", 6)
    expect(step).not_to_contain_text("[image 1]")
    drawn = step.locator("[data-part=text]").inner_html()
    assert drawn.index("How long is the side?") < drawn.index("<img") < drawn.index("And how wide is it?")
    assert axe_violations(page) == []


def test_a_picture_stands_in_the_text_at_the_desk_and_on_the_page(trajectory: Trajectory, windows: Windows) -> None:
    desk = Desk(windows.open("ada")).open()
    expect_in_place(desk.page)
    problem = desk.page.get_by_role("region", name="Problem")
    expect(problem.locator("img")).to_be_visible()
    expect(problem).not_to_contain_text("[image 1]")
    desk.press("m")
    expect(desk.page.locator("#step-0")).to_contain_text("[image 1]")
    expect(desk.page.locator("#step-0 img")).to_be_visible()

    view = TrajectoryView(windows.open("rita")).open(trajectory)
    expect_in_place(view.page)
    view.press("V")
    expect(view.page.get_by_role("dialog")).to_contain_text("4 pixels")


def test_one_that_does_not_arrive_leaves_its_mark_and_is_asked_for_again(
    trajectory: Trajectory, windows: Windows
) -> None:
    page = windows.open("rita")

    def refuse(route: Route) -> None:
        route.abort()

    page.route("**/images/*", refuse)
    view = TrajectoryView(page).open(trajectory)
    expect(view.step(0)).to_contain_text("[image 1] The picture did not arrive.")
    assert axe_violations(page) == []
    page.unroute("**/images/*", refuse)
    view.step(0).get_by_role("button", name="Try again").press("Enter")
    expect(view.step(0).locator("img")).to_have_js_property("naturalWidth", 6)
    expect(view.step(0)).not_to_contain_text("[image 1]")
