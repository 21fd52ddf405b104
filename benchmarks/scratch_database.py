"""A database of a benchmark's own, on the real server, gone when it ends."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import psycopg

from webapp.broker_url import with_number
from webapp.embedded.services import ensure_services
from webapp.env import read_environment


@contextmanager
def scratch_database(name: str = "assay_benchmark", *, broker_number: int | None = None) -> Iterator[None]:
    """Django, set up on an empty, migrated database; nothing that Django touches may be imported before.

    `broker_number` gives it a part of the broker of its own, which it may empty.
    """
    environment = read_environment(os.environ)
    with ensure_services(environment, say=print) as found:
        url = urlsplit(found.database_url)
        _execute(found.database_url, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        _execute(found.database_url, f'CREATE DATABASE "{name}"')
        try:
            os.environ["ASSAY_DATABASE_URL"] = url._replace(path=f"/{name}").geturl()
            broker_url = found.broker_url
            os.environ["ASSAY_BROKER_URL"] = (
                broker_url if broker_number is None else with_number(broker_url, broker_number)
            )
            os.environ["ASSAY_ALLOWED_HOSTS"] = "testserver"
            os.environ["DJANGO_SETTINGS_MODULE"] = "webapp.settings"
            _set_up()
            yield
        finally:
            from django.db import connections

            connections.close_all()
            _execute(found.database_url, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _set_up() -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def _execute(url: str, statement: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)
