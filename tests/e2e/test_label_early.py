"""The words of the next trajectory are to be read before the code of the desk is there, in the places where they stay."""

import re

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from annotator.trajectories.steps import Step
from tests.e2e.conftest import Windows
from tests.e2e.desk import Desk
from tests.factories.cast import make_team
from tests.factories.trajectories import make_trajectory

pytestmark = pytest.mark.browser
CODE = re.compile(r"/static/assets/(index|workplace)-[^/]+\.js$")
BRINGS_ONE = re.compile(r"/(claim|assignments/\d+)$")
PROBLEM = "How many legs have three spiders?"
STEPS = ["A spider has <b>eight</b> legs.", "Three of them have $3 \\cdot 8 = 24$.\n\nSo the answer is 24."]


def hold_back_the_code(page: Page) -> list[Route]:
    """The code of the app and of the desk does not arrive until one says so."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(CODE, hold)
    return held


def place(words: Locator) -> tuple[int, int, int]:
    """Left, top and width of what shows these words."""
    expect(words).to_be_visible()
    box = words.bounding_box()
    assert box is not None
    return round(box["x"]), round(box["y"]), round(box["width"])


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (1600, 1000)])
def test_words_stand_where_the_desk_puts_them_and_go_when_it_comes(windows: Windows, width: int, height: int) -> None:
    team = make_team()
    make_trajectory(team, "t-0", problem=PROBLEM, steps=[Step(text=text) for text in STEPS])
    page = windows.open("ada")
    page.set_viewport_size({"width": width, "height": height})
    held = hold_back_the_code(page)

    page.goto("/p/algebra/label", wait_until="commit")
    early = page.locator("#early")
    before = [place(early.get_by_text(words[:12])) for words in (PROBLEM, STEPS[0], STEPS[1])]
    expect(early).to_have_attribute("aria-hidden", "true")
    expect(page.locator("article, main")).to_have_count(0)
    for route in held:
        route.continue_()
    Desk(page).wait()

    expect(early).to_have_count(0)
    after = [place(page.locator("[dir=auto]").filter(has_text=words[:12])) for words in (PROBLEM, STEPS[0], STEPS[1])]
    assert [(x, width) for x, _, width in before] == [(x, width) for x, _, width in after]
    assert all(abs(then[1] - now[1]) <= 1 for then, now in zip(before, after, strict=True)), (before, after)


def test_work_that_was_begun_waits_for_the_desk_which_goes_to_its_place(windows: Windows) -> None:
    team = make_team()
    make_trajectory(team, "t-0", problem=PROBLEM, steps=[Step(text=text) for text in STEPS])
    desk = Desk(windows.open("ada")).open()
    desk.label("d")
    desk.expect_saved()
    held = hold_back_the_code(desk.page)

    with desk.page.expect_response(BRINGS_ONE):
        desk.page.reload(wait_until="commit")
    desk.page.evaluate("() => window.assayEarly.answer.then(() => new Promise(requestAnimationFrame))")
    expect(desk.page.locator("#early")).to_have_count(0)
    for route in held:
        route.continue_()

    desk.wait()
    desk.expect_focus(1)
