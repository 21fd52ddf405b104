"""The tutorial as a newcomer takes it: by keyboard alone, with an answer to every label, and counted nowhere."""

import re

import pytest
from playwright.sync_api import Page, expect

from annotator.labeling.models import Annotation, Assignment, Draft
from annotator.tutorials.models import TutorialVisit
from tests.e2e.conftest import Windows, axe_violations
from tests.e2e.desk import Desk
from tests.e2e.dialogs import escape_from_dialog
from tests.factories.cast import Team, make_team
from tests.factories.trajectories import make_trajectory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MINUS = "\N{MINUS SIGN}"


@pytest.fixture
def team(site: object) -> Team:
    team = make_team()
    make_trajectory(team, "sum-1")
    return team


def tutor(page: Page, words: str) -> None:
    expect(page.get_by_role("region", name="What the tutor says")).to_contain_text(words)


def arrive(page: Page) -> Desk:
    """From the list of projects, by keys alone, to the first step."""
    page.goto("/projects")
    page.get_by_role("link", name=re.compile("Learn the desk in [45] minutes")).focus()
    page.keyboard.press("Enter")
    return Desk(page).wait()


def test_a_newcomer_learns_the_keys_and_hears_of_every_label_whether_it_agrees(team: Team, windows: Windows):
    page = windows.open("ada")
    desk = arrive(page)
    tutor(page, "Press s.")

    desk.label("s")
    tutor(page, "Step 0: You said 0 neutral, and so does the worked answer.")
    desk.label("da")
    tutor(page, f"Step 2: You said {MINUS}1 incorrect; the worked answer is +1 correct.")
    tutor(page, "9:10 and 45 minutes are 9:55.")
    page.keyboard.press("z")
    desk.expect_focus(2)
    desk.label("dd")
    desk.expect_focus(5)
    page.keyboard.press("k")
    tutor(page, "What a tool says is context")
    page.keyboard.press("Space")
    expect(page.get_by_text("Days are days of departure.")).to_be_visible()
    page.keyboard.press("j")
    desk.label("ada")
    tutor(page, "is the final result right")
    page.keyboard.press("[")
    tutor(page, "Result: You said wrong, and so does the worked answer.")
    tutor(page, "hands it in")
    assert axe_violations(page) == []
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="You went through the tutorial")).to_be_visible()
    expect(page.get_by_text("Every judgement of yours agrees")).to_be_visible()
    assert axe_violations(page) == []
    assert list(TutorialVisit.objects.values_list("ending", flat=True)) == ["DONE"]
    assert (Annotation.objects.count(), Draft.objects.count()) == (0, 0)


def test_a_submitted_tutorial_is_taken_back_begun_anew_and_left_for_real_work_by_keys(team: Team, windows: Windows):
    page = windows.open("ada")
    desk = arrive(page)
    desk.label("sddd" + "ddd", of=7)
    page.keyboard.press("]")
    page.keyboard.press("Enter")
    expect(page.get_by_text("5 of 8 judgements agree")).to_be_visible()

    page.keyboard.press("z")
    desk.wait()
    desk.expect_label(5, 1)
    page.keyboard.press("Enter")
    expect(page.get_by_role("list", name="Your answers beside the worked ones")).to_contain_text("Sundays only")
    page.keyboard.press("r")
    expect(page.get_by_text("0 of 7 labelled")).to_be_visible()
    page.keyboard.press("q")

    desk.expect_trajectory("sum-1")
    assert Assignment.objects.get(annotator__name="ada").trajectory.external_id == "sum-1"


def test_what_was_labelled_is_there_after_a_reload_and_the_server_never_hears_of_it(team: Team, windows: Windows):
    page = windows.open("ada")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(f"{request.method} {request.url}"))
    desk = arrive(page)
    desk.label("sd")

    page.reload()
    desk.wait()

    desk.expect_label(0, 0)
    desk.expect_focus(2)
    assert [one for one in asked if one.startswith("POST")] == []


