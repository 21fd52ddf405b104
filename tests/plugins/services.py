"""A real PostgreSQL and a real broker for the tests: one server for all, a database and a broker number per process.

Each test process (pytest alone, or one worker of pytest-xdist) takes the first free slot by a lock, so that several
runs at once never meet, and one that was killed leaves nothing to clean up: the next holder of the slot starts anew.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connections
from kombu import Connection

from webapp.broker_url import joined, with_number
from webapp.embedded.layout import prepare_layout
from webapp.embedded.services import ensure_services
from webapp.env import Environment, read_environment
from webapp.locks import FileLock

SLOTS = range(1, 200)


@dataclass(frozen=True, kw_only=True)
class TestServices:
    """Where this test process finds its own database and its own part of the broker."""

    __test__ = False

    slot: int
    broker_url: str
    _server_url: str

    def database(self, name: str) -> str:
        """The URL of some database on the same server."""
        return _with_database(self._server_url, name)

    def environment(self) -> dict[str, str]:
        """For a process that a test starts: it works on the same test database and the same broker number."""
        name = str(connections["default"].settings_dict["NAME"])
        return os.environ | {
            "ASSAY_DATABASE_URL": self.database(name),
            "ASSAY_BROKER_URL": self.broker_url,
        }


@pytest.fixture(scope="session")
def services() -> Iterator[TestServices]:
    """The services, up for the whole session; started at the first test that wants them."""
    environment = read_environment(os.environ)
    slot, lock = _take_slot(environment)
    try:
        with ensure_services(environment) as found:
            broker_url = settings.CELERY_BROKER_URL = with_number(found.broker_url, slot)
            _empty_broker(broker_url)
            yield TestServices(slot=slot, broker_url=broker_url, _server_url=found.database_url)
    finally:
        lock.release()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    services: TestServices,
    django_db_modify_db_settings_parallel_suffix: None,
) -> None:
    """Before pytest-django makes the test database: bring the server up and give the database the slot's name."""
    test = connections["default"].settings_dict["TEST"]
    test["NAME"] = f"{test['NAME'] or 'test_assay'}_{services.slot}"


def _take_slot(environment: Environment) -> tuple[int, FileLock]:
    run = prepare_layout(environment).run
    for slot in SLOTS:
        lock = FileLock(run / f"test-slot-{slot}.lock")
        if lock.acquire(wait=False):
            return slot, lock
    pytest.exit(f"All {len(SLOTS)} test slots in {run} are taken: are other test runs still going on?", returncode=1)


def _with_database(url: str, name: str) -> str:
    return joined(urlsplit(url)._replace(path=f"/{name}"))


def _empty_broker(url: str) -> None:
    """A killed run may have left messages under this number."""
    with Connection(url) as connection:
        client = getattr(connection.default_channel, "client", None)
        if client is not None:
            client.flushdb()
