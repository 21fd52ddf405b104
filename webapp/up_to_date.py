"""A command that reads or writes our tables finds them: a newcomer's first command need not be `migrate`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.core.management import call_command, get_commands
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from webapp.env import Environment

# Any number that nobody else locks by.
_LOCK = 0x4153534159
# It brings the tables itself, all or none.
_BRINGS_ITS_OWN = {"restore"}


class TablesMissing(Exception):
    """The database is a team's own, and what it holds is not of this version; the message says what to run."""


def ensure_tables(environment: Environment, *, command: str, say: Callable[[str], None]) -> None:
    """Before a command of ours: migrate the embedded database where something is missing.

    A database that was named by ASSAY_DATABASE_URL may serve other machines with other versions, so it is never
    changed unasked. Raises TablesMissing there.
    """
    if get_commands().get(command) != "annotator" or command in _BRINGS_ITS_OWN or not _missing():
        return
    if environment.database_url is not None:
        raise TablesMissing(
            "The database that ASSAY_DATABASE_URL names does not have all tables of this version. "
            "Run `python manage.py migrate` once, then this command again."
        )
    with _one_at_a_time():
        missing = _missing()
        if missing:
            say(f"Bringing the database up to date ({missing} migrations)")
            call_command("migrate", interactive=False, verbosity=0)


def _missing() -> int:
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Two first commands at once: the second waits, and then finds nothing to do."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
