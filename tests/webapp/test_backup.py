"""A backup brings the database back, all of it or nothing."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

from tests.plugins.services import TestServices
from webapp.embedded.backup import CannotBackUp, CannotRestore, back_up, migrations_in, restore, server_of
from webapp.embedded.client_programs import connected, conninfo_of
from webapp.env import REPOSITORY

KNOWN = {("annotator", "0001_initial")}


@pytest.fixture
def make_database(services: TestServices) -> Iterator[Callable[[], str]]:
    """Empty databases on the test server, dropped at the end."""
    made: list[str] = []

    def make() -> str:
        name = f"test_backup_{uuid4().hex}"
        _administer(services, sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        made.append(name)
        return services.database(name)

    yield make
    for name in made:
        _administer(services, sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _administer(services: TestServices, statement: sql.Composed) -> None:
    with psycopg.connect(services.database("postgres"), autocommit=True) as connection:
        connection.execute(statement)


@pytest.fixture
def empty(make_database: Callable[[], str]) -> str:
    return make_database()


@pytest.fixture
def filled(make_database: Callable[[], str]) -> str:
    """What a tiny Assay would look like: a table of migrations, and one with awkward content."""
    url = make_database()
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE django_migrations (id int, app text, name text, applied timestamptz)")
        connection.execute("INSERT INTO django_migrations VALUES (1, 'annotator', '0001_initial', now())")
        connection.execute("CREATE TABLE step (step_index int PRIMARY KEY, text text, rewards real[])")
        connection.execute(
            "INSERT INTO step VALUES (0, %s, %s), (1, NULL, NULL)", ["tab\t, \\. and\nnew line", [0.5, None]]
        )
    return url


def steps_in(url: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT * FROM step ORDER BY step_index").fetchall()


def tables_in(url: str) -> set[str]:
    with psycopg.connect(url) as connection:
        return {row[0] for row in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")}


def test_restores_every_row_into_an_empty_database(filled: str, empty: str, tmp_path: Path) -> None:
    made = back_up(conninfo=filled, path=tmp_path / "backup")
    restore(conninfo=empty, path=made.path, known_migrations=KNOWN)
    assert steps_in(empty) == steps_in(filled) == [(0, "tab\t, \\. and\nnew line", [0.5, None]), (1, None, None)]
    assert made.size_bytes == made.path.stat().st_size > 0
    assert made.path.stat().st_mode & 0o777 == 0o600


def test_a_backup_says_where_it_comes_from(filled: str, tmp_path: Path) -> None:
    made = back_up(conninfo=filled, path=tmp_path / "backup")
    assert server_of(made.path) == 18
    assert migrations_in(made.path) == KNOWN


def test_never_writes_over_an_older_backup(filled: str, tmp_path: Path) -> None:
    older = tmp_path / "backup"
    older.write_text("precious")
    with pytest.raises(CannotBackUp, match="is there already"):
        back_up(conninfo=filled, path=older)
    assert older.read_text() == "precious"


def test_leaves_no_half_file_when_the_database_cannot_be_read(filled: str, tmp_path: Path) -> None:
    with pytest.raises(CannotBackUp, match="could not be read"):
        back_up(conninfo=filled.replace("test_backup_", "test_missing_"), path=tmp_path / "backup")
    assert list(tmp_path.iterdir()) == []


def test_refuses_a_database_that_is_not_empty(filled: str, tmp_path: Path) -> None:
    made = back_up(conninfo=filled, path=tmp_path / "backup")
    with psycopg.connect(filled) as connection:
        connection.execute("DELETE FROM step WHERE step_index = 1")
    with pytest.raises(CannotRestore, match=r"not empty.*--force"):
        restore(conninfo=filled, path=made.path, known_migrations=KNOWN)
    assert len(steps_in(filled)) == 1


def test_force_replaces_everything_also_tables_that_the_backup_does_not_know(filled: str, tmp_path: Path) -> None:
    made = back_up(conninfo=filled, path=tmp_path / "backup")
    with psycopg.connect(filled) as connection:
        connection.execute("CREATE TABLE of_a_later_version ()")
        connection.execute("DELETE FROM step")
    restore(conninfo=filled, path=made.path, known_migrations=KNOWN, force=True)
    assert len(steps_in(filled)) == 2
    assert tables_in(filled) == {"django_migrations", "step"}


def test_refuses_a_backup_of_a_newer_version_and_names_what_is_missing(filled: str, empty: str, tmp_path: Path) -> None:
    with psycopg.connect(filled) as connection:
        connection.execute("INSERT INTO django_migrations VALUES (2, 'annotator', '0099_future', now())")
    made = back_up(conninfo=filled, path=tmp_path / "backup")
    with pytest.raises(CannotRestore, match=r"newer Assay, which has annotator\.0099_future"):
        restore(conninfo=empty, path=made.path, known_migrations=KNOWN)
    assert tables_in(empty) == set()


def test_refuses_what_is_no_backup(empty: str, tmp_path: Path) -> None:
    with pytest.raises(CannotRestore, match="There is no file"):
        restore(conninfo=empty, path=tmp_path / "nothing", known_migrations=KNOWN)
    (tmp_path / "letter").write_text("Dear reader")
    with pytest.raises(CannotRestore, match="no backup"):
        restore(conninfo=empty, path=tmp_path / "letter", known_migrations=KNOWN)


def test_a_damaged_backup_changes_nothing_even_with_force(filled: str, tmp_path: Path) -> None:
    with psycopg.connect(filled) as connection:
        connection.execute("INSERT INTO step SELECT n, md5(n::text), NULL FROM generate_series(2, 20000) n")
    whole = back_up(conninfo=filled, path=tmp_path / "backup").path.read_bytes()
    damaged = tmp_path / "damaged"
    damaged.write_bytes(whole[: len(whole) * 2 // 3])
    with pytest.raises(CannotRestore):
        restore(conninfo=filled, path=damaged, known_migrations=KNOWN, force=True)
    assert len(steps_in(filled)) == 20_001


def test_keeps_the_password_off_the_command_line() -> None:
    option, environment = connected("postgres://me:hunter2@db.example.org:5433/mine")
    assert "hunter2" not in option
    assert environment["PGPASSWORD"] == "hunter2"
    assert "host=db.example.org" in option


def test_reads_a_database_of_django() -> None:
    settings = {
        "NAME": "assay",
        "USER": "me",
        "PASSWORD": "",
        "HOST": "/sockets here",
        "PORT": "",
        "OPTIONS": {"pool": {"min_size": 1}, "sslmode": "require"},
    }
    assert conninfo_of(settings) == "dbname=assay user=me host='/sockets here' sslmode=require"


@pytest.mark.slow
def test_the_commands_carry_a_real_database_over(
    make_database: Callable[[], str], services: TestServices, tmp_path: Path
) -> None:
    first, second = str(make_database()), make_database()
    backup = tmp_path / "assay.backup"
    _manage(services, first, "migrate")
    _manage(services, first, "create_project", "kept", "--protocol", "ternary")
    assert "assay.backup" in _manage(services, first, "backup", str(backup))
    assert "Restored" in _manage(services, second, "restore", str(backup))
    with psycopg.connect(second) as connection:
        assert connection.execute("SELECT slug FROM annotator_project").fetchall() == [("kept",)]
    again = _manage(services, second, "restore", str(backup), status=1)
    assert "The database is not empty" in again
    _manage(services, second, "restore", str(backup), "--force")


def _manage(services: TestServices, url: str, *arguments: str, status: int = 0) -> str:
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=REPOSITORY,
        env=services.environment() | {"ASSAY_DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == status, done.stderr
    return done.stdout + done.stderr
