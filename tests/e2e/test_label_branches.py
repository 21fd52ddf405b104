"""Steps of sub-agents at the desk: one branch with a name, folded and unfolded by key, and never in the way of a label."""

import pytest
from playwright.sync_api import expect

from annotator.trajectories.steps import Step
from tests.e2e.conftest import Windows, axe_violations
from tests.e2e.desk import Desk
from tests.factories.cast import Team, make_team
from tests.factories.trajectories import make_trajectory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def team() -> Team:
    """A planner that asks a coder, who uses a tool, and a critic."""
    made = make_team()
    names = ["planner", "coder", None, "coder", "planner", "critic", "planner"]
    steps = [
        Step(text="exit 0", role="tool", tool_name="python")
        if name is None
        else Step(text=f"The {name} says number {place}.", extra={"name": name})
        for place, name in enumerate(names)
    ]
    make_trajectory(made, "agents", steps=steps)
    return made


def test_a_branch_folds_by_key_and_says_what_was_said_in_it(team: Team, windows: Windows):
    desk = Desk(windows.open("ada")).open()
    head = desk.page.get_by_role("button", name="Sub-agent coder steps 1 to 3")
    rail = desk.page.get_by_role("navigation", name="Steps", exact=True)
    expect(head).to_have_attribute("aria-expanded", "true")
    expect(rail.get_by_role("button", name="sub-agent coder")).to_have_count(3)
    assert axe_violations(desk.page) == []

    desk.label("da")
    desk.expect_focus(3)
    desk.press("B")
    desk.expect_focus(0)
    expect(head).to_have_attribute("aria-expanded", "false")
    expect(desk.page.locator("#step-2")).to_have_count(0)
    expect(desk.page.locator("#branch-1")).to_contain_text("1 unlabelled")
    expect(desk.page.locator("#branch-1")).to_contain_text("first error")
    assert axe_violations(desk.page) == []

    desk.press("j")
    desk.expect_focus(4)
    desk.press("n", "n", "n", "n")
    desk.expect_focus(4)


def test_what_is_folded_is_asked_for_before_a_submission(team: Team, windows: Windows):
    desk = Desk(windows.open("ada")).open()
    desk.label("dd")
    desk.press("B", "g", "4")
    desk.label("ddd")
    desk.press("]")
    # The label behind the last one leads around to the folded step; if it was folded again, submitting does.
    desk.expect_focus(3)
    desk.press("B", "Enter")
    desk.expect_focus(3)
    expect(desk.page.locator("#step-3")).to_be_visible()
    desk.press("d", "Enter")
    expect(desk.page.get_by_role("region", name="Problem")).to_have_count(0)
