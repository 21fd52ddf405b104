"""Steps of sub-agents on the page of a trajectory: one branch with a name, as at the desk, and in line with the lanes."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from annotator.trajectories.models import Trajectory
from annotator.trajectories.steps import Step
from tests.e2e.browse_pages import TrajectoryView, add_gold
from tests.e2e.conftest import Windows, axe_violations
from tests.factories.cast import Team, make_team
from tests.factories.scoring import make_channel, make_rewards
from tests.factories.trajectories import make_trajectory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NAMES = ["planner", "coder", None, "coder", "planner", "critic", "planner"]
REWARDS = [0.9, 0.8, None, 0.55, 0.7, 0.6, 0.65]
GOLD = [1, 1, None, -1, 1, 0, -1]


def make_agents(team: Team) -> Trajectory:
    """A planner that asks a coder, who uses a tool and errs, and a critic."""
    steps = [
        Step(text="exit 0", role="tool", tool_name="python")
        if name is None
        else Step(text=f"The {name} says number {place}.", extra={"name": name})
        for place, name in enumerate(NAMES)
    ]
    row = make_trajectory(team, "agents", steps=steps, with_slots=False)
    make_rewards(team, make_channel(team, "Qwen-PRM"), row, REWARDS)
    add_gold(row, GOLD)
    return row


def head(view: TrajectoryView, name: str) -> Locator:
    """The line over a branch."""
    return view.page.locator("[id^=branch-]").get_by_role("button", name=f"Sub-agent {name}")


def left_of(locator: Locator) -> float:
    """Where something begins on the screen, in pixels."""
    box = locator.bounding_box()
    assert box is not None
    return box["x"]


def test_a_branch_stands_under_its_name_beside_lanes_that_stay_in_line(windows: Windows) -> None:
    row = make_agents(make_team())
    view = TrajectoryView(windows.open("rita")).open(row)
    line = head(view, "coder steps 1 to 3")
    expect(line).to_have_attribute("aria-expanded", "true")
    expect(view.step(3)).to_have_accessible_name("Step 3, first error, model and gold differ, sub-agent coder")
    steps = view.page.get_by_role("navigation", name="Map of the steps")
    expect(steps.get_by_role("button", name="sub-agent coder")).to_have_count(3)
    expect(steps.get_by_role("button", name="sub-agent critic")).to_have_count(1)

    assert left_of(view.cell("Qwen-PRM", 1)) == left_of(view.cell("Qwen-PRM", 0))
    assert left_of(view.step(1).get_by_text("The coder says")) > left_of(view.step(0).get_by_text("The planner says"))
    assert axe_violations(view.page) == []


def test_folds_by_key_and_by_press_and_says_what_is_said_in_it(windows: Windows) -> None:
    row = make_agents(make_team())
    view = TrajectoryView(windows.open("rita")).open(row, "?step=3")
    view.expect_focus(3)

    view.press("B")
    view.expect_focus(0)
    expect(view.step(2)).to_have_count(0)
    folded = view.page.locator("#branch-1")
    expect(folded).to_contain_text("first error, gold")
    expect(folded).to_contain_text("opinions differ in 1 step")
    expect(folded).to_contain_text("lowest reward .55")
    expect(folded.get_by_role("img", name="correct, gold", exact=True)).to_be_visible()
    assert axe_violations(view.page) == []

    view.press("j")
    view.expect_focus(4)
    view.press("k")
    view.expect_focus(0)
    head(view, "coder").click()
    expect(view.step(2)).to_be_visible()
    view.expect_focus(0)
    view.press("j")
    view.expect_focus(1)


def test_whatever_goes_to_a_folded_step_unfolds_it(windows: Windows) -> None:
    row = make_agents(make_team())
    view = TrajectoryView(windows.open("rita")).open(row)
    line = head(view, "coder")

    steps = view.page.get_by_role("navigation", name="Map of the steps")
    ways: list[Callable[[], None]] = [
        lambda: view.press("n"),
        lambda: view.press("e"),
        lambda: view.press("g", "3"),
        lambda: steps.get_by_role("button", name="Step 3,").click(),
    ]

    for go in ways:
        view.press("Home")
        view.expect_focus(0)
        view.press("B")
        expect(line).to_have_attribute("aria-expanded", "false")
        go()
        view.expect_focus(3)
        expect(line).to_have_attribute("aria-expanded", "true")
        expect(view.step(3)).to_be_in_viewport()


def test_an_address_opens_the_branch_of_the_step_that_it_names(windows: Windows) -> None:
    row = make_agents(make_team())
    view = TrajectoryView(windows.open("rita")).open(row, "?step=4")
    view.expect_focus(4)
    view.press("k", "B")
    view.expect_focus(0)
    expect(view.page).to_have_url(re.compile(r"\?step=0$"))

    view.press("/")
    view.page.keyboard.type("#3")
    view.press("Enter")
    view.expect_focus(3)
    expect(head(view, "coder")).to_have_attribute("aria-expanded", "true")
    view.page.goto(f"/p/algebra/trajectories/{row.pk}?step=2")
    view.expect_focus(2)


def test_three_thousand_steps_of_many_agents_are_a_key_away_and_drawn_where_they_are_in_view(windows: Windows) -> None:
    team = make_team()
    steps = [Step(text=f"Number {i}.", extra={"name": "coder" if i % 10 > 4 else "planner"}) for i in range(3_000)]
    row = make_trajectory(team, "long", steps=steps, with_slots=False)
    make_rewards(team, make_channel(team), row, [0.5] * len(steps))
    view = TrajectoryView(windows.open("rita")).open(row, "?step=2708")

    view.expect_focus(2708)
    view.press("B")
    view.expect_focus(2704)
    expect(view.page.locator("#branch-2705")).to_contain_text("lowest reward .50")
    view.press("j")
    view.expect_focus(2710)
    view.press("g", "2", "7", "0", "7")
    view.expect_focus(2707)
    expect(view.page.locator("#branch-2705 button")).to_have_attribute("aria-expanded", "true")
    expect(view.step(2707)).to_be_in_viewport()
    view.page.keyboard.press("Control+k")
    view.page.keyboard.type("all sub-agents")
    view.press("Enter")
    view.expect_focus(2704)
    expect(view.step(2704)).to_be_in_viewport()
    assert view.page.locator("article").count() < 60
    view.press("Home", "j", "j", "j", "j", "j")
    view.expect_focus(10)
    expect(view.step(10)).to_be_in_viewport()
