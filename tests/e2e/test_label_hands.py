"""Speed of hand on the desk: finding what is folded or cut, doing things by name, keys of one's own."""

import re

import pytest
from playwright.sync_api import Page, expect

from annotator.trajectories.steps import Step, ToolCall
from tests.e2e.conftest import Windows, axe_violations
from tests.e2e.desk import Desk
from tests.factories.cast import Team, make_team
from tests.factories.trajectories import make_trajectory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LOG = "".join(f"{number:06d} nothing happened\n" for number in range(40_000))


@pytest.fixture
def team() -> Team:
    """A trajectory with two calls of one tool; the second answers with a megabyte, and what matters stands at its end."""
    made = make_team()
    calls = [ToolCall(name="read_log", arguments=f'{{"lines": {lines}, "host": "a"}}') for lines in (10, 40_000)]
    steps = [
        Step(text="I read the log.", tool_calls=(calls[0],)),
        Step(text="nothing", role="tool", tool_name="read_log"),
        Step(text="I read more of it.", tool_calls=(calls[1],)),
        Step(text=f"{LOG}999999 the disk is full\n", role="tool", tool_name="read_log"),
        Step(text="The disk is full."),
    ]
    make_trajectory(made, "log", steps=steps)
    return made


def search(page: Page, text: str) -> None:
    """Look for a text, without the mouse."""
    page.keyboard.press("/")
    page.keyboard.type(text)


def test_finds_what_lies_at_the_end_of_a_megabyte_that_is_folded_and_not_here_yet(team: Team, windows: Windows):
    desk = Desk(windows.open("ada")).open()

    search(desk.page, "disk is full")
    found = desk.page.get_by_role("search")
    # What was here already was found first; the rest has arrived since.
    expect(found).to_contain_text(re.compile(r"\d of 2"))
    if "2 of 2" in found.inner_text():
        desk.press("Enter")
    expect(found).to_contain_text("1 of 2")
    expect(desk.page.locator("#step-3")).to_contain_text("999999 the disk is full")
    expect(desk.page.locator("#step-3").get_by_text("999999 the disk is full")).to_be_in_viewport()
    assert axe_violations(desk.page) == []

    desk.press("Escape")
    expect(found).to_have_count(0)
    desk.expect_focus(3)
    desk.press("j", "d")
    expect(desk.page.get_by_text("1 of 3")).to_be_visible()


def test_says_what_a_repeated_call_changed(team: Team, windows: Windows):
    desk = Desk(windows.open("ada")).open()

    changed = desk.page.locator("#step-2 details")
    expect(changed).to_contain_text("1 argument changed since step 0: lines")
    changed.locator("summary").click()
    expect(changed.locator("del")).to_have_text("10")
    expect(changed.locator("ins")).to_have_text("40000")


def test_does_by_name_what_a_key_does(team: Team, windows: Windows):
    desk = Desk(windows.open("ada")).open()

    desk.press("Control+k")
    desk.page.keyboard.type("+1 corr")
    desk.press("Enter")
    desk.expect_label(0, 1)
    expect(desk.page.get_by_role("dialog")).to_have_count(0)


def test_a_chosen_key_labels_also_after_a_reload_and_the_sheet_says_whose_it_was(team: Team, windows: Windows):
    desk = Desk(windows.open("ada")).open()

    desk.press("?")
    desk.page.get_by_role("button", name="Choose other keys").click()
    desk.page.get_by_role("button", name=re.compile(r"^Key for \+1 correct")).click()
    desk.press("x")
    expect(desk.page.get_by_text("Press it again to take it")).to_contain_text("x is “Fold or unfold all”")
    desk.press("v")
    assert axe_violations(desk.page) == []
    desk.press("Escape")

    desk.page.reload()
    desk.wait().press("v")
    desk.expect_label(0, 1)
