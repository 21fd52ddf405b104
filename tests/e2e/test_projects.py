"""Projects, the people in them, and the doors that each of these people is shown."""

import re

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from annotator.projects.models import Membership, Project
from tests.e2e.browse_pages import annotate
from tests.e2e.conftest import Windows, axe_violations
from tests.e2e.dialogs import escape_from_dialog
from tests.e2e.people import make_staff, sign_in
from tests.factories.cast import Team, make_team
from tests.factories.trajectories import make_trajectories

pytestmark = pytest.mark.browser

HOSTILE = "<img src=x onerror='window.pwned = 1'>"


def open_projects(windows: Windows, name: str, *, theme: str = "light") -> Page:
    page = windows.open(name, theme=theme)
    page.goto("/projects")
    expect(page.get_by_role("heading", name="Projects", exact=True)).to_be_visible()
    return page


def open_members(windows: Windows, name: str = "max", *, theme: str = "light") -> Page:
    page = windows.open(name, theme=theme)
    page.goto("/p/algebra/members")
    expect(page.get_by_role("table", name="Members")).to_be_visible()
    return page


def test_at_1024_pixels_the_bar_shows_every_page_to_whoever_has_most(windows: Windows) -> None:
    Project.objects.filter(pk=make_team().project.pk).update(name="Olympiad solutions, the second reading")
    page = windows.open("max", width=1024)
    page.goto("/p/algebra/queues")
    pages = page.get_by_role("navigation", name="Pages of the project").get_by_role("link")

    expect(pages).to_have_count(10)
    for place in range(10):
        expect(pages.nth(place)).to_be_in_viewport(ratio=0.95)
    expect(page.get_by_role("button", name="Project Olympiad solutions, the second reading, change")).to_be_visible()
    assert axe_violations(page) == []


def role_of(team: Team, username: str) -> str | None:
    return (
        Membership.objects.filter(project=team.project, user__username=username).values_list("role", flat=True).first()
    )


def choose_role(page: Page, username: str, role: str) -> None:
    page.get_by_role("combobox", name=f"Role of {username}").press("Enter")
    page.get_by_role("option", name=role).press("Enter")


def test_a_card_says_how_far_a_project_is_and_leads_into_it(windows: Windows) -> None:
    team = make_team()
    first, _ = make_trajectories(team, 2)
    annotate(team, "grace", first, [1, 1, 1])
    make_team(slug="geometry")
    Membership.objects.filter(project__slug="geometry", user__username="ada").delete()
    page = open_projects(windows, "ada")

    card = page.get_by_role("listitem").filter(has_text="algebra")
    expect(card).to_contain_text("2 trajectories")
    expect(card).to_contain_text("Annotator")
    expect(card).to_contain_text(re.compile("1 of [23] submitted"))
    expect(page.get_by_text("geometry")).to_have_count(0)
    expect(page.get_by_role("button", name="New project")).to_have_count(0)

    card.get_by_role("link", name="Label in algebra").press("Enter")
    expect(page.locator("article").first).to_be_visible()
    page.go_back()
    card.click(position={"x": 200, "y": 60})
    expect(page.get_by_role("grid")).to_be_visible()


def test_somebody_in_no_project_is_told_the_way_into_one(windows: Windows) -> None:
    make_team()
    page = open_projects(windows, "sam")

    expect(page.get_by_role("heading", name="You are in no project yet")).to_be_visible()
    expect(page.get_by_role("button", name="New project")).to_have_count(0)
    page.goto("/p/algebra/members")
    expect(page.get_by_role("heading", name="There is nothing at this address")).to_be_visible()
    expect(page.get_by_text("grace")).to_have_count(0)


