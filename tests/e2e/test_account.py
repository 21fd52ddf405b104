"""One's own account: the password, and tokens that are shown once and work until they are revoked."""

import json
import re
import urllib.error
import urllib.request
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from annotator.accounts.models import AccessToken
from annotator.accounts.services import create_token
from tests.e2e.conftest import Windows, axe_violations
from tests.e2e.dialogs import escape_from_dialog
from tests.e2e.people import PASSWORD, give_password, sign_in
from tests.factories.cast import make_team

pytestmark = pytest.mark.browser

WANTED = "another quiet lantern"
HOSTILE = "<img src=x onerror='window.pwned = 1'>"


def open_account(windows: Windows, name: str = "ada", *, theme: str = "light") -> Page:
    page = windows.open(name, theme=theme)
    page.goto("/account")
    expect(page.get_by_role("heading", name="API tokens")).to_be_visible()
    return page


def change_password(page: Page, current: str, wanted: str, again: str) -> None:
    """By keys, from the first field on."""
    page.get_by_label("Password now").focus()
    for value in (current, wanted, again):
        page.keyboard.press("Control+A")
        page.keyboard.type(value)
        page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Change the password")).to_be_focused()
    page.keyboard.press("Enter")


def projects_seen_with(windows: Windows, token: str) -> list[str] | int:
    """What a script sees that sends this token, or the status that it is refused with."""
    asked = urllib.request.Request(  # noqa: S310 - our own address
        f"{windows.site.address}/api/v1/projects", headers={"Authorization": f"Token {token}"}
    )
    try:
        with urllib.request.urlopen(asked, timeout=10) as answer:  # noqa: S310
            return [project["slug"] for project in json.load(answer)["results"]]
    except urllib.error.HTTPError as refused:
        return refused.code


def test_a_new_password_counts_at_once_and_ends_the_other_sessions(windows: Windows) -> None:
    make_team()
    give_password("ada")
    elsewhere = open_account(windows)
    page = open_account(windows)

    change_password(page, PASSWORD, WANTED, WANTED)
    expect(page.get_by_role("status").filter(has_text="Password changed.")).to_be_visible()
    for label in ("Password now", "New password", "New password, again"):
        expect(page.get_by_label(label, exact=True)).to_have_value("")
    page.reload()
    expect(page.get_by_role("heading", name="API tokens")).to_be_visible()

    elsewhere.reload()
    sign_in(elsewhere, "ada", PASSWORD)
    expect(elsewhere.get_by_role("alert")).to_be_visible()
    elsewhere.get_by_label("Password").fill(WANTED)
    elsewhere.keyboard.press("Enter")
    expect(elsewhere.get_by_role("heading", name="API tokens")).to_be_visible()


@pytest.mark.parametrize(
    ("form", "label", "said"),
    [
        ((PASSWORD, WANTED, "another"), "New password, again", "The two new passwords differ."),
        (("wrong", WANTED, WANTED), "Password now", "This is not your current password."),
        ((PASSWORD, "12345678", "12345678"), "New password", "This password is too common. At least 8 characters"),
    ],
)
def test_a_refused_password_is_explained_under_its_field(
    windows: Windows, form: tuple[str, str, str], label: str, said: str
) -> None:
    make_team()
    before = give_password("ada").password
    page = open_account(windows)

    change_password(page, *form)

    expect(page.get_by_label(label, exact=True)).to_have_accessible_description(re.compile(f"^{re.escape(said)}"))
    expect(page.get_by_role("alert")).to_have_count(1)
    assert User.objects.get(username="ada").password == before


def test_a_token_is_shown_once_works_and_is_revoked(windows: Windows) -> None:
    make_team()
    page = open_account(windows)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    expect(page.get_by_role("heading", name="No tokens yet")).to_be_visible()

    page.get_by_role("button", name="New token").press("Enter")
    page.keyboard.type("nightly export")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("option", name="in 30 days").press("Enter")
    page.get_by_role("button", name="Make the token").press("Enter")
    token = page.get_by_label("The new token").input_value()
    page.get_by_role("button", name="Copy the token").press("Enter")
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == token
    escape_from_dialog(page)

    row = page.get_by_role("row").filter(has_text="nightly export")
    expect(row).to_contain_text(f"{AccessToken.objects.get().token_key}…")
    page.reload()
    expect(row).to_be_visible()
    assert token not in page.content()
    assert projects_seen_with(windows, token) == ["algebra"]
    made = AccessToken.objects.get()
    assert made.expiry is not None
    assert round((made.expiry - made.created) / timedelta(days=1)) == 30

    page.get_by_role("button", name="Revoke nightly export").press("Enter")
    escape_from_dialog(page)
    assert projects_seen_with(windows, token) == ["algebra"]
    page.get_by_role("button", name="Revoke nightly export").press("Enter")
    page.get_by_role("button", name="Revoke the token").press("Enter")
    expect(page.get_by_role("heading", name="No tokens yet")).to_be_visible()
    assert projects_seen_with(windows, token) == 401


def test_nobody_sees_the_tokens_of_others_and_names_are_text(windows: Windows) -> None:
    make_team()
    ada = User.objects.get(username="ada")
    User.objects.filter(pk=ada.pk).update(first_name=HOSTILE)
    create_token(user=ada, name=HOSTILE, expires_in_days=None)
    create_token(user=User.objects.get(username="grace"), name="of grace", expires_in_days=None)
    page = open_account(windows)

    row = page.get_by_role("table", name="API tokens").get_by_role("row").nth(1)
    expect(row).to_contain_text(HOSTILE)
    expect(row).to_contain_text("never")
    expect(page.get_by_text(f"{HOSTILE}, signed in as ada")).to_be_visible()
    row.get_by_role("button").press("Enter")
    expect(page.get_by_role("dialog")).to_contain_text(HOSTILE)
    expect(page.get_by_text("of grace")).to_have_count(0)
    assert page.evaluate("window.pwned") is None
    assert page.locator("main img, [role=dialog] img").count() == 0


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_on_the_account_in_any_of_its_states(windows: Windows, theme: str) -> None:
    make_team()
    give_password("ada")
    page = open_account(windows, theme=theme)

    found = axe_violations(page)
    change_password(page, "wrong", "12345678", "12345678")
    expect(page.get_by_role("alert")).to_have_count(1)
    page.get_by_role("button", name="New token").press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    found += axe_violations(page)
    page.keyboard.type("nightly")
    page.keyboard.press("Enter")
    expect(page.get_by_label("The new token")).to_be_visible()
    found += axe_violations(page)
    escape_from_dialog(page)
    expect(page.get_by_role("table", name="API tokens")).to_be_visible()
    found += axe_violations(page)
    page.get_by_role("button", name="Revoke nightly").press("Enter")
    expect(page.get_by_role("button", name="Revoke the token")).to_be_visible()
    found += axe_violations(page)

    assert found == []
