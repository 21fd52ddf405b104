"""People against gold in the browser: a qualification, checks that nobody can tell, feedback, contested gold, and the
page on which a manager sees everybody."""

import re
import time
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from annotator.adjudication.models import GoldLabel
from annotator.http.clock import now
from annotator.journal.services import SHELL
from annotator.labeling.hidden_checks import FeedbackPolicy
from annotator.labeling.models import Assignment
from annotator.labeling.qualification import Measure
from annotator.quality.models import GoldContest, PlantedCheck
from annotator.quality.qualifying import Rules
from annotator.quality.services.admission import set_gate
from tests.annotator.quality.test_planting import plant, team_with
from tests.e2e.conftest import Windows, axe_violations
from tests.e2e.desk import Desk
from tests.factories.annotations import annotate, give_gold
from tests.factories.cast import Team, make_team
from tests.factories.trajectories import make_trajectory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SCREENING = "Qualification for All trajectories"


def gated() -> Team:
    """One trajectory an attempt, two attempts, 80 % of the step labels; gold is +1, -1, +1."""
    team = make_team()
    for number in range(2):
        give_gold(make_trajectory(team, f"gold-{number}", source="screen", with_slots=False), [1, -1, 1])
    make_trajectory(team, "real")
    set_gate(
        queue=team.queue,
        measure=Measure.STEP_LABELS,
        rules=Rules(threshold=0.8, minimum=1, attempts=2),
        filter_text="source:screen",
        seed=1,
        actor=SHELL,
        at=now(),
    )
    return team


def undo_is_over() -> None:
    """The half minute in which a submission can be taken back has passed."""
    Assignment.objects.filter(status="SUBMITTED").update(undo_until=now() - timedelta(seconds=1))


def go_to_queue(page: Page, name: str) -> None:
    """Through the menu at the name of the queue, by keys."""
    page.get_by_role("button", name=re.compile("^Queue .*, change$")).press("Enter")
    item = page.get_by_role("menu").locator("[role^=menuitem]").filter(has=page.get_by_text(name, exact=True))
    item.press("Enter")


def hand_in(desk: Desk, labels: str) -> None:
    """Label, judge the result, submit, and wait until the server has it."""
    before = Assignment.objects.filter(status="SUBMITTED").count()
    for step, key in enumerate(labels):
        desk.press(key)
        desk.expect_label(step, {"d": 1, "a": -1}[key])
    desk.press("[", "Enter")
    until = time.monotonic() + 20
    while Assignment.objects.filter(status="SUBMITTED").count() == before and time.monotonic() < until:
        desk.page.wait_for_timeout(50)
    expect(desk.page.get_by_text(re.compile("^Submitted "))).to_be_visible()


def ask_again(page: Page) -> None:
    """Nothing is left while what was handed in can be taken back; a while later it is weighed."""
    expect(page.get_by_role("heading", name="Nothing for you right now")).to_be_visible()
    undo_is_over()
    page.get_by_role("button", name="Ask again").press("Enter")


@pytest.mark.usefixtures("site")
def test_an_annotator_passes_a_qualification_by_keyboard_and_the_queue_opens(windows: Windows) -> None:
    gated()
    page = windows.open("ada")
    desk = Desk(page)
    page.goto("/p/algebra/label")
    expect(page.get_by_text(f"Pass the qualification in the queue {SCREENING} first: 0 of 1 labelled")).to_be_visible()
    expect(page.get_by_role("heading", name="A qualification comes first")).to_be_visible()
    expect(page.get_by_role("definition")).to_have_text(
        ["80 % of the step labels right, over 1 trajectory whose right labels are known", "0 of 1, attempt 1 of 2"]
    )
    assert axe_violations(page) == []
    expect(page.get_by_role("button", name="To the qualification")).to_have_attribute("aria-keyshortcuts", "n")
    expect(page.get_by_text("0 of 0")).to_have_count(0)

    page.keyboard.press("n")
    desk.wait()
    expect(page.get_by_role("button", name=re.compile(f"^Queue {SCREENING}"))).to_be_visible()
    hand_in(desk, "dad")
    ask_again(page)
    expect(page.get_by_text("You have passed: All trajectories is open to you now.")).to_be_visible()
    expect(page.get_by_role("button", name="To All trajectories")).to_be_visible()
    page.keyboard.press("n")

    desk.expect_trajectory("real")


