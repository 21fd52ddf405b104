"""Runs pg_dump, pg_restore and psql: the packaged ones, else those on PATH."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from webapp.embedded.postgres_server import plain_environment
from webapp.embedded.programs import NoServerProgram, find_postgres

# Django's own options of a database.
NOT_FOR_LIBPQ = {"pool", "assume_role", "isolation_level", "server_side_binding"}


class ClientProgramFailed(Exception):
    """What the program said on standard error."""


def find_client(name: str) -> str:
    """Raises NoServerProgram where there is none."""
    try:
        return str(find_postgres().server.with_name(name))
    except NoServerProgram:
        found = shutil.which(name)
    if found is None:
        raise NoServerProgram(f"There is no {name} here: run `make install`, or install PostgreSQL's client programs.")
    return found


def connected(conninfo: str) -> tuple[str, dict[str, str]]:
    """An option for the command line and an environment; the password goes where other users cannot see it."""
    parts = conninfo_to_dict(conninfo)
    password = parts.pop("password", None)
    environment = plain_environment() | ({"PGPASSWORD": str(password)} if password else {})
    return f"--dbname={make_conninfo(**{name: str(value) for name, value in parts.items()})}", environment


def run_client(name: str, arguments: Sequence[str | Path], *, conninfo: str | None = None) -> str:
    """Run to the end; standard output as text."""
    target, environment = connected(conninfo) if conninfo is not None else (None, plain_environment())
    command = [find_client(name), *arguments, *([target] if target is not None else [])]
    done = subprocess.run(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        errors="replace",
    )
    if done.returncode != 0:
        raise ClientProgramFailed(done.stderr.strip())
    return done.stdout


def conninfo_of(settings: Mapping[str, Any]) -> str:
    """What libpq needs of one of Django's databases."""
    names = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    options = {name: value for name, value in settings.get("OPTIONS", {}).items() if name not in NOT_FOR_LIBPQ}
    return make_conninfo(
        **{libpq: str(settings[name]) for name, libpq in names.items() if settings.get(name)}, **options
    )
