"""The desk is worked by keys alone, and the database holds what was pressed."""

import pytest
from playwright.sync_api import expect

from annotator.labeling.models import Annotation, Assignment, Draft, StepNote
from tests.e2e.conftest import Windows
from tests.e2e.desk import SIGNS, Desk, stored_labels
from tests.e2e.people import give_password
from tests.factories.cast import make_team
from tests.factories.trajectories import make_trajectories, make_trajectory

pytestmark = pytest.mark.browser


def test_labels_eight_steps_from_the_sign_in_page_with_ten_keys_and_no_mouse(windows: Windows) -> None:
    team = make_team()
    make_trajectories(team, 2, steps=8)
    ada = give_password("ada", "correct horse")

    page = windows.open()
    page.goto("/p/algebra/label")
    expect(page.get_by_role("textbox", name="Name")).to_be_focused()
    page.keyboard.type("ada")
    page.keyboard.press("Tab")
    page.keyboard.type("correct horse")
    page.keyboard.press("Enter")
    desk = Desk(page).wait()
    desk.label("dddsadds")
    desk.press("[", "Enter")
    desk.expect_trajectory("t-1")

    assert desk.pressed == 10
    annotation = Annotation.objects.get()
    assert annotation.labels == [1, 1, 1, 0, -1, 1, 1, 0]
    assert (annotation.first_error, annotation.no_error, annotation.outcome_label) == (4, False, -1)
    assert (annotation.annotator.user, annotation.evidence_view) == (ada, "BLIND")
    assert annotation.trajectory.external_id == "t-0"
    assert sum(ms or 0 for ms in annotation.active_ms) > 0


def test_keys_that_come_faster_than_the_focus_moves_are_not_lost(windows: Windows) -> None:
    make_trajectory(make_team(), steps=8)
    desk = Desk(windows.open("ada")).open()

    desk.press(*"dsadsads", "]")
    expect(desk.page.get_by_role("button", name="Submit")).to_be_visible()
    desk.expect_saved()

    assert [stored_labels()[str(step)] for step in range(8)] == [1, 0, -1, 1, 0, -1, 1, 0]


def test_the_first_error_takes_one_key_per_step_read_and_none_of_the_others_is_labelled(windows: Windows) -> None:
    make_trajectories(make_team(protocol="first-error"), 2, steps=5)
    desk = Desk(windows.open("ada")).open()

    desk.press("d", "d", "f")
    expect(desk.page.locator("#step-2").get_by_text("first error", exact=True)).to_be_visible()
    desk.press("Enter")
    desk.expect_trajectory("t-1")
    desk.press("o", "Enter")
    expect(desk.page.get_by_text("Nothing for you right now")).to_be_visible()

    first, second = Annotation.objects.order_by("pk")
    assert (first.first_error, first.no_error, first.labels) == (2, False, [None] * 5)
    assert (second.first_error, second.no_error) == (None, True)


def test_undo_takes_back_a_label_with_its_focus_and_then_a_submission(windows: Windows) -> None:
    make_trajectories(make_team(), 2, steps=2)
    desk = Desk(windows.open("ada")).open()

    desk.label("d")
    desk.expect_focus(1)
    desk.press("z")
    desk.expect_focus(0)
    desk.expect_labelled(0)
    desk.press("Z")
    desk.expect_label(0, 1)
    desk.label("a")
    desk.press("\\", "Enter")
    desk.expect_trajectory("t-1")

    desk.press("z")
    desk.expect_trajectory("t-0")
    desk.expect_label(1, -1)
    assert Annotation.objects.get().withdrawn_at is not None
    assert Assignment.objects.filter(status="CLAIMED").count() == 2
    desk.press("]", "Enter")
    desk.expect_trajectory("t-1")
    assert Annotation.objects.get(withdrawn_at=None).outcome_label == 1


def test_enter_leads_to_what_is_open_and_opens_no_dialog(windows: Windows) -> None:
    make_trajectory(make_team(), steps=3)
    desk = Desk(windows.open("ada")).open()

    desk.press("d", "j")
    desk.press("Enter")
    desk.expect_focus(1)
    desk.label("dd")
    desk.press("Enter")

    expect(desk.page.get_by_role("button", name="Outcome left")).to_be_visible()
    expect(desk.page.get_by_text("Say whether the final result is right.").first).to_be_visible()
    assert desk.page.get_by_role("dialog").count() == 0
    assert Annotation.objects.count() == 0


def test_another_first_error_than_the_first_minus_one_asks_for_a_reason(windows: Windows) -> None:
    make_trajectory(make_team(), steps=3)
    desk = Desk(windows.open("ada")).open()

    desk.label("ad")
    expect(desk.page.locator("#step-0").get_by_text("first error", exact=True)).to_be_visible()
    desk.press("f")
    expect(desk.page.get_by_role("dialog", name="Step 2 is the first error")).to_be_visible()
    desk.press("2")
    expect(desk.page.locator("#step-2").get_by_text(f"The earlier {SIGNS[-1]} is repaired")).to_be_visible()
    desk.press("]", "Enter")
    expect(desk.page.get_by_text("Nothing for you right now")).to_be_visible()

    annotation = Annotation.objects.get()
    assert (annotation.first_error, annotation.first_error_reason, annotation.labels) == (2, "repaired", [-1, 1, -1])