def test_staff_make_a_project_by_keys_and_go_on_to_fill_it(windows: Windows) -> None:
    make_team()
    make_staff("sam")
    page = open_projects(windows, "sam")

    page.get_by_role("button", name="New project").press("Enter")
    expect(page.get_by_label("Name", exact=True)).to_be_focused()
    page.keyboard.type("Algebra")
    expect(page.get_by_label("Short name")).to_have_value("algebra")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("There already is a project 'algebra'")
    page.get_by_label("Name", exact=True).fill("Olympiad, März 2026")
    expect(page.get_by_label("Short name")).to_have_value("olympiad-marz-2026")
    page.get_by_role("radio", name="Ternary step labels").focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="First error")).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.type("Whose traces, and what for.")
    page.get_by_role("button", name="Make the project").press("Enter")

    expect(page.get_by_role("heading", name="Import", exact=True)).to_be_visible()
    expect(page).to_have_url(re.compile("/p/olympiad-marz-2026/import$"))
    made = Project.objects.get(slug="olympiad-marz-2026")
    assert (made.name, made.protocol) == ("Olympiad, März 2026", "first-error")
    assert made.description == "Whose traces, and what for."
    assert Membership.objects.get(project=made).user.get_username() == "sam"
    page.get_by_role("button", name="Project Olympiad, März 2026, change").press("Enter")
    page.get_by_role("menuitem", name="All projects").press("Enter")
    expect(page.get_by_role("listitem").filter(has_text="olympiad-marz-2026")).to_contain_text("Nothing to label yet")


@pytest.mark.parametrize(
    ("who", "pages", "closed"),
    [
        (
            "ada",
            ["Trajectories", "Label", "Guideline", "Quality", "Members"],
            {"import": "Only managers", "export": "Only reviewers"},
        ),
        (
            "rita",
            ["Trajectories", "Label", "Guideline", "Queues", "Jobs", "Quality", "Experiments", "Export", "Members"],
            {"import": "Only managers"},
        ),
        (
            "max",
            [
                "Trajectories",
                "Label",
                "Guideline",
                "Queues",
                "Jobs",
                "Quality",
                "Experiments",
                "Import",
                "Export",
                "Members",
            ],
            {},
        ),
    ],
)
def test_each_role_is_offered_what_it_may_do(
    windows: Windows, who: str, pages: list[str], closed: dict[str, str]
) -> None:
    make_team()
    page = open_members(windows, who)

    expect(page.get_by_role("navigation", name="Pages of the project").get_by_role("link")).to_have_text(pages)
    expect(page.get_by_role("row")).to_have_count(5)
    changes = page.get_by_role("main").get_by_role("button").or_(page.get_by_role("main").get_by_role("combobox"))
    expect(changes).to_have_count(9 if who == "max" else 0)
    for path, said in closed.items():
        page.goto(f"/p/algebra/{path}")
        expect(page.get_by_role("heading", name=said)).to_be_visible()
        expect(page.get_by_role("main").get_by_role("button")).to_have_count(0)


