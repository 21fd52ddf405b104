"""The propagation assistant by keyboard: it proposes, a person accepts or refuses, and nothing else becomes a label."""

import pytest
from playwright.sync_api import expect

from annotator.labeling.models import Annotation
from tests.e2e.conftest import Windows
from tests.e2e.desk import SIGNS, Desk, stored_labels
from tests.factories.cast import make_team
from tests.factories.trajectories import make_trajectory

pytestmark = pytest.mark.browser


def test_proposals_are_accepted_refused_and_overruled_step_by_step(windows: Windows) -> None:
    make_trajectory(make_team(), steps=6)
    desk = Desk(windows.open("ada")).open()

    desk.label("da")
    desk.press("P")
    expect(desk.page.get_by_text("2 of 6 labelled, 4 proposed")).to_be_visible()
    expect(desk.page.locator("#step-2").get_by_text(f"proposed {SIGNS[-1]}")).to_be_visible()
    assert desk.page.locator("#step-2 [role=radio][aria-checked=true]").count() == 0
    desk.expect_saved()
    assert stored_labels() == {"0": 1, "1": -1}

    desk.expect_focus(2)
    desk.press("y")
    desk.expect_label(2, -1)
    expect(desk.page.locator("#step-2").get_by_text("accepted proposal")).to_be_visible()
    desk.expect_focus(3)
    desk.press("N")
    desk.expect_focus(4)
    expect(desk.page.get_by_text("3 of 6 labelled, 2 proposed")).to_be_visible()
    desk.press("d")
    desk.expect_focus(5)
    desk.press("Enter")
    desk.expect_focus(3)
    expect(desk.page.get_by_text("Step 3 has no label.").first).to_be_visible()
    desk.press("d", "Y")
    expect(desk.page.get_by_text("6 of 6 labelled", exact=True)).to_be_visible()
    desk.press("[", "Enter")
    expect(desk.page.get_by_text("Nothing for you right now")).to_be_visible()

    annotation = Annotation.objects.get()
    assert annotation.labels == [1, -1, -1, 1, 1, -1]
    assert annotation.origins == [0, 0, 1, 0, 0, 1]


def test_proposals_survive_a_reload_and_undo_takes_an_acceptance_back(windows: Windows) -> None:
    make_trajectory(make_team(protocol="binary"), steps=4)
    desk = Desk(windows.open("ada")).open()

    desk.label("a")
    desk.press("P", "Y")
    expect(desk.page.get_by_text("4 of 4 labelled", exact=True)).to_be_visible()
    desk.press("z")
    expect(desk.page.get_by_text("1 of 4 labelled, 3 proposed")).to_be_visible()
    desk.expect_saved()
    desk.page.reload()
    desk.wait()

    expect(desk.page.get_by_text("1 of 4 labelled, 3 proposed")).to_be_visible()
    assert stored_labels() == {"0": -1}


def test_nothing_is_proposed_without_an_error_or_where_the_protocol_stops(windows: Windows) -> None:
    make_trajectory(make_team(), steps=3)
    desk = Desk(windows.open("ada")).open()
    desk.press("P")
    expect(desk.page.get_by_text("There is no first error yet").first).to_be_visible()

    make_trajectory(make_team(slug="stops", protocol="prm800k"), steps=3)
    stopping = Desk(windows.open("grace"), slug="stops").open()
    stopping.press("a", "P")
    expect(stopping.page.get_by_text("1 of 1 labelled, ends at step 0", exact=True)).to_be_visible()
    assert "proposed" not in stopping.page.locator("main").inner_text()
