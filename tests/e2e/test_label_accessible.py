"""The desk for people who do not see it, or do not see colours."""

import pytest
from playwright.sync_api import expect

from annotator.journal.services import SHELL
from annotator.projects.services import add_guideline_version
from annotator.trajectories.steps import Step, ToolCall
from tests.e2e.conftest import Windows, axe_violations
from tests.e2e.desk import SIGNS, Desk
from tests.factories.cast import NOON, make_team
from tests.factories.trajectories import make_trajectory

pytestmark = pytest.mark.browser

GUIDELINE = "**Correct (+1).** It follows.\n\n**First error.** The earliest that fails.\n\n**Outcome.** Is it right?"
STEPS = [
    Step(text="You answer questions.", role="system"),
    Step(
        text="I look it up: $2 + 3 = 5$",
        reasoning="Which tool?",
        tool_calls=(ToolCall("look", '{"day": "today"}', "c1"),),
    ),
    Step(text="line\n" * 30, role="tool", tool_name="look", tool_call_id="c1"),
    Step(text="It is five.\n\n| a | b |\n|---|---|\n| 1 | 2 |"),
]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_on_the_desk_in_any_of_its_states(windows: Windows, theme: str) -> None:
    team = make_team()
    add_guideline_version(project=team.project, body=GUIDELINE, actor=SHELL, at=NOON)
    make_trajectory(team, steps=STEPS)
    make_trajectory(team, "t-1", steps=2)
    desk = Desk(windows.open("ada", theme=theme)).open()

    found = axe_violations(desk.page)
    desk.label("a")
    desk.press("u", "q")
    expect(desk.page.get_by_role("dialog")).to_be_visible()
    found += axe_violations(desk.page)
    desk.press("Escape", "f", "1", "]", "Enter")
    desk.expect_trajectory("t-1")
    found += axe_violations(desk.page)

    assert found == []


def test_labels_are_radio_groups_and_changes_are_said(windows: Windows) -> None:
    make_trajectory(make_team(), steps=2)
    desk = Desk(windows.open("ada")).open()

    group = desk.page.get_by_role("radiogroup", name="Label of step 0")
    expect(group.get_by_role("radio")).to_have_count(3)
    desk.press("a")
    expect(group.get_by_role("radio", name=f"{SIGNS[-1]} incorrect")).to_be_checked()
    expect(desk.page.get_by_role("status").filter(has_text="Step 0: incorrect")).to_have_count(1)
    desk.expect_focus(1)
    expect(desk.page.locator("#step-1")).to_be_focused()