def test_it_is_skipped_once_and_stays_in_the_list_of_queues(team: Team, windows: Windows):
    page = windows.open("ada")
    page.goto("/projects")
    page.get_by_role("button", name="Skip the tutorial").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("New here?")).to_have_count(0)
    page.reload()
    expect(page.get_by_role("link", name="Label in algebra")).to_be_visible()
    expect(page.get_by_text("New here?")).to_have_count(0)

    desk = Desk(page).open()
    page.get_by_role("button", name="Queue All trajectories, change").focus()
    page.keyboard.press("Enter")
    page.get_by_role("menuitemradio", name="Tutorial: Learn the desk").or_(
        page.get_by_role("menuitem", name="Tutorial: Learn the desk")
    ).focus()
    page.keyboard.press("Enter")

    desk.wait()
    tutor(page, "Press s.")


def test_where_only_the_first_error_is_asked_for_the_lesson_teaches_those_keys(site: object, windows: Windows):
    make_team(protocol="first-error")
    page = windows.open("grace")
    desk = arrive(page)
    for _ in range(4):
        page.keyboard.press("d")
    desk.expect_focus(5)
    page.keyboard.press("f")
    tutor(page, "Step 5: You marked the first error here, and so does the worked answer.")
    page.keyboard.press("Enter")

    expect(page.get_by_text("Every judgement of yours agrees")).to_be_visible()


@pytest.mark.parametrize(
    ("protocol", "keys", "judged"),
    [
        ("binary", ["d", "d", "a", "d", "d", "a"], 6),
        ("correctable", ["s", "d", "a", "d", "a"], 5),
        ("prm800k", ["d", "s", "d", "d", "a"], 5),
        ("prmbench", ["j", "j", "a", "e", "a", "Enter", "j", "j", "a", "e", "b", "Enter"], 2),
    ],
)
def test_each_lesson_is_gone_through_by_the_keys_that_it_teaches(
    site: object, windows: Windows, protocol: str, keys: list[str], judged: int
):
    make_team(protocol=protocol)
    page = windows.open("grace")
    desk = arrive(page)
    sheet = page.get_by_role("dialog")
    for key in keys:
        desk.press(key)
        if key == "e":
            expect(sheet).to_be_visible()
        if key == "Enter":
            expect(sheet).to_have_count(0)
    tutor(page, "Nothing is missing")
    assert axe_violations(page) == []
    page.keyboard.press("Enter")

    expect(page.get_by_text("Every judgement of yours agrees")).to_be_visible()
    worked = page.get_by_role("list", name="Your answers beside the worked ones")
    expect(worked.get_by_role("listitem")).to_have_count(judged)


def test_a_step_that_misreads_its_picture_is_found_by_looking_at_it_with_the_keyboard_alone(
    site: object, windows: Windows
):
    make_team(protocol="visualprocessbench")
    page = windows.open("grace")
    desk = arrive(page)
    tutor(page, "press s.")
    problem = page.get_by_role("region", name="Problem")
    expect(problem.locator("img")).to_have_js_property("naturalWidth", 560)

    desk.label("s")
    tutor(page, "Step 0: You said 0 neutral, and so does the worked answer.")
    desk.press("V")
    large = page.get_by_role("dialog", name="Bar chart of the loaves sold from Monday to Friday")
    expect(large.locator("img")).to_have_js_property("naturalWidth", 560)
    assert axe_violations(page) == []
    desk.press("V")
    expect(large).to_have_count(0)
    desk.label("d")

    drawn = page.locator("#step-2")
    expect(drawn.locator("img")).to_have_js_property("naturalWidth", 560)
    expect(drawn).not_to_contain_text("[image 1]")
    desk.expect_focus(2)
    desk.press("V")
    expect(page.get_by_role("dialog", name="The bar chart with a dashed line that the step drew")).to_be_visible()
    escape_from_dialog(page)
    desk.label("a")
    tutor(page, "The line begins at Wednesday's bar.")
    expect(drawn.get_by_text("first error", exact=True)).to_be_visible()
    desk.label("dda")
    tutor(page, "Nothing is missing")
    assert axe_violations(page) == []
    page.keyboard.press("Enter")

    expect(page.get_by_text("Every judgement of yours agrees")).to_be_visible()
    worked = page.get_by_role("list", name="Your answers beside the worked ones")
    expect(worked.get_by_role("listitem")).to_have_count(6)
