"""An experiment and the report of flips in the browser: accepted proposals count where one says so; and for whom slots
are kept, on the board."""

import re

import pytest
from playwright.sync_api import Page, expect

from annotator.labeling.models import Annotation, Assignment, Queue
from tests.annotator.audit.test_experiments import run
from tests.annotator.guidelines.test_requeues import judge, labelled_team, made_queue, send
from tests.annotator.labeling.desk_calls import lapse
from tests.e2e.conftest import Windows, axe_violations
from tests.factories.cast import Team, make_team

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def experiment() -> Team:
    """Whoever was shown the rewards called the middle step wrong and accepted the last one as wrong."""
    team = make_team(overlap=2)
    Queue.objects.filter(pk=team.queue.pk).update(blind_policy="RANDOMISED", seed=5)
    team.queue.refresh_from_db()
    run(team, 12)
    Annotation.objects.filter(assignment__arm="SHOWN").update(labels=[1, -1, -1], origins=[0, 0, 1])
    return team


def flipped() -> tuple[Team, int]:
    """Of what was sent back Ada gave three labels again, one of them an accepted proposal; Grace's slots lapsed."""
    team = labelled_team()
    made = send(team, label=-1)
    again = judge(team, "ada", [-1, 0, 1], queue=made_queue())
    Annotation.objects.filter(pk=again.pk).update(origins=[0, 1, 0])
    return team, int(made["id"])


def count_proposals(page: Page) -> None:
    """By keys; the box has the focus afterwards, though other figures came."""
    box = page.get_by_role("checkbox", name="Count accepted proposals as labels")
    box.focus()
    page.keyboard.press("Space")
    expect(box).to_be_checked()
    expect(page.get_by_role("status").filter(has_text="counted")).to_be_visible()
    expect(page.locator("[aria-busy=true]")).to_have_count(0)
    expect(box).to_be_focused()


def test_an_experiment_counts_accepted_proposals_where_its_reader_says_so(site: object, windows: Windows) -> None:
    experiment()
    page = windows.open("rita")
    page.goto("/p/algebra/experiments")
    wrong = page.get_by_role("row").filter(has_text="Steps called wrong")
    expect(wrong).to_contain_text("50.0")
    expect(page.get_by_text("12 labels are accepted proposals and left out")).to_be_visible()
    assert axe_violations(page) == []

    count_proposals(page)

    expect(wrong).to_contain_text("66.7")
    expect(page).to_have_url(re.compile(r"\?proposals=true$"))
    page.reload()
    expect(wrong).to_contain_text("66.7")
    assert axe_violations(page) == []


def test_the_report_of_flips_compares_accepted_proposals_where_its_reader_says_so(
    site: object, windows: Windows
) -> None:
    _, number = flipped()
    page = windows.open("rita")
    page.goto(f"/p/algebra/guideline?report={number}")
    expect(page.get_by_text("1 of 2 changed")).to_be_visible()
    expect(page.get_by_text("1 step is labelled by an accepted proposal and left out")).to_be_visible()
    assert axe_violations(page) == []

    count_proposals(page)

    expect(page.get_by_text("2 of 3 changed")).to_be_visible()
    expect(page).to_have_url(re.compile(r"report=\d+&proposals=true$"))
    assert axe_violations(page) == []


def test_a_manager_reads_for_whom_slots_are_kept(site: object, windows: Windows) -> None:
    flipped()
    queue = made_queue()
    held = Assignment.objects.get(queue=queue, status="CLAIMED", annotator__name="grace")
    lapse(held.pk)
    slot = Assignment.objects.create(queue=queue, trajectory=held.trajectory, round=2)
    kept = Assignment.objects.create(queue=queue, trajectory=held.trajectory, round=3, kept_for=held.annotator)
    page = windows.open("max")
    page.goto(f"/p/algebra/queues?queue={queue.pk}")

    expect(page.get_by_role("table", name="Held now")).to_contain_text("lapsed, kept for grace")
    rows = page.get_by_role("table", name="Open").get_by_role("row")
    expect(rows).to_have_count(3)
    assert slot.pk < kept.pk
    expect(rows.nth(1)).to_contain_text("anybody")
    expect(rows.nth(2)).to_contain_text("grace")
    assert axe_violations(page) == []
