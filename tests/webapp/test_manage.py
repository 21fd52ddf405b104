"""The command line brings the services that a command needs, and takes them away again."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator

import pytest

from manage import needs_services
from tests.webapp.homes import Home, fresh_home, holding

pytestmark = pytest.mark.flaky(reruns=1)


@pytest.fixture
def home() -> Iterator[Home]:
    with fresh_home() as path:
        yield Home(path)


@pytest.mark.parametrize(
    "command", ["", "help", "version", "--version", "migrate --help", "check", "collectstatic --noinput", "spectacular"]
)
def test_starts_nothing_for_a_command_that_needs_no_database(command: str) -> None:
    assert not needs_services(["manage.py", *command.split()])


@pytest.mark.parametrize(
    "command", ["migrate", "makemigrations --check", "shell", "check --database default", "backup x"]
)
def test_brings_the_services_for_everything_else(command: str) -> None:
    assert needs_services(["manage.py", *command.split()])


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="looks at processes through /proc")
def test_a_command_works_on_its_own_and_leaves_nothing_running(home: Home) -> None:
    with home.start("manage.py", "create_project", "alone", "--protocol", "ternary") as process:
        said = process.communicate(timeout=300)[1]
    assert process.returncode == 0, said
    assert "Bringing the database up to date" in said
    assert home.comes_to_rest(), home.commands()


@pytest.mark.slow
def test_two_first_commands_at_once_make_the_tables_once(home: Home) -> None:
    starts = [home.start("manage.py", "create_project", slug, "--protocol", "ternary") for slug in ("one", "two")]
    with starts[0] as one, starts[1] as two:
        said = [process.communicate(timeout=300)[1] for process in (one, two)]
    assert (one.returncode, two.returncode) == (0, 0), said


@pytest.mark.slow
def test_leaves_the_tables_of_a_named_database_to_whoever_runs_it(home: Home) -> None:
    with holding(home) as holder:
        named = {"ASSAY_DATABASE_URL": holder.database_url, "ASSAY_BROKER_URL": holder.broker_url}
        elsewhere = Home(home.path, variables=named)
        with elsewhere.start("manage.py", "create_project", "alone", "--protocol", "ternary") as process:
            said = process.communicate(timeout=120)[1]
    assert process.returncode == 1
    assert "python manage.py migrate" in said
    assert "Traceback" not in said


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="looks at processes through /proc")
def test_a_command_uses_what_runs_already_and_leaves_it_running(home: Home) -> None:
    with holding(home) as holder:
        keeper = home.runtime()["pid"]
        with home.start("manage.py", "shell", "-v", "0", "-c", "print(1)") as process:
            assert process.communicate(timeout=120)[0].split() == ["1"]
        assert home.runtime()["pid"] == keeper
        assert holder.process.poll() is None


@pytest.mark.slow
def test_says_only_the_answer_on_standard_output(home: Home) -> None:
    with home.start("manage.py", "migrate", "--verbosity", "0") as process:
        assert process.communicate(timeout=300)[0] == ""
    with home.start("manage.py", "load_demo", "--json") as process:
        assert {account["role"] for account in json.loads(process.communicate(timeout=600)[0])["accounts"]} == {
            "annotator",
            "reviewer",
            "manager",
        }


@pytest.mark.slow
def test_a_failed_command_fails_and_stops_what_it_started(home: Home) -> None:
    with home.start("manage.py", "restore", "no-such-file") as process:
        said = process.communicate(timeout=120)[1]
    assert process.returncode == 1
    assert "There is no file no-such-file" in said
    assert home.comes_to_rest(), home.commands()