def test_a_manager_adds_somebody_changes_their_role_and_takes_them_out(windows: Windows) -> None:
    team = make_team()
    page = open_members(windows)
    theirs = open_projects(windows, "sam")

    page.get_by_role("button", name="Add a member").press("Enter")
    page.keyboard.type("grace")
    expect(page.get_by_role("alert")).to_contain_text("grace is a member already")
    page.keyboard.press("Control+A")
    page.keyboard.type("sam")
    page.get_by_role("combobox", name="Role").press("Enter")
    page.get_by_role("option", name="Reviewer").press("Enter")
    page.get_by_role("button", name="Add to the project").press("Enter")
    expect(page.get_by_role("row").filter(has_text="sam")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert role_of(team, "sam") == "REVIEWER"
    theirs.reload()
    expect(theirs.get_by_role("link", name="algebra", exact=True)).to_be_visible()

    choose_role(page, "sam", "Annotator")
    expect(page.get_by_role("status").filter(has_text="sam is an annotator now.")).to_be_visible()
    assert role_of(team, "sam") == "ANNOTATOR"

    page.get_by_role("button", name="Remove sam").press("Enter")
    escape_from_dialog(page)
    assert role_of(team, "sam") == "ANNOTATOR"
    page.get_by_role("button", name="Remove sam").press("Enter")
    page.get_by_role("button", name="Remove from the project").press("Enter")
    expect(page.get_by_role("status").filter(has_text="sam is no longer a member.")).to_be_visible()
    expect(page.get_by_role("row")).to_have_count(5)
    assert role_of(team, "sam") is None


def test_the_last_manager_stays_and_one_of_two_may_leave(windows: Windows) -> None:
    team = make_team()
    page = open_members(windows)

    choose_role(page, "max", "Reviewer")
    expect(page.get_by_role("status").filter(has_text="A project needs a manager")).to_be_visible()
    expect(page.get_by_role("combobox", name="Role of max")).to_have_text("Manager")
    page.get_by_role("button", name="Remove max").press("Enter")
    page.get_by_role("button", name="Leave the project").press("Enter")
    expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text("A project needs a manager")
    escape_from_dialog(page)
    assert role_of(team, "max") == "MANAGER"

    choose_role(page, "rita", "Manager")
    expect(page.get_by_role("status").filter(has_text="rita is a manager now.")).to_be_visible()
    page.get_by_role("button", name="Remove max").press("Enter")
    page.get_by_role("button", name="Leave the project").press("Enter")
    expect(page.get_by_role("heading", name="You are in no project yet")).to_be_visible()
    assert role_of(team, "max") is None


def test_only_staff_make_an_account_on_the_way_and_its_password_is_shown_once(windows: Windows) -> None:
    team = make_team()
    page = open_members(windows)

    page.get_by_role("button", name="Add a member").press("Enter")
    page.keyboard.type("noor")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text(
        "There is no account “noor”. Check the spelling, or ask site staff"
    )
    expect(page.get_by_role("button", name="Make the account")).to_have_count(0)

    make_staff("max")
    page.reload()
    page.get_by_role("button", name="Add a member").press("Enter")
    page.keyboard.type("noor")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Make the account and add it").press("Enter")
    password = page.get_by_label("First password").input_value()
    escape_from_dialog(page)
    expect(page.get_by_role("row").filter(has_text="noor")).to_be_visible()
    assert password not in page.content()
    assert role_of(team, "noor") == "ANNOTATOR"

    theirs = windows.open()
    theirs.goto("/projects")
    sign_in(theirs, "noor", password)
    expect(theirs.get_by_role("link", name="algebra", exact=True)).to_be_visible()


def test_names_of_strangers_are_text(windows: Windows) -> None:
    team = make_team()
    Project.objects.filter(pk=team.project.pk).update(name=HOSTILE, description=HOSTILE + "x" * 2_000)
    User.objects.filter(username="grace").update(first_name=HOSTILE)
    page = open_projects(windows, "max")
    expect(page.get_by_role("link", name=HOSTILE, exact=True)).to_be_visible()
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) == 0

    page = open_members(windows)
    expect(page.get_by_role("row").filter(has_text="grace")).to_contain_text(HOSTILE)
    page.get_by_role("button", name="Remove grace").press("Enter")
    expect(page.get_by_role("dialog")).to_contain_text(HOSTILE)
    assert page.evaluate("window.pwned") is None
    assert page.locator("main img, [role=dialog] img").count() == 0
    assert page.evaluate(wide) == 0


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_on_the_projects_in_any_of_their_states(windows: Windows, theme: str) -> None:
    team = make_team()
    make_trajectories(team, 2)
    make_team(slug="geometry")
    make_staff("max")
    found = axe_violations(open_projects(windows, "sam", theme=theme))
    page = open_projects(windows, "max", theme=theme)
    expect(page.get_by_role("listitem")).to_have_count(2)

    found += axe_violations(page)
    page.get_by_role("button", name="New project").press("Enter")
    page.keyboard.type("Algebra")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    found += axe_violations(page)

    assert found == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_on_the_members_in_any_of_their_states(windows: Windows, theme: str) -> None:
    make_team()
    make_staff("max")
    found = axe_violations(open_members(windows, "ada", theme=theme))
    page = open_members(windows, theme=theme)

    found += axe_violations(page)
    page.get_by_role("button", name="Add a member").press("Enter")
    page.keyboard.type("noor")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    found += axe_violations(page)
    page.get_by_role("button", name="Make the account and add it").press("Enter")
    expect(page.get_by_label("First password")).to_be_visible()
    found += axe_violations(page)
    escape_from_dialog(page)
    page.get_by_role("button", name="Remove noor").press("Enter")
    expect(page.get_by_role("button", name="Remove from the project")).to_be_visible()
    found += axe_violations(page)

    assert found == []
