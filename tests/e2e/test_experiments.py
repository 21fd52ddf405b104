"""The page of an anchoring experiment: both arms with their intervals, and nothing concluded from few."""

import pytest
from playwright.sync_api import expect

from annotator.labeling.models import Queue
from tests.annotator.audit.test_experiments import run
from tests.e2e.conftest import Windows, axe_violations
from tests.factories.cast import Team, make_team

pytestmark = pytest.mark.browser


def randomised_team(count: int) -> Team:
    team = make_team(overlap=2)
    Queue.objects.filter(pk=team.queue.pk).update(blind_policy="RANDOMISED", seed=5)
    team.queue.refresh_from_db()
    run(team, count)
    return team


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_reviewer_reads_both_arms_of_an_experiment_and_the_difference_with_its_interval(
    windows: Windows, theme: str
) -> None:
    randomised_team(50)
    page = windows.open("rita", theme=theme)
    page.goto("/p/algebra/experiments")
    rows = page.get_by_role("table", name="Both arms of the experiment").get_by_role("row")

    wrong = rows.filter(has_text="Steps called wrong")
    expect(wrong).to_contain_text("33.3\N{NO-BREAK SPACE}%")
    expect(wrong).to_contain_text("Higher with the evidence in view")
    expect(wrong.get_by_role("img", name="50 trajectories")).to_be_visible()
    expect(rows.filter(has_text="Active time")).to_contain_text("No difference shown: the interval holds 0")
    assert axe_violations(page) == []


@pytest.mark.usefixtures("site")
def test_nothing_is_concluded_from_few(windows: Windows) -> None:
    randomised_team(3)
    page = windows.open("rita")
    page.goto("/p/algebra/experiments")

    wrong = page.get_by_role("table").get_by_role("row").filter(has_text="Steps called wrong")
    expect(wrong).to_contain_text("n < 50: no conclusion (3 shown, 3 hidden)")
    assert axe_violations(page) == []


@pytest.mark.usefixtures("site")
def test_an_annotator_who_labels_blind_reads_no_result(windows: Windows) -> None:
    randomised_team(3)
    page = windows.open("ada")
    page.goto("/p/algebra/experiments")

    expect(page.get_by_text("Only reviewers and managers read experiments")).to_be_visible()
    expect(page.get_by_role("table")).to_have_count(0)
