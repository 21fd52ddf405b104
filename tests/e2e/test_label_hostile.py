"""A trace is written by strangers: whatever is in it is text."""

import pytest
from playwright.sync_api import expect

from annotator.trajectories.steps import Step, ToolCall
from tests.e2e.conftest import Windows
from tests.e2e.desk import Desk
from tests.factories.cast import make_team
from tests.factories.trajectories import make_trajectory

pytestmark = pytest.mark.browser

SCRIPT = "<script>window.pwned = 1</script><img src=x onerror='window.pwned = 1'>"
LINK = "[click](javascript:window.pwned=1) <a href='https://example.org/x'>here</a> ![seen](https://example.org/p.gif)"
BOMB = r"$\def\a{\b\b\b\b\b\b\b\b}\def\b{\c\c\c\c\c\c\c\c}\def\c{xxxxxxxx}\a$ $\href{javascript:window.pwned=1}{x}$"
HIDDEN = "be\u202enign \u200b \x1b[31m"
STYLE = r"$\rule{90000em}{90000em}$ <style>body { display: none }</style> $\htmlStyle{position:fixed;inset:0}{x}$"


def test_hostile_text_is_shown_as_text_and_runs_loads_and_covers_nothing(windows: Windows) -> None:
    steps = [
        Step(text=SCRIPT),
        Step(text=LINK),
        Step(text=BOMB),
        Step(text="long " + "x" * 200_000),
        Step(text=HIDDEN),
        Step(text=STYLE),
        Step(text="", tool_calls=(ToolCall("<b>run</b>", "{" * 500, "c1"),)),
        Step(text=SCRIPT * 200, role="tool", tool_name=SCRIPT),
    ]
    make_trajectory(make_team(), SCRIPT, steps=steps, problem=SCRIPT + BOMB)
    desk = Desk(windows.open("ada")).open()
    page = desk.page

    expect(page.locator("#step-0")).to_contain_text("<script>window.pwned = 1</script>")
    expect(page.locator("#step-1")).to_contain_text("javascript:window.pwned=1")
    expect(page.locator("#step-4")).to_contain_text("⟨U+202E⟩")
    desk.press("x", "m", "m")
    desk.label("ddddddd")
    desk.press("]")

    assert page.evaluate("window.pwned") is None
    assert page.locator("article a, article img, article script, article style").count() == 0
    covering = page.evaluate(
        "() => [...document.querySelectorAll('article *')].filter((e) => getComputedStyle(e).position === 'fixed').length"
    )
    assert covering == 0
    overflow = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow == 0
