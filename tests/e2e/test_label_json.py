"""JSON of calls and outputs on the desk and on the trajectory's page: a tree by keyboard, a table, or as written."""

import json

import pytest
from playwright.sync_api import expect

from annotator.trajectories.models import Trajectory
from annotator.trajectories.steps import Step, ToolCall
from tests.e2e.browse_pages import TrajectoryView
from tests.e2e.conftest import Windows, axe_violations
from tests.e2e.desk import Desk
from tests.factories.cast import Team, make_team
from tests.factories.trajectories import make_trajectory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# More digits than a browser's numbers have, and a key that means something to its objects.
QUERY = "a long question " * 8
ARGUMENTS = f'{{"query": "{QUERY}", "account": 12345678901234567890, "__proto__": {{"pwned": [1, 2]}}}}'
PEOPLE = json.dumps([{"id": number, "name": f"Person number {number}", "city": "Oslo"} for number in range(400)])


@pytest.fixture
def team() -> Team:
    """A call with nested arguments, and an output with rows."""
    made = make_team()
    steps = [
        Step(text="I look them up.", tool_calls=(ToolCall(name="people", arguments=ARGUMENTS),)),
        Step(text=PEOPLE, role="tool", tool_name="people"),
        Step(text="There are 400."),
    ]
    make_trajectory(made, "people", steps=steps)
    return made


def test_a_tree_is_entered_walked_and_left_by_keys_and_labels_go_on(team: Team, windows: Windows):
    desk = Desk(windows.open("ada")).open()
    tree = desk.page.get_by_role("tree", name="Arguments of people")
    expect(tree).to_contain_text("12345678901234567890")
    assert axe_violations(desk.page) == []

    desk.press("t", "End", "ArrowLeft")
    expect(desk.page.locator(":focus")).to_contain_text("pwned")
    desk.press("ArrowLeft")
    expect(desk.page.locator(":focus")).to_have_attribute("aria-expanded", "false")
    desk.press("Enter")
    expect(desk.page.locator(":focus")).to_have_attribute("aria-expanded", "true")
    desk.press("Escape", "d")
    desk.expect_label(0, 1)


def test_an_output_of_rows_is_a_table_in_parts_and_a_search_shows_it_as_written(team: Team, windows: Windows):
    desk = Desk(windows.open("ada")).open()
    output = desk.page.locator("#step-1")
    expect(output.get_by_role("treeitem")).to_have_count(6)
    desk.press("Space")
    output.get_by_role("radio", name="table").click()
    expect(output.get_by_role("row")).to_have_count(101)
    assert axe_violations(desk.page) == []

    desk.press("/")
    desk.page.keyboard.type("Person number 399")
    expect(output.get_by_text("Person number 399")).to_be_in_viewport()
    desk.press("Escape")
    expect(output.get_by_role("row")).to_have_count(101)


def test_the_trajectorys_page_has_the_same_tree(team: Team, windows: Windows):
    view = TrajectoryView(windows.open("rita", width=1600)).open(Trajectory.objects.get())
    expect(view.page.get_by_role("tree", name="Arguments of people")).to_be_visible()
    view.page.keyboard.press("t")
    view.page.keyboard.press("ArrowDown")
    expect(view.page.locator(":focus")).to_contain_text("account")
    assert axe_violations(view.page) == []
