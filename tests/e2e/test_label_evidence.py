"""What the desk shows by the policy of its queue: lanes and labels where it shows them, hatches where it does not."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from annotator.labeling.models import Annotation, Assignment, Queue, Reveal
from annotator.trajectories.models import Trajectory
from tests.e2e.browse_pages import Wire, add_gold, annotate
from tests.e2e.conftest import Windows, axe_violations
from tests.e2e.desk import Desk
from tests.factories.cast import Team, make_team
from tests.factories.scoring import make_channel, make_rewards
from tests.factories.trajectories import make_trajectory

pytestmark = pytest.mark.browser


def make_labelled(team: Team) -> Trajectory:
    """A trajectory of which there is everything that a queue can show."""
    row = make_trajectory(team, "t-0", outcome=False, reference_answer="the-reference-answer")
    make_rewards(team, make_channel(team), row, [0.9, 0.1234, 0.75], evidence="six is not five")
    add_gold(row, [1, -1, 1])
    annotate(team, "grace", row, [1, -1, 1], comments={1: "grace-says-no"})
    return row


def team_with(**policies: str) -> Team:
    team = make_team(overlap=2)
    Queue.objects.filter(pk=team.queue.pk).update(**policies)
    make_labelled(team)
    return team


def test_a_queue_that_shows_everything_has_it_beside_the_steps(windows: Windows) -> None:
    team_with(blind_policy="SHOWN", reference_policy="SHOWN", labels_policy="SHOWN")
    page = windows.open("ada")
    desk = Desk(page).open()

    expect(page.get_by_text("Scores shown")).to_be_visible()
    expect(page.get_by_text("the-reference-answer")).to_be_visible()
    expect(page.locator("#step-1").get_by_text(".12")).to_be_visible()
    expect(page.locator("#step-1").get_by_role("img", name="grace: incorrect, first error")).to_be_visible()
    desk.press("j")
    said = page.get_by_role("region", name="What is said of step 1")
    expect(said.get_by_text("0.123")).to_be_visible()
    expect(said.get_by_text("grace-says-no")).to_be_visible()
    assert axe_violations(page) == []


def test_h_reveals_what_the_queue_lets_be_revealed_and_writes_it_down(windows: Windows) -> None:
    team_with(blind_policy="ON_REQUEST")
    page = windows.open("ada")
    wire = Wire(page)
    desk = Desk(page).open()
    desk.press("d")
    expect(page.get_by_text("1 of 3 labelled")).to_be_visible()
    assert "0.1234" not in wire.bodies()

    desk.press("h")
    expect(page.get_by_role("dialog", name="Reveal what is hidden?")).to_be_visible()
    desk.press("h")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert Reveal.objects.count() == 0, "twice h is once looked at the question"
    desk.press("h", "1")

    expect(page.get_by_text("Scores shown")).to_be_visible()
    expect(page.locator("#step-1").get_by_text(".12")).to_be_visible()
    for secret in ("the-reference-answer", "grace-says-no"):
        assert secret not in wire.bodies()
    desk.press("a", "d")
    expect(page.get_by_text("3 of 3 labelled")).to_be_visible()
    desk.press("[", "Enter")
    expect(page.get_by_text("Submitted t-0")).to_be_visible()
    revealed = Reveal.objects.get()
    assert revealed.labels_before == [1, None, None]
    assert revealed.annotation is not None
    assert revealed.annotation.labels == [1, -1, 1]
    assert Annotation.objects.get(annotator__name="ada").evidence_view == "SCORES_SHOWN"


def test_h_says_that_a_blind_queue_reveals_nothing(windows: Windows) -> None:
    team_with()
    page = windows.open("ada")
    wire = Wire(page)
    desk = Desk(page).open()

    desk.press("h")

    expect(page.get_by_text("This queue reveals nothing before you submit.", exact=True)).to_be_visible()
    expect(page.get_by_text("Blind", exact=True)).to_be_visible()
    assert "0.1234" not in wire.bodies()


@pytest.mark.parametrize(
    ("policy", "note"),
    [
        ("UNTIL_SUBMITTED", "rewards after submit"),
        ("ON_REQUEST", "rewards on request"),
        ("SHOWN", "map: "),
        ("NEVER", "rewards never shown"),
    ],
)
def test_the_foot_says_of_rewards_what_is_true_in_the_queue(windows: Windows, policy: str, note: str) -> None:
    team_with(blind_policy=policy)
    page = windows.open("ada")
    Desk(page).open()

    expect(page.get_by_role("contentinfo").get_by_text(note)).to_be_visible()


@pytest.mark.parametrize(("arm", "note"), [("HIDDEN", "rewards hidden by lot"), ("SHOWN", "map: ")])
def test_the_foot_of_a_randomised_queue_says_what_was_drawn(windows: Windows, arm: str, note: str) -> None:
    team_with(blind_policy="RANDOMISED")
    Assignment.objects.filter(status="OPEN").update(arm=arm, arm_propensity=0.5)
    page = windows.open("ada")
    Desk(page).open()

    expect(page.get_by_role("contentinfo").get_by_text(note)).to_be_visible()


@pytest.mark.parametrize("width", [1280, 1600])
def test_what_was_submitted_leaves_the_count_in_view(windows: Windows, width: int) -> None:
    team = make_team()
    for name in ("first", "second"):
        make_trajectory(team, name, steps=2)
    page = windows.open("ada", width=width)
    desk = Desk(page).open()
    desk.label("dd")
    desk.press("]", "Enter")
    desk.expect_trajectory("second")
    foot = page.get_by_role("contentinfo")

    expect(foot.get_by_role("button", name="Undo")).to_be_visible()
    desk.label("d", of=2)
    count, bar = foot.get_by_text("1 of 2 labelled").bounding_box(), foot.get_by_role("status").bounding_box()
    assert count is not None
    assert bar is not None
    assert count["y"] + count["height"] <= bar["y"]
    whole = foot.bounding_box()
    assert whole is not None
    assert bar["y"] + bar["height"] <= whole["y"] + whole["height"]
    assert bar["x"] + bar["width"] <= width


def is_whole(page: Page, place: Locator) -> bool:
    """Nothing of it is cut, and nothing lies over its middle."""
    expect(place).to_be_visible()
    at = place.bounding_box()
    assert at is not None
    size = place.evaluate("element => [element.scrollWidth, element.clientWidth || element.scrollWidth]")
    middle = [at["x"] + at["width"] / 2, at["y"] + at["height"] / 2]
    on_top = place.evaluate("(element, [x, y]) => element.contains(document.elementFromPoint(x, y))", middle)
    viewport = page.viewport_size
    assert viewport is not None
    return size[0] <= size[1] and bool(on_top) and at["x"] >= 0 and at["x"] + at["width"] <= viewport["width"]


@pytest.mark.parametrize("width", [768, 1101, 1280, 1321, 1600])
@pytest.mark.parametrize("name", ["math-440", "deepmath-hard-geometry-000440-attempt-17"])
def test_the_bar_after_a_submission_cuts_no_word_and_an_id_only_in_its_middle(
    windows: Windows, width: int, name: str
) -> None:
    team = make_team()
    for external_id in (name, "next"):
        make_trajectory(team, external_id, steps=1)
    page = windows.open("ada", width=width)
    Desk(page).open().press("d", "]", "Enter")
    bar = page.get_by_role("contentinfo").get_by_role("status")
    expect(bar).to_contain_text(name)

    assert is_whole(page, bar.get_by_text("Submitted", exact=True))
    assert is_whole(page, bar.get_by_role("button", name="Undo"))
    assert is_whole(page, bar.get_by_role("button", name="Show scores"))
    assert is_whole(page, bar.get_by_text(name[-4:], exact=True))
    assert is_whole(page, bar.get_by_text(re.compile(r"^\d+ s$")))
    expect(bar.get_by_title(name)).to_be_visible()
