"""A real site and a real browser. What every page must never do is checked after each test."""

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import CommandError
from django.db import connection
from django.test import Client, TransactionTestCase
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, expect, sync_playwright

from tests.e2e.browsers import ARGUMENTS, find_browser
from tests.e2e.site import Site, running_site, running_worker
from tests.plugins.services import TestServices
from webapp.env import REPOSITORY

# What passes takes as long as before; a busy machine gets the time it needs.
WAIT = 20_000
expect.set_options(timeout=WAIT)
AXE = REPOSITORY / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
COME_TO_REST = """() => {
  for (const one of document.getAnimations())
    if (one.effect?.getComputedTiming().iterations !== Infinity) one.finish()
}"""
MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture(scope="session")
def _site_process(
    services: TestServices, django_db_setup: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """One site for the whole session; each test fills and empties its database."""
    variables = services.environment() | {"ASSAY_SECRET_KEY": settings.SECRET_KEY, "ASSAY_DEBUG": ""}
    with running_site(environment=variables, home=tmp_path_factory.mktemp("site")) as site:
        yield site


@pytest.fixture(scope="session", autouse=True)
def _empty_the_database_again_after_a_deadlock() -> Iterator[None]:
    """A page that closes says goodbye to the server, which may still be busy with it when the test's rows go."""
    once = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]

    def patiently(case: TransactionTestCase) -> None:
        for _ in range(4):
            try:
                once(case)
            except CommandError as error:
                if "deadlock" not in str(error.__cause__):
                    raise
            else:
                return
        once(case)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", patiently)
        yield


@pytest.fixture
def site(transactional_db: None, _site_process: Site) -> Iterator[Site]:
    """The site, on the database that this test sees. It is emptied once the site has answered what was asked last:
    emptying it under an open statement ends in a deadlock."""
    yield _site_process
    _wait_until_nobody_asks()


def _wait_until_nobody_asks(seconds: float = 10.0) -> None:
    until = time.monotonic() + seconds
    while _others_at_work() and time.monotonic() < until:
        time.sleep(0.05)


def _others_at_work() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid() AND backend_type = 'client backend' AND state <> 'idle'"
        )
        return int(cursor.fetchone()[0])


@pytest.fixture
def worker(site: Site) -> Iterator[None]:
    """Somebody who takes the work that the site hands out."""
    with running_worker(site):
        yield


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for the session; every person gets a window of their own."""
    # Playwright's loop runs in this thread, and Django would take the test for asynchronous code.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=find_browser(playwright.chromium), args=ARGUMENTS)
        yield launched
        launched.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def slow_down(page: Page) -> None:
    """By ASSAY_SLOW_BROWSER (a factor): a processor so many times slower.

    What a test reads too early shows there, and not first on somebody's busy machine.
    """
    factor = float(os.environ.get("ASSAY_SLOW_BROWSER", "1"))
    if factor <= 1:
        return
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": factor})


@dataclass
class Windows:
    """Windows of people at the site, and everything in them that no page may do."""

    browser: Browser
    site: Site
    offences: list[str] = field(default_factory=list)
    _contexts: list[BrowserContext] = field(default_factory=list)

    def open(self, name: str | None = None, *, theme: str = "light", width: int = 1280, height: int = 800) -> Page:
        """A window of its own, signed in as that person; nobody for None."""
        context = self.browser.new_context(
            base_url=self.site.address,
            color_scheme="dark" if theme == "dark" else "light",
            viewport={"width": width, "height": height},
            reduced_motion="reduce",
        )
        context.set_default_timeout(WAIT)
        self._contexts.append(context)
        context.on("request", lambda request: self._check_address(request.url))
        context.on("weberror", lambda error: self.offences.append(f"failed: {error.error}"))
        context.on("dialog", self._refuse_dialog)
        context.on("page", slow_down)
        if name is not None:
            self._sign_in(context, name)
        return context.new_page()

    def close(self) -> None:
        """Close all of them."""
        for context in self._contexts:
            context.close()

    def _sign_in(self, context: BrowserContext, name: str) -> None:
        """A session made on the server's side: the sign-in page has a test of its own."""
        client = Client()
        client.force_login(User.objects.get(username=name), backend=MODEL_BACKEND)
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": self.site.address}])

    def _refuse_dialog(self, dialog: Dialog) -> None:
        self.offences.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _check_address(self, url: str) -> None:
        if not url.startswith((self.site.address, "data:", "blob:")):
            self.offences.append(f"asked somebody else: {url}")


@pytest.fixture
def windows(browser: Browser, site: Site) -> Iterator[Windows]:
    """Opens windows; afterwards no page has failed, opened a dialog of the browser, or asked another site."""
    opened = Windows(browser, site)
    yield opened
    opened.close()
    assert opened.offences == []


def axe_violations(page: Page) -> list[str]:
    """What axe finds on the page at rest, as sentences: rule, severity, first place.

    Content that waits for newer content is dimmed, and a colour on its way to another one is no colour of the page: both are
    let come to their end.
    """
    expect(page.locator("[aria-busy=true]")).to_have_count(0)
    page.evaluate(COME_TO_REST)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("async () => (await axe.run()).violations")
    return [f"{one['id']} ({one['impact']}): {one['nodes'][0]['html'][:200]}" for one in found]
