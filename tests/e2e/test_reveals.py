"""What was revealed: read on the board of its queue, and never written down beside labels that are not saved."""

import re

import pytest
from playwright.sync_api import Page, expect

from annotator.labeling.models import Queue, Reveal
from tests.annotator.labeling.test_reveals import look
from tests.e2e.conftest import Windows, axe_violations
from tests.e2e.desk import Desk
from tests.e2e.test_label_evidence import team_with
from tests.factories.cast import Team, make_team
from tests.factories.trajectories import make_trajectory

pytestmark = pytest.mark.browser


def looked_at() -> Team:
    """Ada changed a step after it, Grace did not."""
    team = make_team(overlap=2)
    Queue.objects.filter(pk=team.queue.pk).update(blind_policy="ON_REQUEST")
    make_trajectory(team, "t-0")
    look(team, "ada", [1, 1, None], [1, -1, 1])
    look(team, "grace", [1, -1, 1], [1, -1, 1])
    return team


def test_a_reviewer_reads_who_changed_what_and_follows_it_to_the_step(site: object, windows: Windows) -> None:
    looked_at()
    page = windows.open("rita")
    page.goto("/p/algebra/queues")
    panel = page.get_by_role("region", name="Revealed")

    expect(panel).to_contain_text("2 in all; something changed after 1 of 2")
    rows = panel.get_by_role("row")
    expect(rows.nth(1)).to_contain_text("grace")
    expect(rows.nth(1)).to_contain_text("nothing")
    expect(rows.nth(2)).to_contain_text("1: +1 → \u22121")
    assert axe_violations(page) == []
    rows.nth(2).get_by_role("link", name="t-0").press("Enter")
    expect(page).to_have_url(re.compile(r"/trajectories/\d+\?step=1$"))


def test_nothing_is_revealed_while_the_latest_label_is_not_saved(windows: Windows) -> None:
    team_with(blind_policy="ON_REQUEST")
    page = windows.open("ada")
    desk = Desk(page).open()
    refuse_drafts(page)
    desk.press("d")
    expect(page.get_by_text("1 of 3 labelled")).to_be_visible()

    desk.press("h", "1")

    expect(page.get_by_text("Nothing was revealed: your latest labels are not saved yet").first).to_be_visible()
    assert Reveal.objects.count() == 0
    page.unroute_all()
    desk.expect_saved()
    desk.press("h", "1")
    expect(page.get_by_text("Scores shown")).to_be_visible()
    assert Reveal.objects.get().labels_before == [1, None, None]


def refuse_drafts(page: Page) -> None:
    page.route("**/draft", lambda route: route.abort())
