"""Keys and theme of one's own go where one signs in, and nowhere else."""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, Response, expect

from annotator.accounts.models import Preferences
from annotator.accounts.services import change_preferences
from tests.e2e.conftest import Windows, axe_violations
from tests.e2e.desk import Desk
from tests.e2e.dialogs import escape_from_dialog
from tests.e2e.people import give_password, sign_in
from tests.factories.cast import NOON, Team, make_team
from tests.factories.trajectories import make_trajectories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PATH = "/api/v1/account/preferences"
# The theme in which the first part of the page was there to be painted.
WATCH_FIRST_THEME = """
new MutationObserver(() => {
  if (document.body && !window.firstTheme) window.firstTheme = document.documentElement.dataset.theme ?? "system";
}).observe(document, { childList: true, subtree: true });
"""
CHOSEN: dict[str, Any] = {
    "theme": "dark",
    "keys": {
        "label.correct": {"keys": ["v"], "title": "+1 correct", "instead_of": ["d", "1"]},
        "read.fold-all": {"keys": [], "title": "Fold or unfold all", "instead_of": ["x"]},
        "help.open": {"keys": ["F1", "Mod+h"], "title": "Keyboard", "instead_of": ["?"]},
        "newer.command": {"keys": [" "], "title": "", "instead_of": None},
    },
}


@pytest.fixture
def team() -> Team:
    made = make_team()
    make_trajectories(made, 3, steps=3)
    return made


def give_choices(name: str = "ada", choices: Mapping[str, Any] = CHOSEN) -> None:
    change_preferences(user=User.objects.get(username=name), revision=0, changes=choices, at=NOON)


def kept(name: str = "ada") -> Preferences:
    return Preferences.objects.get(user__username=name)


def is_kept(response: Response) -> bool:
    return response.url.endswith(PATH) and response.request.method == "PATCH" and response.ok


@contextmanager
def keeping(page: Page, *, within_ms: float = 20_000) -> Iterator[None]:
    """What is done in it is with the account afterwards."""
    with page.expect_response(is_kept, timeout=within_ms):
        yield


def wait_for_theme(page: Page, theme: str) -> None:
    """Keys and theme of a browser go to the account one after the other, and only a reload would show that they came."""
    for _ in range(200):
        if kept().choices.get("theme") == theme:
            break
        page.wait_for_timeout(100)
    assert kept().choices.get("theme") == theme


def choose_key(page: Page, command: str, key: str) -> None:
    """In the sheet, by keys alone."""
    page.keyboard.press("?")
    page.get_by_role("button", name="Choose other keys").press("Enter")
    slot = page.get_by_role("button", name=re.compile(rf"^Key for {re.escape(command)}"))
    slot.press("Enter")
    expect(page.get_by_text("Press a key")).to_be_visible()
    page.keyboard.press(key)
    expect(slot).to_contain_text(key)
    escape_from_dialog(page)


def test_a_key_chosen_in_one_browser_labels_in_another(team: Team, windows: Windows) -> None:
    first = Desk(windows.open("ada")).open()
    with keeping(first.page):
        choose_key(first.page, "+1 correct", "v")
    assert kept().choices["keys"]["label.correct"]["instead_of"] == ["d", "1"]
    first.page.close()

    second = Desk(windows.open("ada")).open()
    second.label("v")
    second.expect_label(0, 1)
    second.press("d")
    second.press("a")
    second.expect_label(1, -1)


def test_the_next_person_at_the_same_browser_has_neither_the_keys_nor_the_theme(team: Team, windows: Windows) -> None:
    give_password("grace")
    desk = Desk(windows.open("ada")).open()
    with keeping(desk.page):
        choose_key(desk.page, "+1 correct", "v")
    with keeping(desk.page):
        desk.press("T")
    html = desk.page.locator("html")
    expect(html).to_have_attribute("data-theme", "dark")

    desk.page.goto("/projects")
    desk.page.get_by_role("button", name="account of ada").press("Enter")
    desk.page.get_by_role("menuitem", name="Sign out").press("Enter")
    sign_in(desk.page, "grace")
    expect(desk.page.get_by_role("button", name="account of grace")).to_be_visible()
    expect(html).not_to_have_attribute("data-theme", re.compile("."))

    desk.open()
    desk.press("v")
    desk.label("d")
    desk.expect_label(0, 1)
    desk.expect_labelled(1)
    assert not Preferences.objects.filter(user__username="grace").exists()
    assert sorted(kept().choices["keys"]) == ["label.correct"]


def test_the_first_paint_on_a_new_machine_is_in_ones_own_theme_and_asks_for_nothing(
    team: Team, windows: Windows
) -> None:
    give_choices()
    page = windows.open("ada")
    page.add_init_script(WATCH_FIRST_THEME)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    desk = Desk(page).open()

    assert page.evaluate("window.firstTheme") == "dark"
    desk.label("v")
    desk.expect_label(0, 1)
    desk.expect_saved()
    assert [url for url in asked if "preferences" in url] == []


def test_without_a_connection_a_key_holds_and_reaches_the_account_later(team: Team, windows: Windows) -> None:
    page = windows.open("ada")
    page.goto("/account")
    panel = page.get_by_role("region", name="Keys")
    expect(panel.get_by_text("No keys of your own")).to_be_visible()
    page.context.set_offline(True)

    choose_key(page, "Dark or light", "D")
    expect(panel.get_by_text("One choice waits in this browser")).to_be_visible()
    page.keyboard.press("D")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(panel.get_by_text("2 choices wait in this browser")).to_be_visible()
    assert axe_violations(page) == []
    assert not Preferences.objects.exists()

    # On a machine without a network no browser ever says that it is online: then it is tried again every half a minute.
    with keeping(page, within_ms=60_000):
        page.context.set_offline(False)
    expect(panel.get_by_text("in this browser")).to_have_count(0)
    assert kept().choices["theme"] == "dark"
    assert kept().choices["keys"]["theme.toggle"]["keys"] == ["D"]


