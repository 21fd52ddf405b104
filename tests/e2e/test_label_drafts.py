"""No key press is lost: not by a reload, a lost connection, a second window or another computer."""

import re
import time

import pytest
from playwright.sync_api import APIResponse, Page, Route, expect

from annotator.labeling.models import Annotation, Draft
from tests.e2e.conftest import WAIT, Windows, axe_violations
from tests.e2e.desk import Desk, stored_labels
from tests.factories.cast import Team, make_team
from tests.factories.trajectories import make_trajectory

pytestmark = pytest.mark.browser


def test_a_reload_right_after_the_key_brings_everything_back(windows: Windows) -> None:
    make_trajectory(make_team(), steps=4)
    desk = Desk(windows.open("ada")).open()

    desk.press("d", "a", "u")
    desk.page.reload()
    desk.wait()

    desk.expect_label(0, 1)
    desk.expect_label(1, -1)
    desk.expect_focus(2)
    desk.expect_saved()
    assert stored_labels() == {"0": 1, "1": -1}


def test_what_never_reached_the_server_is_there_in_the_next_window(windows: Windows) -> None:
    make_trajectory(make_team(), steps=4)
    desk = Desk(windows.open("ada")).open()
    context = desk.page.context

    context.set_offline(True)
    desk.label("das")
    expect(desk.page.get_by_text("3 waiting (offline)")).to_be_visible()
    desk.page.close()
    context.set_offline(False)
    assert Draft.objects.get().revision == 0
    later = Desk(context.new_page()).open()

    later.expect_label(2, 0)
    later.expect_saved()
    assert stored_labels() == {"0": 1, "1": -1, "2": 0}


def test_work_goes_on_offline_and_is_sent_when_the_connection_is_back(windows: Windows) -> None:
    make_trajectory(make_team(), steps=3)
    desk = Desk(windows.open("ada")).open()

    desk.page.context.set_offline(True)
    desk.label("dd")
    expect(desk.page.get_by_text("2 waiting (offline)")).to_be_visible()
    desk.label("s")
    desk.press("]", "Enter")
    expect(desk.page.get_by_text("Submits when online")).to_be_visible()
    desk.page.context.set_offline(False)

    expect(desk.page.get_by_text("Nothing for you right now")).to_be_visible()
    draft = Draft.objects.get()
    assert draft.closed_at is not None
    assert stored_labels() == {"0": 1, "1": 1, "2": 0}


def test_a_second_window_reads_until_it_takes_over(windows: Windows) -> None:
    make_trajectory(make_team(), steps=3)
    first = Desk(windows.open("ada")).open()
    first.label("d")
    first.expect_saved()
    second = Desk(first.page.context.new_page())
    second.page.goto(first.page.url)
    second.wait()

    expect(second.page.get_by_text("Another window writes this draft.")).to_be_visible()
    second.press("a")
    expect(second.page.get_by_text("Read only: take the draft over first.").first).to_be_visible()
    second.expect_labelled(1)
    first.label("s")
    second.expect_label(1, 0)
    first.press("z")
    second.expect_labelled(1)
    first.expect_saved()
    second.page.get_by_role("button", name="Take over").click()
    expect(first.page.get_by_text("Another window writes this draft.")).to_be_visible()
    expect(second.page.get_by_text("Another window writes this draft.")).to_be_hidden()
    second.label("a")
    second.expect_saved()

    assert stored_labels() == {"0": 1, "1": -1}


def test_a_second_window_shows_what_the_server_has_not_heard_of(windows: Windows) -> None:
    make_trajectory(make_team(), steps=3)
    first = Desk(windows.open("ada")).open()
    line = SlowLine(first.page)
    first.label("d")
    line.wait(first.page, changes=1)
    second = Desk(first.page.context.new_page())
    second.page.goto(first.page.url)
    second.wait()

    expect(second.page.get_by_text("Another window writes this draft.")).to_be_visible()
    second.expect_label(0, 1)
    first.label("a")
    second.expect_label(1, -1)
    assert Draft.objects.get().revision == 0
    line.is_slow = False
    for change in line.changes:
        change.continue_()
    first.expect_saved()


