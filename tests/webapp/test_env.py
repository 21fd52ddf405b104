"""A wrong variable stops the start with a sentence that names it."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from webapp.env import (
    HOME_MARK,
    REPOSITORY,
    VARIABLES,
    BadEnvironment,
    obtain_secret_key,
    prepare_home,
    read_environment,
)


def test_starts_with_nothing_set() -> None:
    environment = read_environment({})
    assert environment.home == REPOSITORY / ".assay"
    assert environment.database_url is None
    assert environment.broker_url is None
    assert environment.embedded == "auto"
    assert environment.port is None
    assert not environment.debug
    assert not environment.https
    assert environment.allowed_hosts == ("127.0.0.1", "localhost", "[::1]")


def test_takes_an_empty_value_as_not_set() -> None:
    # Compose passes empty values for what its user left out.
    assert read_environment(dict.fromkeys(VARIABLES, "")) == read_environment({})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HOME", "relative/folder"),
        ("DATABASE_URL", "mysql://host/name"),
        ("DATABASE_URL", "postgres://host"),
        ("DATABASE_URL", "postgres://user:secret@host:port/name"),
        ("DATABASE_URL", "postgres:///name"),
        ("DATABASE_POOL", "-1"),
        ("BROKER_URL", "http://host"),
        ("BROKER_URL", "redis://"),
        ("EMBEDDED", "docker"),
        ("SECRET_KEY", "short"),
        ("DEBUG", "maybe"),
        ("ALLOWED_HOSTS", "https://assay.example.org/"),
        ("ALLOWED_HOSTS", ","),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "99999999999999999999"),
        ("PORT", "٨"),
        ("HTTPS", "2"),
        ("WEB_WORKERS", "0"),
        ("WEB_THREADS", "many"),
        ("TASK_PROCESSES", "0"),
        ("MODEL_WORKER", "-"),
        ("UNDO_SECONDS", "30.5"),
        ("LEASE_MINUTES", "0"),
        ("LOG_LEVEL", "LOUD"),
    ],
)
def test_refuses_a_wrong_value_and_names_the_variable(name: str, value: str) -> None:
    with pytest.raises(BadEnvironment, match=f"^ASSAY_{name}"):
        read_environment({f"ASSAY_{name}": value})


@pytest.mark.parametrize("name", ["DATABASE_URL", "BROKER_URL"])
def test_never_repeats_an_address_that_may_hold_a_password(name: str) -> None:
    with pytest.raises(BadEnvironment) as refusal:
        read_environment({f"ASSAY_{name}": "what://user:hunter2@host/name"})
    assert "hunter2" not in str(refusal.value)


@pytest.mark.parametrize(
    "url",
    ["postgres://u:p@h:5432/n", "postgresql://h/n", "postgres://u@/n?host=%2Frun%2Fpg", "postgres:///n?host=/run/pg"],
)
def test_takes_addresses_with_a_host_or_a_socket(url: str) -> None:
    assert read_environment({"ASSAY_DATABASE_URL": url}).database_url == url


@pytest.mark.parametrize(
    ("text", "meaning"), [("1", True), ("TRUE", True), ("on", True), ("No", False), ("off", False)]
)
def test_reads_the_usual_spellings_of_true_and_false(text: str, *, meaning: bool) -> None:
    assert read_environment({"ASSAY_HTTPS": text}).https is meaning


def test_a_wrong_variable_ends_a_command_with_one_sentence_and_no_traceback() -> None:
    told = subprocess.run(
        [sys.executable, "manage.py", "version"],
        cwd=REPOSITORY,
        env=os.environ | {"ASSAY_PORT": "eighty"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 1
    assert told.stderr == "ASSAY_PORT must be a whole number from 1 to 65535, not 'eighty'.\n"


def test_makes_one_secret_key_however_many_ask_at_once(tmp_path: Path) -> None:
    environment = replace(read_environment({}), home=tmp_path / "home")
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: obtain_secret_key(environment), range(32)))
    assert len(keys) == 1
    assert len(keys.pop()) >= 50
    assert (tmp_path / "home" / "secret_key").stat().st_mode & 0o777 == 0o600
    assert [file.name for file in (tmp_path / "home").iterdir() if file.name.startswith(".")] == []


def test_prefers_the_secret_key_that_was_given(tmp_path: Path) -> None:
    given = "k" * 60
    environment = read_environment({"ASSAY_SECRET_KEY": given, "ASSAY_HOME": str(tmp_path / "home")})
    assert obtain_secret_key(environment) == given
    assert not (tmp_path / "home").exists()


def test_marks_only_a_folder_that_was_empty_as_its_own(tmp_path: Path) -> None:
    full = tmp_path / "full"
    full.mkdir()
    (full / "somebody's").write_text("file")
    for home, marked in ((full, False), (tmp_path / "new", True)):
        prepare_home(read_environment({"ASSAY_HOME": str(home)}))
        assert (home / HOME_MARK).exists() is marked


def test_says_what_is_wrong_when_the_home_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BadEnvironment, match=r"^ASSAY_HOME: cannot make"):
        prepare_home(read_environment({"ASSAY_HOME": str(tmp_path / "file" / "home")}))