@pytest.mark.usefixtures("site")
def test_who_fails_every_attempt_stays_outside_until_a_manager_lets_them_in(windows: Windows) -> None:
    gated()
    page = windows.open("grace")
    desk = Desk(page)
    page.goto("/p/algebra/label")
    expect(page.get_by_text("Pass the qualification")).to_be_visible()
    page.get_by_role("button", name="To the qualification").click()
    for attempt in (1, 2):
        desk.wait()
        hand_in(desk, "ddd")
        ask_again(page)
        if attempt == 1:
            desk.wait()
    expect(page.get_by_text("You did not reach 80% in 2 attempts")).to_be_visible()
    expect(page.get_by_role("definition").filter(has_text="67 %, then 67 %")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^To "))).to_have_count(0)

    manager = windows.open("max")
    manager.goto("/p/algebra/quality")
    standings = manager.get_by_role("table", name="Standings")
    expect(standings.get_by_role("row").filter(has_text="grace")).to_contain_text("failed")
    expect(standings.get_by_role("row").filter(has_text="grace")).to_contain_text("67 %, 67 %")
    manager.get_by_role("button", name="Let grace in").press("Enter")
    expect(standings.get_by_role("row").filter(has_text="grace")).to_contain_text("passed")
    go_to_queue(page, "All trajectories")

    desk.expect_trajectory("real")


def seen_at_the_desk(page: Page) -> str:
    """Everything that stands on the page for whoever reads or hears it, but for what tells any trajectory from another:
    numbers, and what was submitted just before."""
    page.get_by_role("button", name="Why this one").press("Enter")
    why = page.get_by_role("dialog").inner_text()
    page.keyboard.press("Escape")
    parts = [page.get_by_role(part).aria_snapshot() for part in ("banner", "main")]
    return re.sub(r"\d+", "n", "\n".join([why, *parts]))


@pytest.mark.usefixtures("site")
def test_nothing_at_the_desk_tells_a_check_from_any_other_trajectory(windows: Windows) -> None:
    team = team_with(6)
    plant(team, share=0.4, feedback=FeedbackPolicy.AT_ONCE)
    desk = Desk(windows.open("ada")).open()
    seen: dict[int, str] = {}
    while True:
        held = Assignment.objects.filter(status="CLAIMED").values_list("trajectory", flat=True).first()
        if held is None:
            break
        seen[held] = seen_at_the_desk(desk.page)
        hand_in(desk, "ddd")
        undo_is_over()
        desk.page.wait_for_timeout(300)

    checks = set(PlantedCheck.objects.values_list("trajectory", flat=True))
    assert checks & set(seen), "ada was handed checks"
    assert set(seen) - checks, "and others"
    assert len(set(seen.values())) == 1, "all of them looked the same"


def judged_team() -> Team:
    """Ada put the first error one step too late; nobody else is asked."""
    team = make_team()
    for number, labels in enumerate(([1, 1, -1], [1, -1, 1], [1, -1, 1])):
        trajectory = make_trajectory(team, f"sum-{number}")
        give_gold(trajectory, [1, -1, 1], lineage={"reason": "Step 1 divides by zero."})
        annotate(team, "ada", trajectory, labels)
    return team


@pytest.mark.usefixtures("site")
def test_an_annotator_reads_why_contests_gold_by_keys_and_a_reviewer_answers(windows: Windows) -> None:
    judged_team()
    page = windows.open("ada")
    page.goto("/p/algebra/quality")
    rows = page.get_by_role("table", name="Feedback").get_by_role("row")
    wrong = rows.filter(has_text="sum-0")
    expect(wrong).to_contain_text("Step 1 divides by zero.")
    expect(wrong).to_contain_text("not so")
    expect(rows.filter(has_text="sum-1")).to_contain_text("right")
    assert axe_violations(page) == []

    page.get_by_role("button", name="Contest the gold of sum-0").press("Enter")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Why").focus()
    page.keyboard.type("Step 1 only divides by n, which is never zero here.")
    dialog.get_by_role("button", name="Contest", exact=True).press("Enter")
    expect(wrong).to_contain_text("contested")
    contest = GoldContest.objects.get()
    assert (contest.proposed_first_error, contest.status) == (2, "OPEN")

    reviewer = windows.open("rita")
    reviewer.goto("/p/algebra/quality")
    reviewer.get_by_role("button", name="Answer ada on sum-0").press("Enter")
    reviewer.get_by_label("Your answer").focus()
    reviewer.keyboard.type("True: n is at least 2.")
    reviewer.get_by_role("button", name="Change it as proposed").press("Enter")
    expect(reviewer.get_by_role("list", name="Contests")).to_contain_text("gold changed")
    assert axe_violations(reviewer) == []

    page.reload()
    mine = page.get_by_role("list", name="Contests")
    expect(mine).to_contain_text("True: n is at least 2. (version 2)")
    expect(rows.filter(has_text="sum-0")).to_contain_text("right")
    gold = GoldLabel.objects.filter(trajectory__external_id="sum-0").latest("version")
    assert (gold.version, gold.first_error, gold.method) == (2, 2, "ADJUDICATED")


@pytest.mark.usefixtures("site")
def test_a_reviewer_may_let_gold_stand_and_the_annotator_reads_the_answer(windows: Windows) -> None:
    judged_team()
    page = windows.open("ada")
    page.goto("/p/algebra/quality")
    page.get_by_role("button", name="Contest the gold of sum-0").press("Enter")
    page.get_by_role("dialog").get_by_label("Why").fill("It is a slip.")
    page.get_by_role("button", name="Contest", exact=True).press("Enter")
    expect(page.get_by_role("list", name="Contests")).to_contain_text("open")
    reviewer = windows.open("rita")
    reviewer.goto("/p/algebra/quality")
    reviewer.get_by_role("button", name="Answer ada on sum-0").press("Enter")
    reviewer.get_by_label("Your answer").fill("Nothing may be divided by zero.")
    reviewer.get_by_role("button", name="Gold stays").press("Enter")
    expect(reviewer.get_by_role("list", name="Contests")).to_contain_text("gold stays")

    page.reload()

    expect(page.get_by_role("list", name="Contests")).to_contain_text("rita: Nothing may be divided by zero.")
    expect(page.get_by_role("table", name="Feedback").get_by_role("row").filter(has_text="sum-0")).to_contain_text(
        "upheld"
    )


def drifting_team(count: int = 60) -> Team:
    """Grace was right forty times, and then hardly ever."""
    team = make_team()
    for number in range(count):
        trajectory = make_trajectory(team, f"sum-{number}")
        give_gold(trajectory, [1, -1, 1])
        labels = [1, -1, 1] if number < 40 else [1, 1, 1]
        at = now() - timedelta(minutes=count - number)
        annotate(team, "grace", trajectory, labels, submitted_at=at, active_ms=[4_000, 9_000, 2_500])
    return team


@pytest.mark.usefixtures("site")
def test_a_manager_sees_how_right_and_how_steady_people_are(windows: Windows) -> None:
    drifting_team()
    page = windows.open("max")
    page.goto("/p/algebra/quality")
    row = page.get_by_role("table", name="Annotators against gold").get_by_role("row").filter(has_text="grace")
    expect(row).to_contain_text("getting worse")
    expect(row).to_contain_text("89 %")
    page.get_by_role("button", name="Details of grace").press("Enter")

    expect(page.get_by_role("heading", name="grace")).to_be_visible()
    expect(page.get_by_role("figure", name=re.compile("worse probably since trajectory 41"))).to_be_visible()
    assert axe_violations(page) == []


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(("who", "whose"), [("max", "Step labels of ada"), ("ada", "Your step labels")])
def test_accepted_proposals_count_against_people_only_where_that_is_chosen(
    windows: Windows, who: str, whose: str
) -> None:
    """By hand, ada is right on 2 of 2 steps; the proposal that she accepted behind the first error was wrong."""
    team = make_team()
    trajectory = make_trajectory(team)
    give_gold(trajectory, [1, -1, 1])
    annotate(team, "ada", trajectory, [1, -1, -1], origins=[None, None, 1])
    page = windows.open(who)
    page.goto("/p/algebra/quality")
    choice = page.get_by_role("checkbox", name="Count accepted proposals as labels")

    expect(page.get_by_role("img", name=re.compile(f"{whose}: 100 %, .* of 2;"))).to_be_visible()
    expect(page.get_by_text("1 label is an accepted proposal and left out")).to_be_visible()
    choice.press(" ")
    expect(page.get_by_role("img", name=re.compile(f"{whose}: 67 %, .* of 3;"))).to_be_visible()
    expect(page.get_by_text("1 label is an accepted proposal and counted")).to_be_visible()
    expect(page.locator("[aria-busy=true]")).to_have_count(0)
    expect(choice).to_be_focused()
    assert axe_violations(page) == []

    expect(page).to_have_url(re.compile("proposals=true"))
    page.reload()
    expect(choice).to_be_checked()
    expect(page.get_by_role("img", name=re.compile(f"{whose}: 67 %"))).to_be_visible()
    choice.press(" ")
    expect(page.get_by_role("img", name=re.compile(f"{whose}: 100 %"))).to_be_visible()


@pytest.mark.usefixtures("site")
def test_a_manager_hides_checks_by_keys_and_sees_which_they_are(windows: Windows) -> None:
    team_with(6)
    page = windows.open("max")
    page.goto("/p/algebra/quality")
    page.get_by_role("button", name="Hide checks").press("Enter")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Share of the queue, in percent").fill("40")
    dialog.get_by_role("button", name="Hide checks").press("Enter")

    table = page.get_by_role("table", name="Hidden checks")
    expect(table.get_by_role("row").filter(has_text="unmodified twin").first).to_be_visible()
    expect(table.get_by_role("row").filter(has_text="step").first).to_be_visible()
    assert PlantedCheck.objects.filter(is_synthetic=True).count() * 2 == PlantedCheck.objects.count() > 0
    assert axe_violations(page) == []
