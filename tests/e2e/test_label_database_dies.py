"""PostgreSQL is killed -9 while somebody labels: the page waits, the database comes back, and nothing is missing."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import WAIT
from tests.e2e.desk import Desk
from tests.e2e.people import sign_in
from tests.e2e.site import SiteProcess, mortal_site
from tests.webapp.homes import Holder, Home, database_answers, eventually, fresh_home, holding, is_alive
from webapp.env import REPOSITORY

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="looks at processes through /proc"),
]
ROW = {"id": "t-0", "problem": "What is 2 + 3?", "steps": ["one", "two", "three", "four"]}


@pytest.fixture
def home() -> Iterator[Home]:
    with fresh_home() as path:
        yield Home(path)


@pytest.fixture
def holder(home: Home) -> Iterator[Holder]:
    """A database server that nobody else uses."""
    with holding(home) as held:
        yield held


@pytest.fixture
def password(home: Home, holder: Holder, tmp_path: Path) -> str:
    """Ada's, who is to label one trajectory."""
    file = tmp_path / "one.jsonl"
    file.write_text(json.dumps(ROW) + "\n", encoding="utf-8")
    manage(home, "migrate", "--verbosity", "0")
    manage(home, "create_project", "algebra", "--protocol", "ternary")
    manage(home, "import_trajectories", "algebra", str(file))
    said = manage(home, "add_member", "algebra", "ada", "--role", "annotator", "--create-account")
    found = re.search(r"First password: (\S+)", said)
    assert found is not None, said
    return found[1]


@pytest.fixture
def site(home: Home, holder: Holder, password: str, tmp_path: Path) -> Iterator[SiteProcess]:
    addresses = {"ASSAY_DATABASE_URL": holder.database_url, "ASSAY_BROKER_URL": holder.broker_url}
    with mortal_site(environment={**home.environment(), **addresses}, home=tmp_path) as process:
        yield process


def manage(home: Home, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=REPOSITORY,
        env=home.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def postmaster_of(home: Home) -> int:
    return int((home.path / "postgres" / "postmaster.pid").read_text(encoding="utf-8").splitlines()[0])


def labels_in(holder: Holder) -> dict[str, int]:
    with psycopg.connect(holder.database_url) as connection:
        row = connection.execute("SELECT state FROM annotator_draft").fetchone()
    assert row is not None
    labels: dict[str, int] = row[0].get("labels", {})
    return labels


def annotations_in(holder: Holder) -> list[list[int]]:
    with psycopg.connect(holder.database_url) as connection:
        return [labels for (labels,) in connection.execute("SELECT labels FROM annotator_annotation")]


def kill_postgres(home: Home, holder: Holder) -> None:
    killed = postmaster_of(home)
    os.kill(killed, signal.SIGKILL)
    assert eventually(lambda: not is_alive(killed))


@pytest.fixture
def page(browser: Browser, site: SiteProcess) -> Iterator[Page]:
    context = browser.new_context(base_url=site.site.address, reduced_motion="reduce")
    context.set_default_timeout(WAIT)
    yield context.new_page()
    context.close()


def test_postgres_is_killed_while_somebody_labels_and_again_before_they_submit(
    home: Home, holder: Holder, password: str, page: Page
) -> None:
    page.goto("/p/algebra/label")
    sign_in(page, "ada", password)
    desk = Desk(page).wait()
    desk.label("d")
    desk.expect_saved()

    kill_postgres(home, holder)
    desk.label("as")
    assert eventually(lambda: database_answers(holder.database_url))
    desk.expect_saved()
    assert labels_in(holder) == {"0": 1, "1": -1, "2": 0}

    desk.label("d", of=4)
    desk.expect_saved()
    kill_postgres(home, holder)
    desk.press("]", "Enter")
    assert eventually(lambda: database_answers(holder.database_url))
    expect(page.get_by_text("Nothing for you right now")).to_be_visible()
    assert annotations_in(holder) == [[1, -1, 0, 1]]