def test_keys_typed_into_a_note_are_text(windows: Windows) -> None:
    make_trajectory(make_team(), steps=2)
    desk = Desk(windows.open("ada")).open()

    desk.press("c")
    desk.page.keyboard.type("add 1 to 0, then ask")
    desk.press("Escape", "C")
    desk.page.keyboard.type("odd case")
    desk.press("Escape")
    desk.expect_labelled(0)
    desk.label("sd")
    desk.press("]", "Enter")
    expect(desk.page.get_by_text("Nothing for you right now")).to_be_visible()

    annotation = Annotation.objects.get()
    assert (annotation.labels, annotation.note) == ([0, 1], "odd case")
    assert StepNote.objects.get().comment == "add 1 to 0, then ask"


def test_a_held_key_labels_one_step(windows: Windows) -> None:
    make_trajectory(make_team(), steps=4)
    desk = Desk(windows.open("ada")).open()

    desk.page.keyboard.down("d")
    for _ in range(5):
        desk.page.keyboard.down("d")
    desk.page.keyboard.up("d")
    desk.expect_focus(1)

    desk.expect_labelled(1)


def test_goes_to_a_step_by_its_number_also_in_a_long_trajectory(windows: Windows) -> None:
    make_trajectory(make_team(), steps=120)
    desk = Desk(windows.open("ada")).open()

    desk.press("g", "1", "1", "7")
    desk.expect_focus(117)
    box = desk.page.locator("#step-117").bounding_box()
    assert box is not None
    assert 100 < box["y"] < 500
    desk.press("g", "7", "Enter")
    desk.expect_focus(7)


@pytest.mark.parametrize(
    ("keys", "kind", "title", "reason"),
    [
        ("12", "SKIP", "Skip it. Why?", "Too hard for me"),
        ("21", "GIVE_UP", "Give it up. Why?", "The text is damaged"),
        ("33", "BAD_PROBLEM", "Call it a bad problem. Why?", "A condition is missing"),
    ],
)
def test_declining_says_its_kind_and_a_reason_by_keys_and_hands_out_the_next(
    windows: Windows, keys: str, kind: str, title: str, reason: str
) -> None:
    make_trajectories(make_team(), 2)
    desk = Desk(windows.open("ada")).open()

    desk.press("d", "q")
    expect(desk.page.get_by_role("dialog", name="Give up this trajectory")).to_be_visible()
    desk.press(keys[0])
    expect(desk.page.get_by_role("dialog", name=title)).to_be_visible()
    desk.press(keys[1])
    desk.expect_trajectory("t-1")

    declined = Assignment.objects.get(status="SKIPPED")
    assert (declined.trajectory.external_id, declined.ending, declined.reason) == ("t-0", kind, reason)
    assert Assignment.objects.filter(trajectory=declined.trajectory, status="OPEN").count() == 1


def test_a_reason_of_ones_own_is_written_and_sent_without_the_mouse_and_one_may_go_back(windows: Windows) -> None:
    make_trajectories(make_team(), 2)
    desk = Desk(windows.open("ada")).open()

    desk.press("q", "3", "Backspace")
    expect(desk.page.get_by_role("dialog", name="Give up this trajectory")).to_be_visible()
    desk.press("2", "4")
    expect(desk.page.get_by_role("textbox", name="Your reason")).to_be_focused()
    desk.press("Control+Enter")
    assert Assignment.objects.filter(status="SKIPPED").count() == 0
    desk.page.keyboard.type("The second half is in a language that I cannot name.")
    desk.press("Control+Enter")
    desk.expect_trajectory("t-1")

    declined = Assignment.objects.get(status="SKIPPED")
    assert declined.ending == "GIVE_UP"
    assert declined.reason == "The second half is in a language that I cannot name."


def test_giving_back_says_nothing_and_leaves_no_draft(windows: Windows) -> None:
    make_trajectory(make_team())
    desk = Desk(windows.open("ada")).open()

    desk.press("d", "q", "4")
    desk.expect_focus(0)
    expect(desk.page.get_by_text("Saved", exact=True)).to_be_visible()

    assert not Assignment.objects.filter(status="SKIPPED").exists()
    assert stored_labels() == {}


def test_an_empty_desk_says_who_holds_what_is_left(windows: Windows) -> None:
    make_trajectory(make_team())
    Desk(windows.open("grace")).open()
    page = windows.open("ada")
    page.goto("/p/algebra/label")

    expect(page.get_by_text("Nothing for you right now")).to_be_visible()
    expect(page.get_by_text("Everything left is being labelled by others")).to_be_visible()
    expect(page.get_by_text("1; the next may come back")).to_be_visible()


def test_late_work_is_kept_as_an_extra_opinion(windows: Windows) -> None:
    make_trajectory(make_team(), steps=1)
    page = windows.open("ada")
    page.route("**/heartbeat", lambda route: route.abort())  # it would keep the lease, or take it back in time
    desk = Desk(page).open()
    Assignment.objects.update(lease_expires_at="2026-01-01T00:00Z")
    Desk(windows.open("grace")).open()

    desk.press("d", "]", "Enter")

    expect(desk.page.get_by_text("Kept as an extra opinion")).to_be_visible()
    assert Annotation.objects.get().assignment.status == "LATE"
    assert Draft.objects.filter(closed_at=None).count() == 1