def test_a_window_that_waited_writes_when_the_other_one_closes(windows: Windows) -> None:
    make_trajectory(make_team(), steps=3)
    first = Desk(windows.open("ada")).open()
    second = Desk(first.page.context.new_page())
    second.page.goto(first.page.url)
    second.wait()
    first.label("ds")
    first.page.close()

    expect(second.page.get_by_text("Another window writes this draft.")).to_be_hidden()
    second.expect_label(1, 0)
    second.expect_saved()


class SlowLine:
    """Between a window and the server: changes wait on their way there, the draft on its way back."""

    def __init__(self, page: Page) -> None:
        self.is_slow = True
        self.changes: list[Route] = []
        self.drafts: list[tuple[Route, APIResponse]] = []
        page.route(re.compile(r"/assignments/\d+/draft$"), self._change)
        page.route(re.compile(r"/assignments/\d+$"), self._draft)

    def _change(self, route: Route) -> None:
        if self.is_slow:
            self.changes.append(route)
        else:
            route.continue_()

    def _draft(self, route: Route) -> None:
        if self.is_slow:
            self.drafts.append((route, route.fetch()))
        else:
            route.continue_()

    def wait(self, page: Page, *, changes: int = 0, drafts: int = 0) -> None:
        """Until so many are under way."""
        until = time.monotonic() + WAIT / 1_000
        while len(self.changes) < changes or len(self.drafts) < drafts:
            assert time.monotonic() < until, "nothing came"
            page.wait_for_timeout(20)


def test_going_away_and_back_while_the_last_changes_are_on_their_way_is_no_conflict(windows: Windows) -> None:
    """The server reads the draft for the desk that is opened again before it hears of what the desk before sent last, and
    its answer arrives after that."""
    team = make_team()
    make_trajectory(team, "first", steps=1)
    make_trajectory(team, "second", steps=3)
    page = windows.open("ada")
    desk = Desk(page).open()
    desk.press("d", "]", "Enter")
    desk.expect_trajectory("second")
    held = Draft.objects.get(trajectory__external_id="second").assignment_id
    expect(page).to_have_url(re.compile(f"assignment={held}$"))
    line = SlowLine(page)

    desk.press("d", "K")
    line.wait(page, changes=1, drafts=1)
    line.drafts[0][0].fulfill(response=line.drafts[0][1])
    desk.expect_trajectory("first")
    desk.press("J")
    line.wait(page, drafts=2)
    line.is_slow = False
    for change in line.changes:
        with page.expect_response(re.compile("/draft$")):
            change.continue_()
    line.drafts[1][0].fulfill(response=line.drafts[1][1])

    desk.expect_trajectory("second")
    desk.expect_label(0, 1)
    desk.label("a")
    desk.expect_saved()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert Draft.objects.get(trajectory__external_id="second").state["labels"] == {"0": 1, "1": -1}


def test_a_submission_whose_answer_was_lost_is_taken_back_for_what_is_changed_after_it(windows: Windows) -> None:
    make_trajectory(make_team(), steps=2)
    page = windows.open("ada")
    desk = Desk(page).open()
    desk.label("dd")
    desk.press("]")
    reached: list[int] = []

    def lose(route: Route) -> None:
        """The first one reaches the server; nothing comes back of it or of any other."""
        if not reached:
            reached.append(route.fetch().status)
        route.abort()

    page.route(re.compile("/submit$"), lose)
    desk.press("Enter")
    expect(page.get_by_text("Submits when online")).to_be_visible()
    assert reached == [200]
    desk.press("g", "0", "a")
    desk.expect_label(0, -1)
    page.unroute_all()
    expect(page.get_by_text("Nothing for you right now")).to_be_visible()

    first, second = Annotation.objects.order_by("pk")
    assert (first.labels, first.withdrawn_at is None) == ([1, 1], False)
    assert (second.labels, second.withdrawn_at is None) == ([-1, 1], True)


