"""The door: who fits comes in and goes on, who does not is told why, and a guesser waits."""

import re

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Windows, axe_violations
from tests.e2e.people import PASSWORD, give_password, sign_in
from tests.factories.cast import make_team

pytestmark = pytest.mark.browser

WRONG = "Name and password do not fit."
TOO_MANY = "Too many tries with this name. The next one counts in 5 min."


def lock_out(page: Page) -> None:
    """One try too many with the name and password that stand on the page; most of those before are only counted."""
    AccessAttempt.objects.update(failures_since_start=settings.AXES_FAILURE_LIMIT - 1)
    page.keyboard.press("Enter")


def test_leads_on_to_the_page_that_was_asked_for_and_out_again(windows: Windows) -> None:
    make_team()
    give_password("ada")
    page = windows.open()
    page.goto("/p/algebra/members")

    expect(page).to_have_url(re.compile(r"/sign-in\?next=%2Fp%2Falgebra%2Fmembers$"))
    expect(page.get_by_text("Sign in to go on to the page that you asked for.")).to_be_visible()
    sign_in(page, "ada")
    expect(page.get_by_role("heading", name="Members")).to_be_visible()

    page.get_by_role("button", name="account of ada").press("Enter")
    page.get_by_role("menuitem", name="Sign out").press("Enter")
    expect(page.get_by_role("textbox", name="Name")).to_be_focused()
    page.goto("/p/algebra/members")
    expect(page.get_by_role("textbox", name="Name")).to_be_visible()
    assert page.request.get("/api/v1/projects").status == 401


@pytest.mark.parametrize(
    "elsewhere", ["https://example.org/", "//example.org/", "/\\example.org/", "javascript:alert(1)"]
)
def test_no_link_leads_through_the_door_to_another_site(windows: Windows, elsewhere: str) -> None:
    make_team()
    give_password("ada")
    page = windows.open()
    page.goto(f"/sign-in?next={elsewhere}")

    sign_in(page, "ada")

    expect(page).to_have_url(f"{windows.site.address}/projects")


def test_says_the_same_of_a_wrong_password_and_of_an_unknown_name_and_then_lets_in(windows: Windows) -> None:
    make_team()
    give_password("ada")
    page = windows.open()
    page.goto("/sign-in")
    alert = page.get_by_role("alert")

    sign_in(page, "nobody", "guess")
    expect(alert).to_contain_text(WRONG)
    said = alert.inner_text()
    page.get_by_label("Name").fill("ada")
    expect(alert).to_have_count(0)
    page.get_by_label("Password").press("Enter")
    expect(alert).to_have_text(said)

    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Projects")).to_be_visible()


def test_a_guesser_is_told_to_wait_each_time_and_nobody_else_is(windows: Windows) -> None:
    make_team()
    give_password("ada")
    give_password("grace")
    page = windows.open()
    page.clock.install()
    page.goto("/sign-in")
    wait = page.get_by_role("button", name="Try again in")

    sign_in(page, "ada", "guess")
    expect(page.get_by_role("alert")).to_contain_text(WRONG)
    lock_out(page)
    expect(page.get_by_role("alert")).to_have_text(TOO_MANY)
    expect(wait).to_be_disabled()
    page.clock.run_for(61_000)
    expect(wait).to_have_text(re.compile("3:5[89]"))

    # Not even the right password counts before the time is over, whatever the page thinks of the time.
    page.get_by_label("Password").fill(PASSWORD)
    page.clock.run_for(300_000)
    expect(page.get_by_role("alert")).to_have_count(0)
    page.get_by_role("button", name="Sign in").press("Enter")
    expect(page.get_by_role("alert")).to_have_text(TOO_MANY)
    expect(wait).to_be_disabled()

    page.get_by_label("Name").fill("grace")
    page.get_by_label("Password").press("Enter")
    expect(page.get_by_role("button", name="account of grace")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_on_the_door_in_any_of_its_states(windows: Windows, theme: str) -> None:
    make_team()
    page = windows.open(theme=theme)
    page.goto("/account")
    expect(page.get_by_text("Sign in to go on")).to_be_visible()

    found = axe_violations(page)
    sign_in(page, "ada", "guess")
    expect(page.get_by_role("alert")).to_contain_text(WRONG)
    found += axe_violations(page)
    lock_out(page)
    expect(page.get_by_role("alert")).to_have_text(TOO_MANY)
    found += axe_violations(page)

    assert found == []
