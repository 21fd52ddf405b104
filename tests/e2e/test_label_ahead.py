"""The next trajectory lies on the desk at once: it is reserved while the one before is worked on, and leaves nothing."""

import re
import time

import pytest
from playwright.sync_api import Page, Request, expect

from annotator.labeling.models import Annotation, Assignment, Draft, Queue
from tests.e2e.conftest import Windows
from tests.e2e.desk import Desk
from tests.factories.cast import Team, make_team
from tests.factories.trajectories import make_trajectories

pytestmark = pytest.mark.browser

# Whatever answers with the text of a trajectory.
BRINGS_ONE = re.compile(r"POST .*/(claim|reserve|undo)$|GET .*/assignments/\d+$")


def asked_by(page: Page) -> list[str]:
    """What the page asks the server for, as it goes on."""
    asked: list[str] = []

    def note(request: Request) -> None:
        if "/api/" in request.url:
            asked.append(f"{request.method} {request.url}")

    page.evaluate("1")  # what was asked before this is told of only now, and is not what is asked for
    page.on("request", note)
    return asked


def slot_of(external_id: str) -> Assignment:
    return Assignment.objects.select_related("annotator").get(trajectory__external_id=external_id)


def wait_for_hold(external_id: str, hold: str, *, status: str = "CLAIMED") -> Assignment:
    """Until its slot is held that way; fails after ten seconds with what it is."""
    until = time.monotonic() + 10
    while time.monotonic() < until:
        slot = slot_of(external_id)
        if (slot.status, slot.hold) == (status, hold):
            return slot
        time.sleep(0.05)
    raise AssertionError(f"{external_id} is {slot.status} by {slot.hold or 'nobody'}, not {status} by {hold}.")


def wait_until_open(external_id: str) -> None:
    until = time.monotonic() + 10
    while slot_of(external_id).status != "OPEN" and time.monotonic() < until:
        time.sleep(0.05)
    assert slot_of(external_id).status == "OPEN"


def desk_nearly_done(windows: Windows) -> tuple[Team, Desk]:
    """Ada has labelled all of t-0 but the final result, and t-1 is reserved for her."""
    team = make_team()
    make_trajectories(team, 3, steps=5)
    desk = Desk(windows.open("ada")).open()
    assert slot_of("t-1").status == "OPEN"
    desk.label("ddddd", of=5)
    wait_for_hold("t-1", "RESERVED")
    return team, desk


def test_after_submitting_the_next_one_shows_without_asking_for_a_trajectory(windows: Windows) -> None:
    _, desk = desk_nearly_done(windows)
    asked = asked_by(desk.page)

    desk.press("]", "Enter")
    desk.expect_trajectory("t-1")
    brought = [one for one in asked if BRINGS_ONE.search(one)]
    begun = wait_for_hold("t-1", "CLAIM")
    desk.press("d")
    desk.expect_label(0, 1)
    desk.expect_saved()

    assert brought == []
    assert not any(one.endswith(f"/assignments/{slot_of('t-0').pk}/draft") for one in asked)
    assert sum(one.endswith(f"/assignments/{begun.pk}/heartbeat") for one in asked) == 1
    assert Annotation.objects.get().trajectory.external_id == "t-0"
    assert Draft.objects.get(assignment=begun).state["labels"] == {"0": 1}
    assert begun.annotator is not None
    assert begun.annotator.name == "ada"


def test_closing_the_page_gives_the_reserved_one_back_and_keeps_the_work(windows: Windows) -> None:
    _, desk = desk_nearly_done(windows)
    desk.expect_saved()

    desk.page.close()

    wait_until_open("t-1")
    assert slot_of("t-0").status == "CLAIMED"
    assert not Draft.objects.filter(trajectory__external_id="t-1").exists()


def test_leaving_the_desk_for_another_page_gives_it_back(windows: Windows) -> None:
    _, desk = desk_nearly_done(windows)

    desk.page.keyboard.press("Control+k")
    desk.page.keyboard.type("trajectories")
    desk.page.keyboard.press("Enter")
    desk.page.wait_for_url(re.compile("/trajectories"))

    wait_until_open("t-1")


def test_a_second_window_that_only_reads_reserves_nothing_and_gives_nothing_back(windows: Windows) -> None:
    _, desk = desk_nearly_done(windows)
    second = Desk(desk.page.context.new_page())
    asked = asked_by(second.page)
    second.page.goto(desk.page.url)
    second.wait()
    expect(second.page.get_by_text("Another window writes this draft.")).to_be_visible()
    second.press("j", "k")
    second.page.wait_for_timeout(1_000)
    second.page.close()

    assert not any("reserve" in one for one in asked)
    assert slot_of("t-1").hold == "RESERVED"
    desk.press("]", "Enter")
    desk.expect_trajectory("t-1")
    wait_for_hold("t-1", "CLAIM")


def test_what_went_to_a_colleague_meanwhile_is_replaced_by_the_next(windows: Windows) -> None:
    team, desk = desk_nearly_done(windows)
    Assignment.objects.filter(pk=slot_of("t-1").pk).update(lease_expires_at="2026-01-01T00:00:00Z")
    taken = team.client("grace").post(team.url(f"queues/{team.queue.pk}/claim")).json()
    assert taken["assignment"]["trajectory"]["external_id"] == "t-1"

    desk.press("]", "Enter")
    desk.expect_trajectory("t-2")

    expect(desk.page.get_by_text("That one was not free any more.").first).to_be_visible()
    desk.press("d")
    desk.expect_label(0, 1)
    desk.expect_saved()


def test_a_queue_that_shows_rewards_shows_them_for_what_was_fetched_ahead_too(windows: Windows) -> None:
    team = make_team()
    Queue.objects.filter(pk=team.queue.pk).update(blind_policy="SHOWN")
    make_trajectories(team, 2, steps=2)
    desk = Desk(windows.open("ada")).open()
    desk.label("dd", of=2)
    ahead = wait_for_hold("t-1", "RESERVED")
    assert not Draft.objects.get(assignment=ahead).saw_rewards

    desk.press("]", "Enter")
    desk.expect_trajectory("t-1")

    expect(desk.page.get_by_text("Scores shown")).to_be_visible()
    assert Draft.objects.get(assignment=ahead).saw_rewards
