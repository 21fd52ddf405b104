"""A trajectory of 3,000 steps: the page draws what is in view, and nothing is out of reach of the keyboard."""

import pytest
from playwright.sync_api import Page, expect

from annotator.trajectories.models import Trajectory
from annotator.trajectories.steps import Step
from tests.e2e.browse_pages import TrajectoryView
from tests.e2e.conftest import Windows, axe_violations
from tests.e2e.desk import Desk
from tests.factories.cast import Team, make_team
from tests.factories.trajectories import make_trajectory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
COUNT = 3_000
# The desk with 8 steps has about 700 elements, one with 60 about 3,500.
MOST_ELEMENTS = 3_000


@pytest.fixture
def team() -> Team:
    """One long trajectory."""
    made = make_team()
    make_trajectory(made, "long", steps=[Step(text=f"Step number {number}.") for number in range(COUNT)])
    return made


def elements(page: Page) -> int:
    """How many elements the page has."""
    found: int = page.evaluate("document.querySelectorAll('*').length")
    return found


# The elements beside a drawn step: the browser would style all of them anew where it comes or goes.
BESIDE_STEPS = """
[...document.querySelectorAll('article')].flatMap((step) => [...step.parentElement.parentElement.children]).length
"""


def drawn_and_beside(page: Page) -> tuple[int, int]:
    """How many steps are drawn, and how many elements their places hold."""
    return page.locator("article").count(), page.evaluate(BESIDE_STEPS)


def test_the_desk_draws_what_is_in_view_and_goes_to_every_step_by_key(team: Team, windows: Windows):
    desk = Desk(windows.open("ada")).open()
    rail = desk.page.get_by_role("navigation", name="Steps", exact=True)
    strip = desk.page.get_by_role("navigation", name="Map of the steps")
    expect(rail.get_by_role("button", name="Step 0,")).to_be_visible()
    assert elements(desk.page) < MOST_ELEMENTS
    drawn, beside = drawn_and_beside(desk.page)
    assert drawn == beside > 5

    desk.press("g", *"2990")
    desk.expect_focus(2990)
    for place in (rail, strip):
        current = place.get_by_role("listitem").filter(has=place.page.locator("[aria-current=step]"))
        expect(current).to_be_in_viewport()
        expect(current).to_have_attribute("aria-setsize", str(COUNT))
        expect(current).to_have_attribute("aria-posinset", "2991")
    desk.press("d")
    desk.expect_label(2990, 1)
    expect(rail.get_by_role("button", name="Step 2990, correct")).to_be_visible()
    assert elements(desk.page) < MOST_ELEMENTS
    assert axe_violations(desk.page) == []

    strip.get_by_role("button", name="Step 2985,").click()
    desk.expect_focus(2985)


def test_the_trajectorys_page_draws_what_is_in_view(team: Team, windows: Windows):
    view = TrajectoryView(windows.open("rita")).open(Trajectory.objects.get())
    view.page.keyboard.press("End")
    strip = view.page.get_by_role("navigation", name="Map of the steps")
    expect(strip.get_by_role("button", name=f"Step {COUNT - 1}")).to_be_in_viewport()
    assert elements(view.page) < MOST_ELEMENTS
