"""The list of trajectories: filters, orders, pages, keys, and the way back."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.browse_pages import ListPage, add_gold, annotate
from tests.e2e.conftest import Windows, axe_violations
from tests.factories.cast import Team, make_team
from tests.factories.scoring import make_channel, make_rewards
from tests.factories.trajectories import make_trajectories, make_trajectory

pytestmark = pytest.mark.browser


def make_scored(team: Team) -> None:
    """Four trajectories, a to d, scored by two scorers that mean different things; b fails at step 1 by gold."""
    prm, value = make_channel(team, "Qwen-PRM"), make_channel(team, "Skywork-value", "value")
    lowest = {"a": 0.9, "b": 0.1234, "c": 0.5, "d": 0.7}
    for name, low in lowest.items():
        row = make_trajectory(
            team, name, problem=f"Problem {name}: what is $x^2$?", source="left" if name < "c" else "right"
        )
        make_rewards(team, prm, row, [0.95, low, 0.99])
        make_rewards(team, value, row, [0.2, 0.4, 1 - low])
        if name == "b":
            add_gold(row, [1, -1, 1], outcome=-1)


def test_filters_by_text_and_by_chips_and_says_all_of_it_in_the_address(windows: Windows) -> None:
    make_scored(make_team())
    listing = ListPage(windows.open("rita")).open()
    listing.expect_ids("abcd")
    expect(listing.page.get_by_text("4 trajectories")).to_be_visible()

    listing.search("source:left gold:error")
    listing.expect_ids("b")
    expect(listing.page.get_by_text("1 trajectory", exact=True)).to_be_visible()
    expect(listing.page).to_have_url(re.compile(r"\?q=source%3Aleft(\+|%20)gold%3Aerror$"))

    listing.page.get_by_role("button", name="gold error").click()
    listing.page.get_by_role("menuitem", name="Take this filter away").click()
    listing.expect_ids("ab")
    listing.page.get_by_role("button", name="source left").click()
    listing.page.get_by_role("menuitem", name="right").click()
    listing.expect_ids("cd")

    listing.page.go_back()
    listing.expect_ids("ab")
    listing.page.reload()
    listing.expect_ids("ab")


def test_offers_what_can_follow_while_one_types(windows: Windows) -> None:
    make_scored(make_team())
    listing = ListPage(windows.open("rita")).open()

    option = listing.page.get_by_role("option")
    listing.press("/")
    expect(option).to_have_count(11)
    listing.page.keyboard.type("so")
    expect(option).to_have_text("source:the file or data set it came from")
    listing.press("ArrowDown", "Enter")
    expect(option).to_have_text(["left", "right"])
    listing.press("ArrowDown", "Enter")

    listing.expect_ids("ab")
    expect(listing.page.get_by_role("combobox")).to_have_value("source:left")


def test_says_under_the_field_what_is_wrong_with_a_filter_and_finds_the_way_out(windows: Windows) -> None:
    make_scored(make_team())
    listing = ListPage(windows.open("rita")).open()

    listing.search("colour:red")
    expect(listing.page.get_by_role("alert")).to_contain_text("There is no filter 'colour'")
    listing.page.get_by_role("button", name="Clear filter and order").click()
    listing.expect_ids("abcd")

    listing.search("zeppelin")
    expect(listing.page.get_by_role("heading", name="Nothing fits this filter")).to_be_visible()
    listing.page.get_by_role("button", name="Clear the filter").click()
    listing.expect_ids("abcd")


def test_sorts_by_the_lowest_reward_of_a_scorer_both_ways(windows: Windows) -> None:
    make_scored(make_team())
    listing = ListPage(windows.open("rita")).open()

    listing.page.get_by_role("button", name="Order: import, change").click()
    listing.page.get_by_role("menuitem", name="lowest first").first.click()
    listing.expect_ids("bcda")
    head = listing.page.get_by_role("columnheader", name="Lowest, Qwen")
    expect(head).to_have_attribute("aria-sort", "ascending")
    expect(listing.row("b")).to_contain_text(".12")

    head.get_by_role("button").click()
    listing.expect_ids("adcb")
    expect(listing.page).to_have_url(re.compile("sort=-lowest%3AQwen-PRM"))


def test_shows_the_scorers_that_were_chosen_and_puts_the_tick_under_the_first_error(windows: Windows) -> None:
    make_scored(make_team())
    listing = ListPage(windows.open("rita")).open()
    strips = listing.row("b").get_by_role("img", name="Qwen-PRM")
    expect(strips).to_have_accessible_name(
        "Qwen-PRM: lowest 0.123 at step 1; Skywork-value: lowest 0.200 at step 0; first error at step 1"
    )
    cell = strips.get_by_title("Qwen-PRM, step 1: 0.123")
    tick = strips.get_by_title("first error, gold: step 1")
    places = [one.evaluate("(element) => element.getBoundingClientRect().x") for one in (cell, tick)]
    assert places[0] == places[1]

    listing.page.get_by_role("button", name="scorers Qwen-PRM, Skywork").click()
    listing.page.get_by_role("checkbox", name="Qwen-PRM").uncheck()

    expect(listing.row("b").get_by_role("img", name="Skywork-value: lowest")).to_be_visible()
    expect(listing.page.get_by_title("Qwen-PRM, step 1: 0.123")).to_have_count(0)
    expect(listing.page).to_have_url(re.compile("lanes=%?[0-9]"))


def test_pages_through_a_long_list_and_comes_back_to_the_row_that_was_left(windows: Windows) -> None:
    team = make_team()
    make_trajectories(team, 130, with_slots=False)
    listing = ListPage(windows.open("rita")).open()
    grid = listing.page.get_by_role("grid")

    for _ in range(12):
        listing.press("]")
        listing.page.wait_for_timeout(60)
    listing.expect_current("t-129")
    assert listing.rows().count() < 60, "only the rows in view are drawn"
    listing.press("k", "k")
    listing.expect_current("t-127")
    top = grid.evaluate("(element) => element.scrollTop")
    assert top > 100 * 40 - 800

    listing.press("Enter")
    expect(listing.page.get_by_role("heading", name="t-127")).to_be_visible()
    listing.page.go_back()
    listing.expect_current("t-127")
    assert abs(grid.evaluate("(element) => element.scrollTop") - top) <= 1

    listing.press("Enter")
    expect(listing.page.get_by_role("heading", name="t-127")).to_be_visible()
    listing.press("J")
    expect(listing.page.get_by_role("heading", name="t-128")).to_be_visible()
    listing.press("u")
    listing.expect_current("t-128")


def test_works_by_keys_alone_and_opens_by_a_press_anywhere_in_the_row(windows: Windows) -> None:
    make_scored(make_team())
    listing = ListPage(windows.open("rita")).open()

    listing.press("j", "x", "ArrowDown", "x", "k")
    listing.expect_current("b")
    expect(listing.page.get_by_text("2 picked")).to_be_visible()
    expect(listing.page.get_by_role("row", selected=True)).to_have_count(2)
    listing.press("x")
    expect(listing.page.get_by_text("1 picked")).to_be_visible()
    listing.press("Enter")
    expect(listing.page.get_by_role("heading", name="b", exact=True)).to_be_visible()

    listing.page.go_back()
    listing.row("c").get_by_role("img", name="Qwen-PRM").click()
    expect(listing.page.get_by_role("heading", name="c", exact=True)).to_be_visible()


def test_copies_the_ids_and_the_links_of_what_was_picked(windows: Windows) -> None:
    make_scored(make_team())
    listing = ListPage(windows.open("rita")).open()
    listing.page.context.grant_permissions(["clipboard-read", "clipboard-write"])

    listing.press("x", "j", "x")
    listing.page.get_by_role("button", name="Copy ids").click()
    expect(listing.page.get_by_role("button", name="Copied")).to_be_visible()
    assert listing.page.evaluate("navigator.clipboard.readText()") == "a\nb"
    listing.page.get_by_role("button", name="Copy links").click()
    expect(listing.page.get_by_role("button", name="Copied")).to_have_count(2)
    first = listing.page.evaluate("navigator.clipboard.readText()").splitlines()[0]
    listing.page.goto(first)
    expect(listing.page.get_by_role("heading", name="a", exact=True)).to_be_visible()


@pytest.mark.parametrize(("who", "way_on"), [("max", "Import trajectories"), ("rita", None)])
def test_an_empty_project_says_what_fills_it(windows: Windows, who: str, way_on: str | None) -> None:
    make_team()
    page = windows.open(who)
    page.goto("/p/algebra/trajectories")

    expect(page.get_by_role("heading", name="Nothing is imported yet")).to_be_visible()
    expect(page.get_by_role("link", name="Import trajectories")).to_have_count(0 if way_on is None else 1)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_on_the_list_in_any_of_its_states(windows: Windows, theme: str) -> None:
    team = make_team()
    make_scored(team)
    make_channel(team, "rule", "verdict")
    row = make_trajectory(team, "e", steps=30)
    annotate(team, "ada", row, [1] * 30)
    listing = ListPage(windows.open("rita", theme=theme)).open()

    found = axe_violations(listing.page)
    listing.press("x", "/")
    expect(listing.page.get_by_role("listbox")).to_be_visible()
    found += axe_violations(listing.page)
    listing.search("colour:red")
    expect(listing.page.get_by_role("alert")).to_be_visible()
    found += axe_violations(listing.page)

    assert found == []


def test_is_readable_at_the_width_of_a_tablet(windows: Windows) -> None:
    make_scored(make_team())
    listing = ListPage(windows.open("rita", width=768, height=1024)).open()

    expect(listing.row("b").get_by_title("First error at step 1, by gold")).to_be_in_viewport(ratio=1)
    assert listing.page.evaluate("document.documentElement.scrollWidth") <= 768