def test_choices_that_a_closed_page_left_waiting_go_out_with_the_next_one(team: Team, windows: Windows) -> None:
    page = windows.open("ada")
    page.goto("/account")
    expect(page.get_by_text("No keys of your own")).to_be_visible()
    page.route(f"**{PATH}", lambda route: route.abort())
    page.keyboard.press("T")
    expect(page.get_by_text("One choice waits")).to_be_visible()
    page.add_init_script(WATCH_FIRST_THEME)
    page.unroute(f"**{PATH}")

    with keeping(page):
        page.goto("/projects")
        expect(page.get_by_role("heading", name="Projects")).to_be_visible()

    assert page.evaluate("window.firstTheme") == "dark"
    assert kept().choices == {"theme": "dark", "keys": {}}


def test_two_machines_that_choose_at_one_time_have_both_choices_and_tabs_follow(team: Team, windows: Windows) -> None:
    here = Desk(windows.open("ada")).open()
    there = windows.open("ada")
    there.goto("/account")
    expect(there.get_by_text("No keys of your own")).to_be_visible()

    beside = here.page.context.new_page()
    beside.goto("/account")
    expect(beside.get_by_text("No keys of your own")).to_be_visible()
    with keeping(there):
        there.keyboard.press("T")
    with keeping(here.page):
        choose_key(here.page, "+1 correct", "v")

    expect(beside.get_by_role("row", name="+1 correct")).to_be_visible()
    expect(here.page.locator("html")).to_have_attribute("data-theme", "dark")
    assert kept().choices["theme"] == "dark"
    assert sorted(kept().choices["keys"]) == ["label.correct"]


def test_keys_of_a_browser_from_before_accounts_had_them_are_taken_over(team: Team, windows: Windows) -> None:
    page = windows.open("ada")
    page.goto("/projects")
    # Both at once: the page takes over what it finds, and a theme that came a moment later would be a browser's again.
    page.evaluate(
        "localStorage.setItem('assay-keys/ada', JSON.stringify({'label.correct': ['v']}));"
        "localStorage.setItem('assay-theme', 'dark')"
    )

    with keeping(page):
        desk = Desk(page).open()
    desk.label("v")
    desk.expect_label(0, 1)

    assert kept().choices["keys"]["label.correct"]["keys"] == ["v"]
    wait_for_theme(page, "dark")
    assert page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('assay-keys/'))") == []


def test_the_account_page_gives_keys_back_one_by_one_and_all_at_once(team: Team, windows: Windows) -> None:
    give_choices()
    page = windows.open("ada")
    page.goto("/account")
    table = page.get_by_role("table", name="Keys of your own")
    expect(table.get_by_role("row")).to_have_count(5)
    expect(table.get_by_role("row", name="+1 correct")).to_contain_text("vd1")
    expect(table.get_by_role("row", name="newer.command")).to_contain_text("space")

    with keeping(page):
        page.get_by_role("button", name="As it was: +1 correct").press("Enter")
    expect(table.get_by_role("row")).to_have_count(4)
    # Whoever is at the keyboard stays where they were, not at the top of the page.
    expect(page.get_by_role("button", name="As it was: Fold or unfold all")).to_be_focused()
    with keeping(page):
        page.get_by_role("button", name="All keys as they were").press("Enter")
    expect(page.get_by_text("No keys of your own")).to_be_visible()
    expect(page.get_by_role("button", name="From a file")).to_be_focused()
    with keeping(page):
        page.get_by_role("button", name="Take it back").press("Enter")
    expect(table.get_by_role("row")).to_have_count(4)

    assert sorted(kept().choices["keys"]) == ["help.open", "newer.command", "read.fold-all"]


def test_keys_travel_as_a_file_and_a_file_that_cannot_be_is_refused_with_its_places(
    team: Team, windows: Windows, tmp_path: Path
) -> None:
    give_choices()
    page = windows.open("ada")
    page.goto("/account")
    with page.expect_download() as begun:
        page.get_by_role("button", name="As a file").press("Enter")
    file = tmp_path / begun.value.suggested_filename
    begun.value.save_as(file)
    assert json.loads(file.read_text())["keys"] == CHOSEN["keys"]

    other = windows.open("grace")
    other.goto("/account")
    with keeping(other):
        other.get_by_label("Keys as a file").set_input_files(file)
    expect(other.get_by_role("row", name="+1 correct")).to_be_visible()
    assert kept("grace").choices["keys"] == CHOSEN["keys"]

    wrong = json.loads(file.read_text())
    wrong["keys"]["label.correct"]["keys"] = ["Escape"]
    file.write_text(json.dumps(wrong))
    other.get_by_label("Keys as a file").set_input_files(file)
    alert = other.get_by_role("region", name="Keys").get_by_role("alert")
    expect(alert).to_contain_text("Nothing was changed.")
    expect(alert).to_contain_text("label.correct.keys.0: Escape leaves dialogs and text fields on every page")
    assert axe_violations(other) == []
    assert kept("grace").choices["keys"] == CHOSEN["keys"]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_where_keys_are_chosen_and_listed(team: Team, windows: Windows, theme: str) -> None:
    give_choices(choices={**CHOSEN, "theme": theme})
    page = windows.open("ada")
    page.goto("/account")
    expect(page.get_by_role("table", name="Keys of your own")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("data-theme", theme)

    found = axe_violations(page)
    page.keyboard.press("F1")
    page.get_by_role("button", name="Choose other keys").press("Enter")
    found += axe_violations(page)

    assert found == []
