"""The Jobs page as a manager uses it: a scorer added by its form, a run of it begun, held up and given up."""

import pytest
from playwright.sync_api import Locator, Page, expect

from annotator.scoring.models import RunStatus, Scorer, ScoreRun
from tests.e2e.conftest import Windows, axe_violations
from tests.factories.cast import make_team
from tests.factories.trajectories import make_trajectories

pytestmark = pytest.mark.browser

WITHIN = """(inner) => { const { left, right, top, bottom } = inner.getBoundingClientRect();
  return document.elementFromPoint((left + right) / 2, (top + bottom) / 2)?.closest("[role=option]") === inner; }"""


def open_jobs(windows: Windows, name: str = "max", *, theme: str = "light") -> Page:
    make_trajectories(make_team(), 3)
    page = windows.open(name, theme=theme)
    page.goto("/p/algebra/jobs")
    expect(page.get_by_role("heading", name="Scorers")).to_be_visible()
    return page


def dialog(page: Page, title: str) -> Locator:
    return page.get_by_role("dialog", name=title)


def test_a_scorer_is_added_by_its_form_and_runs_from_there(windows: Windows) -> None:
    page = open_jobs(windows)
    page.keyboard.press("a")
    form = dialog(page, "Add a scorer")
    form.get_by_role("combobox", name="Preset").click()
    option = page.get_by_role("option", name="trl-prm-trainer")
    option.scroll_into_view_if_needed()
    assert option.evaluate(WITHIN), "the list of a dialog lies under it"
    option.click()
    form.get_by_role("textbox", name="Name in this project").fill("ours")
    form.get_by_role("textbox", name="Model").fill("/models/ours")
    assert axe_violations(page) == []
    form.get_by_role("button", name="Add the scorer").click()

    expect(dialog(page, "Start a run")).to_contain_text("3 trajectories to score.")
    assert Scorer.objects.get(name="ours").configuration["loader"]["kind"] == "token-classifier"


def test_a_run_is_begun_held_up_and_given_up_by_the_keyboard(windows: Windows) -> None:
    page = open_jobs(windows, theme="dark")
    page.keyboard.press("n")
    expect(dialog(page, "Start a run")).to_contain_text("3 trajectories to score.")
    page.get_by_role("button", name="Start the run").press("Enter")
    runs = page.get_by_role("listitem").filter(has_text="0 of 3")
    expect(runs).to_contain_text("it begins by itself as soon as a worker is free")

    page.keyboard.press("p")
    expect(runs).to_contain_text("rests until somebody resumes it")
    expect(runs.get_by_role("button", name="Resume run")).to_be_enabled()
    page.keyboard.press("p")
    expect(runs).to_contain_text("waiting for a worker")
    expect(runs.get_by_role("button", name="Pause run")).to_be_enabled()

    page.keyboard.press("x")
    dialog(page, f"Cancel run {ScoreRun.objects.get().pk}?").get_by_role("button", name="Keep it").press("Enter")
    assert ScoreRun.objects.get().status == RunStatus.QUEUED
    page.keyboard.press("x")
    page.get_by_role("button", name="Cancel the run").press("Enter")
    expect(runs).to_contain_text("cancelled")
    assert axe_violations(page) == []
    assert ScoreRun.objects.get().status == RunStatus.CANCELLED
