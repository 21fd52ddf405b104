"""What is hidden from an annotator is nowhere: not on the screen, not in the page, not in any answer of the server."""

import pytest
from playwright.sync_api import expect

from annotator.trajectories.models import Trajectory
from tests.e2e.browse_pages import ListPage, TrajectoryView, Wire, add_gold, annotate
from tests.e2e.conftest import Windows, axe_violations
from tests.factories.cast import Team, make_team
from tests.factories.scoring import make_channel, make_rewards
from tests.factories.trajectories import make_trajectory

pytestmark = pytest.mark.browser

SECRETS = ("0.1234", ".12", "SECRET", "first error at", "process fails", "answer wrong", "answer right")


def make_secret(team: Team) -> Trajectory:
    """Ada could be handed it: everything about it is hidden from her."""
    row = make_trajectory(
        team, "t-0", outcome=False, generator="SECRET-GENERATOR", reference_answer="SECRET-REFERENCE",
        metadata={"flaw": "SECRET-METADATA"},
    )  # fmt: skip
    make_rewards(team, make_channel(team), row, [0.9, 0.1234, 0.75], evidence="SECRET-EVIDENCE")
    add_gold(row, [1, -1, 1])
    annotate(team, "grace", row, [1, -1, 1], comments={1: "SECRET-COMMENT"})
    return row


def test_an_annotator_sees_hatches_and_no_trace_of_a_score(windows: Windows) -> None:
    row = make_secret(make_team(overlap=2))
    page = windows.open("ada")
    wire = Wire(page)

    listing = ListPage(page).open()
    expect(listing.row("t-0").get_by_role("img", name="Rewards: hidden until you submit")).to_be_visible()
    expect(page.get_by_text("You label blind")).to_be_visible()
    seen = page.content()
    listing.press("Enter")
    view = TrajectoryView(page)
    expect(view.step(1)).to_be_visible()
    expect(view.step(1).get_by_role("img", name="hidden until you submit").first).to_be_visible()
    expect(page.get_by_role("link", name="Go on labelling")).to_be_visible()
    view.press("n", "e", "i", "v")
    expect(view.explanation()).to_have_count(0)
    seen += page.content()

    assert str(row.pk) in wire.bodies(), "the answers were looked at"
    for secret in SECRETS:
        assert secret not in seen, secret
    for secret in ("0.1234", "SECRET"):
        assert secret not in wire.bodies(), secret


def test_no_filter_and_no_order_brings_a_hidden_trajectory_to_light(windows: Windows) -> None:
    make_secret(make_team(overlap=2))
    page = windows.open("ada")
    listing = ListPage(page).open()

    for filter_text in ("gold:error", "lowest:prm<0.5", "-outcome:right", "generator:SECRET*"):
        listing.search(filter_text)
        expect(page.get_by_role("heading", name="Nothing fits this filter")).to_be_visible()
        expect(page.get_by_text("only find trajectories that you have submitted")).to_be_visible()
        page.get_by_role("button", name="Clear the filter").click()
        expect(listing.row("t-0")).to_be_visible()
    page.goto("/p/algebra/trajectories?sort=lowest%3Aprm")
    expect(page.get_by_role("heading", name="No rewards of prm to sort by")).to_be_visible()


def test_a_reviewer_sees_what_the_annotator_does_not(windows: Windows) -> None:
    """The tests above can fail: for somebody who may see, all of it is there."""
    row = make_secret(make_team(overlap=2))
    page = windows.open("rita")
    wire = Wire(page)

    TrajectoryView(page).open(row)
    expect(page.get_by_text("process fails at 1")).to_be_visible()

    assert "0.1234" in wire.bodies()
    for secret in ("SECRET-REFERENCE", "SECRET-COMMENT", "SECRET-EVIDENCE", "SECRET-GENERATOR"):
        assert secret in page.content(), secret


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_on_hidden_pages(windows: Windows, theme: str) -> None:
    row = make_secret(make_team(overlap=2))
    page = windows.open("ada", theme=theme)

    ListPage(page).open()
    found = axe_violations(page)
    TrajectoryView(page).open(row)
    found += axe_violations(page)

    assert found == []
