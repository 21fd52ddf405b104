"""What the page showed as kept is kept: over the death of the server, of the browser, of both."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Browser, Page, Route, expect

from annotator.http.clock import now
from annotator.labeling.assignment_status import AssignmentStatus
from annotator.labeling.models import Annotation, Assignment, Draft
from tests.e2e.browsers import find_browser
from tests.e2e.conftest import MODEL_BACKEND, WAIT, Windows
from tests.e2e.desk import Desk, stored_labels
from tests.e2e.mortal_browser import MortalBrowser, mortal_browser
from tests.e2e.site import SiteProcess, mortal_site
from tests.factories.cast import answer, make_team
from tests.factories.trajectories import make_trajectory
from tests.plugins.services import TestServices

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def _mortal_site(
    services: TestServices, django_db_setup: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SiteProcess]:
    """A site that nobody else needs."""
    variables = services.environment() | {"ASSAY_SECRET_KEY": settings.SECRET_KEY, "ASSAY_DEBUG": ""}
    with mortal_site(environment=variables, home=tmp_path_factory.mktemp("site")) as process:
        yield process


@pytest.fixture
def own_site(transactional_db: None, _mortal_site: SiteProcess) -> SiteProcess:
    """The same, alive, on the database that this test sees."""
    if not _mortal_site.is_running:
        _mortal_site.start()
    return _mortal_site


@pytest.fixture
def windows(browser: Browser, own_site: SiteProcess) -> Iterator[Windows]:
    """Windows at that site; they must not fail whatever happens to it."""
    opened = Windows(browser, own_site.site)
    yield opened
    opened.close()
    assert opened.offences == []


@pytest.fixture
def person(browser: Browser, tmp_path: Path) -> Iterator[MortalBrowser]:
    """Somebody's own browser."""
    (tmp_path / "profile").mkdir()
    chromium = browser.browser_type
    with mortal_browser(chromium, find_browser(chromium), tmp_path / "profile") as mortal:
        yield mortal


def desk_in(person: MortalBrowser, site: SiteProcess, username: str = "ada") -> Desk:
    """The desk in that browser, after its start."""
    context = person.start()
    context.set_default_timeout(WAIT)
    client = Client()
    client.force_login(User.objects.get(username=username), backend=MODEL_BACKEND)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": site.site.address}])
    page = context.new_page()
    desk = Desk(page)
    page.goto(f"{site.site.address}/p/{desk.slug}/label")
    return desk.wait()


def expect_waiting(page: Page, count: int) -> None:
    expect(page.get_by_text(f"{count} waiting (offline)")).to_be_visible()


def expect_sent(desk: Desk) -> None:
    """The page tries again by itself, four times a minute at the least."""
    expect(desk.page.get_by_text("Saved", exact=True)).to_be_visible(timeout=60_000)


def applied_once() -> None:
    """Every operation that the server took it took once."""
    applied = Draft.objects.get().applied
    assert len(applied) == len(set(applied))


def test_the_server_is_killed_before_it_answers_a_key(windows: Windows, own_site: SiteProcess) -> None:
    make_trajectory(make_team(), steps=5)
    desk = Desk(windows.open("ada")).open()
    desk.label("d")
    desk.expect_saved()

    own_site.freeze()
    desk.label("a")  # its request is on its way and will never be answered
    desk.page.wait_for_timeout(1_000)
    own_site.kill()
    desk.label("s")
    expect_waiting(desk.page, 2)
    own_site.start()
    expect_sent(desk)

    assert stored_labels() == {"0": 1, "1": -1, "2": 0}
    applied_once()
    desk.page.reload()
    desk.wait()
    desk.expect_label(1, -1)
    desk.expect_focus(3)


def kept_but_not_told(page: Page, site: SiteProcess, path: str) -> None:
    """The next request to that address is done by the server, which dies before the answer is out."""

    def die(route: Route) -> None:
        route.fetch()
        site.kill()
        route.abort("connectionreset")

    page.route(f"**{path}", die, times=1)


def test_the_server_is_killed_after_it_kept_a_key_and_before_the_answer(
    windows: Windows, own_site: SiteProcess
) -> None:
    make_trajectory(make_team(), steps=5)
    desk = Desk(windows.open("ada")).open()
    desk.label("d")
    desk.expect_saved()
    kept_but_not_told(desk.page, own_site, "/draft")

    desk.label("a")
    expect_waiting(desk.page, 1)
    assert stored_labels() == {"0": 1, "1": -1}  # it was kept, and the page does not know
    revision = Draft.objects.get().revision
    desk.label("s")
    own_site.start()
    expect_sent(desk)

    assert stored_labels() == {"0": 1, "1": -1, "2": 0}
    assert Draft.objects.get().revision == revision + 1  # the key was taken once
    applied_once()


def the_only_annotation() -> Annotation:
    return Annotation.objects.get()  # raises where there are two


