"""Copies the database into one file and back, with PostgreSQL's own programs."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path

import psycopg

from webapp.embedded.client_programs import ClientProgramFailed, connected, find_client, run_client

# A migration: the app's label and the migration's name.
Migration = tuple[str, str]

# The dump does not hold the schema itself. Waiting for ever behind an open page would look like a restore that works.
REPLACE_EVERYTHING = (
    "SET lock_timeout = '30s';\nDROP SCHEMA public CASCADE;\nCREATE SCHEMA public;\nSET lock_timeout = 0;\n"
)


class CannotBackUp(Exception):
    """No backup was written; the message says why."""


class CannotRestore(Exception):
    """The database is as it was; the message says why."""


@dataclass(frozen=True, kw_only=True)
class BackedUp:
    """A finished backup."""

    path: Path
    size_bytes: int


def back_up(*, conninfo: str, path: Path) -> BackedUp:
    """Write one consistent state in PostgreSQL's custom format, whole or not at all, into a file that is ours alone."""
    if path.exists():
        raise CannotBackUp(f"{path} is there already: name a new file, so that no older backup is lost.")
    if not path.parent.is_dir():
        raise CannotBackUp(f"There is no folder {path.parent} to write the backup into.")
    descriptor, draft = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    os.close(descriptor)
    try:
        run_client(
            "pg_dump", ["--format=custom", "--no-owner", "--no-privileges", f"--file={draft}"], conninfo=conninfo
        )
        Path(draft).rename(path)
    except ClientProgramFailed as error:
        raise CannotBackUp(f"The database could not be read: {error}") from error
    finally:
        Path(draft).unlink(missing_ok=True)
    return BackedUp(path=path, size_bytes=path.stat().st_size)


def restore(*, conninfo: str, path: Path, known_migrations: AbstractSet[Migration], force: bool = False) -> None:
    """Fill the database from a backup, in one transaction: all of it or nothing.

    A database with tables is refused unless `force` is given, which drops everything in it first. Refused as well: a
    file that is no backup or is damaged, and one that a newer server or a newer Assay wrote.
    """
    if not path.is_file():
        raise CannotRestore(f"There is no file {path}.")
    with psycopg.connect(conninfo) as connection:
        server = connection.info.server_version // 10000
        tables = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    if server_of(path) > server:
        raise CannotRestore(f"{path} comes from PostgreSQL {server_of(path)}, and this server is older: {server}.")
    unknown = sorted(migrations_in(path) - known_migrations)
    if unknown:
        raise CannotRestore(
            f"{path} comes from a newer Assay, which has {'.'.join(unknown[-1])}: update the code first."
        )
    if tables != (0,) and not force:
        raise CannotRestore(
            "The database is not empty. Restore into an empty one, or add --force to replace everything in it (after a "
            "backup of it)."
        )
    _replace(conninfo, path)


def server_of(path: Path) -> int:
    """The major version of the server that a backup was taken from."""
    found = re.search(r"^;\s+Dumped from database version: (\d+)", _listing(path), re.MULTILINE)
    if found is None:
        raise CannotRestore(f"{path} does not say which server it comes from: it is no backup of ours.")
    return int(found[1])


def migrations_in(path: Path) -> set[Migration]:
    """The migrations that had been applied when the backup was taken."""
    rows = _read(["--data-only", "--table=django_migrations", "--file=-", path], path)
    pattern = r"^COPY public\.django_migrations \(id, app, name, applied\) FROM stdin;\n(.*?)^\\\.$"
    copied = re.search(pattern, rows, re.MULTILINE | re.DOTALL)
    if copied is None:
        raise CannotRestore(f"{path} holds no table of migrations: it is no backup of Assay.")
    return {(fields[1], fields[2]) for fields in (line.split("\t") for line in copied[1].splitlines())}


def _listing(path: Path) -> str:
    return _read(["--list", path], path)


def _read(arguments: list[str | Path], path: Path) -> str:
    try:
        return run_client("pg_restore", arguments)
    except ClientProgramFailed as error:
        raise CannotRestore(f"{path} is no backup, or it is damaged: {error}") from error


def _replace(conninfo: str, path: Path) -> None:
    """psql commits at the end of its input, and we hold that end back until the whole file could be read."""
    target, environment = connected(conninfo)
    options = ["--quiet", "--no-psqlrc", "--single-transaction", "--set=ON_ERROR_STOP=1", f"--output={os.devnull}"]
    command = [find_client("psql"), *options, f"--command={REPLACE_EVERYTHING}", "--file=-", target]
    with (
        tempfile.TemporaryFile() as said,
        subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stderr=said) as writer,
    ):
        read = [find_client("pg_restore"), "--no-owner", "--no-privileges", "--file=-", str(path)]
        reader = subprocess.run(read, stdout=writer.stdin, stderr=subprocess.PIPE, check=False)
        if reader.returncode != 0:
            writer.kill()
        writer.communicate()
        said.seek(0)
        reason = (said.read() or reader.stderr).decode(errors="replace").strip()
    if reader.returncode != 0 or writer.returncode != 0:
        raise CannotRestore(f"The database is as it was: {reason}")