def _in_conflict(windows: Windows) -> tuple[Team, Desk]:
    """Ada labels step 0 here; on another computer she had labelled it otherwise and step 1 too."""
    team = make_team()
    make_trajectory(team, steps=3)
    desk = Desk(windows.open("ada")).open()
    draft = Draft.objects.get()
    elsewhere = [
        {"id": f"00000000-0000-4000-8000-00000000000{step}", "field": "label", "step_index": step, "value": -1}
        for step in (0, 1)
    ]
    url = team.url(f"assignments/{draft.assignment_id}/draft")
    answer = team.client("ada").post(url, {"base_revision": 0, "operations": elsewhere}, format="json")
    assert answer.status_code == 200
    desk.press("d")
    expect(desk.page.get_by_role("dialog", name="changed in another place")).to_be_visible()
    return team, desk


def test_a_conflict_shows_both_versions_and_keeps_mine_when_told(windows: Windows) -> None:
    _, desk = _in_conflict(windows)

    row = desk.page.get_by_role("row", name="Step 0, label")
    expect(row).to_contain_text("correct")
    expect(row).to_contain_text("incorrect")
    desk.page.get_by_role("button", name="Keep mine").click()
    desk.expect_saved()

    assert stored_labels() == {"0": 1}


def test_a_conflict_keeps_theirs_when_told(windows: Windows) -> None:
    _, desk = _in_conflict(windows)

    desk.page.get_by_role("button", name="Keep theirs").click()
    desk.expect_label(1, -1)
    desk.expect_saved()

    assert stored_labels() == {"0": -1, "1": -1}


def _submitted_elsewhere(windows: Windows) -> Desk:
    """Ada has two labels here; on another computer she submitted with one of them the other way round."""
    team = make_team()
    make_trajectory(team, steps=2)
    desk = Desk(windows.open("ada")).open()
    desk.label("da")
    desk.expect_saved()
    draft = Draft.objects.get()
    said = [("label", 1, 1), ("outcome", None, 1), ("no_error", None, True)]
    operations = [
        {"id": f"00000000-0000-4000-8000-00000000000{number}", "field": field, "step_index": step, "value": value}
        for number, (field, step, value) in enumerate(said)
    ]
    url = team.url(f"assignments/{draft.assignment_id}/submit")
    answer = team.client("ada").post(url, {"base_revision": draft.revision, "operations": operations}, format="json")
    assert answer.status_code == 200, answer.content
    desk.press("[", "Enter")
    expect(desk.page.get_by_role("dialog", name="This was submitted in another place")).to_be_visible()
    return desk


def test_what_was_submitted_elsewhere_is_shown_beside_what_stands_here_and_taken_back_when_told(
    windows: Windows,
) -> None:
    desk = _submitted_elsewhere(windows)

    row = desk.page.get_by_role("row", name="Step 1, label")
    expect(row).to_contain_text("incorrect")
    assert axe_violations(desk.page) == []
    desk.page.get_by_role("button", name="Take it back and keep mine").press("Enter")
    desk.expect_saved()

    assert stored_labels() == {"0": 1, "1": -1}
    assert Annotation.objects.get().withdrawn_at is not None
    desk.press("Enter")
    expect(desk.page.get_by_text("Nothing for you right now")).to_be_visible()
    assert Annotation.objects.get(withdrawn_at__isnull=True).labels == [1, -1]


def test_what_was_submitted_elsewhere_stands_when_told(windows: Windows) -> None:
    desk = _submitted_elsewhere(windows)

    desk.page.get_by_role("button", name="Keep what was submitted").press("Enter")
    expect(desk.page.get_by_text("Nothing for you right now")).to_be_visible()

    assert Annotation.objects.get(withdrawn_at__isnull=True).labels == [1, 1]