def test_the_server_is_killed_while_it_takes_a_submission(windows: Windows, own_site: SiteProcess) -> None:
    make_trajectory(make_team(), steps=2)
    desk = Desk(windows.open("ada")).open()
    desk.label("da", of=2)
    desk.expect_saved()

    own_site.freeze()
    desk.press("]", "Enter")
    desk.page.wait_for_timeout(1_000)
    own_site.kill()
    expect(desk.page.get_by_text("Submits when online")).to_be_visible()
    assert not Annotation.objects.exists()
    own_site.start()
    expect(desk.page.get_by_text("Nothing for you right now")).to_be_visible()

    annotation = the_only_annotation()
    assert (annotation.labels, annotation.withdrawn_at) == ([1, -1], None)
    assert Assignment.objects.get().status == AssignmentStatus.SUBMITTED
    applied_once()


def test_the_server_is_killed_after_it_took_a_submission_and_before_the_answer(
    windows: Windows, own_site: SiteProcess
) -> None:
    make_trajectory(make_team(), steps=2)
    desk = Desk(windows.open("ada")).open()
    desk.label("d", of=2)
    kept_but_not_told(desk.page, own_site, "/submit")

    desk.label("a")
    desk.press("]", "Enter")
    expect(desk.page.get_by_text("Submits when online")).to_be_visible()
    first = the_only_annotation()
    own_site.start()
    expect(desk.page.get_by_text("Nothing for you right now")).to_be_visible()

    assert the_only_annotation() == first
    assert first.labels == [1, -1]
    assert Draft.objects.get().closed_at is not None
    applied_once()


def test_the_browser_is_killed_and_nothing_that_it_showed_is_missing(
    person: MortalBrowser, own_site: SiteProcess
) -> None:
    make_trajectory(make_team(), steps=8)
    desk = desk_in(person, own_site)
    desk.label("d")
    desk.expect_saved()
    own_site.kill()  # from here on the keys are in this browser alone
    desk.label("asd")
    desk.page.wait_for_timeout(100)
    person.kill()
    own_site.start()

    later = desk_in(person, own_site)

    later.expect_label(3, 1)
    later.expect_saved()
    assert stored_labels() == {"0": 1, "1": -1, "2": 0, "3": 1}
    later.expect_focus(4)
    applied_once()


def test_a_browser_that_is_killed_in_the_middle_of_typing_keeps_a_beginning_of_it(
    person: MortalBrowser, own_site: SiteProcess
) -> None:
    typed = "dasdasdasdas"
    make_trajectory(make_team(), steps=len(typed))
    desk = desk_in(person, own_site)
    own_site.kill()

    for key in typed:
        desk.page.keyboard.press(key)
    person.kill()  # at once: the last keys may not be on disk yet
    own_site.start()
    later = desk_in(person, own_site)
    kept = later.labelled()
    later.expect_saved()

    values = {"d": 1, "a": -1, "s": 0}
    assert stored_labels() == {str(step): values[key] for step, key in enumerate(typed[:kept])}
    applied_once()


def test_server_and_tab_are_gone_before_the_answer_to_a_submission(windows: Windows, own_site: SiteProcess) -> None:
    team = make_team()
    make_trajectory(team, steps=2)
    make_trajectory(team, "t-1", steps=2)
    desk = Desk(windows.open("ada")).open()
    desk.label("da", of=2)
    kept_but_not_told(desk.page, own_site, "/submit")
    desk.press("]", "Enter")
    expect(desk.page.get_by_text("Submits when online")).to_be_visible()
    desk.page.close()
    own_site.start()

    later = Desk(desk.page.context.new_page()).open()

    later.expect_trajectory("t-1")
    later.expect_labelled(0)
    assert the_only_annotation().labels == [1, -1]


def test_ten_minutes_offline_lose_the_slot_and_no_label(windows: Windows, own_site: SiteProcess) -> None:
    team = make_team(lease_minutes=10)
    make_trajectory(team, steps=3)
    page = windows.open("ada")
    page.clock.install()
    desk = Desk(page).open()
    desk.label("d")
    desk.expect_saved()

    page.context.set_offline(True)
    desk.label("a")
    expect_waiting(page, 1)
    page.clock.fast_forward("11:00")
    Assignment.objects.update(lease_expires_at=now() - timedelta(seconds=1))  # as much time for the server
    other = answer(team.client("grace").post(team.url(f"queues/{team.queue.pk}/claim"), {}, format="json"))
    assert other["assignment"]["trajectory"]["external_id"] == "t-0"
    desk.label("s")
    expect_waiting(page, 2)
    page.context.set_offline(False)
    expect_sent(desk)
    assert Draft.objects.get(annotator__user__username="ada").state["labels"] == {"0": 1, "1": -1, "2": 0}

    desk.press("]", "Enter")
    expect(page.get_by_text("Nothing for you right now")).to_be_visible()
    annotation = the_only_annotation()
    assert annotation.labels == [1, -1, 0]
    assert annotation.assignment.status == AssignmentStatus.LATE
    assert Draft.objects.get(annotator__user__username="grace").state.get("labels", {}) == {}
