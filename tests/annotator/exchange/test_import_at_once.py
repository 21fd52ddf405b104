"""Imports that meet, are killed, and go on: real processes against one database."""

import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from annotator.adjudication.models import GoldLabel
from annotator.exchange.import_options import ImportOptions
from annotator.exchange.models import FileImport, ImportStatus, QuarantinedRow
from annotator.exchange.services.imports import check_file, land_file, open_import
from annotator.exchange.services.landing import Overtaken, tally_of
from annotator.exchange.services.uploads import COMMAND_LEASE, sweep_imports
from annotator.journal.services import SHELL
from annotator.labeling.models import Assignment
from annotator.trajectories.models import Trajectory, TrajectoryText
from tests.annotator.exchange.importing import bench_row, bring, counts, write_rows
from tests.factories.cast import NOON, Team, make_team
from tests.plugins.committed import committed
from tests.plugins.services import TestServices
from webapp.env import REPOSITORY

PATIENCE_S = 120.0


def start(services: TestServices, *arguments: object) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "manage.py", "import_trajectories", *map(str, arguments), "--json"],
        cwd=REPOSITORY,
        env=services.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def end(process: subprocess.Popen[bytes]) -> Any:
    out, errors = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0, errors.decode()
    return json.loads(out)


def assert_whole(count: int) -> None:
    """Every trajectory has its text, its gold and its slot, and there is none besides."""
    found = [table.objects.count() for table in (Trajectory, TrajectoryText, GoldLabel, Assignment)]
    assert found == [count] * 4
    assert Trajectory.objects.values("source", "external_id", "revision").distinct().count() == count


@pytest.mark.slow
@committed
def test_two_processes_with_one_file_land_every_row_once(services: TestServices, tmp_path: Path) -> None:
    make_team(protocol="first-error")
    rows = [bench_row(number) for number in range(2500)] + ["{", bench_row(0, problem="Other")]
    path = write_rows(tmp_path / "a.jsonl", rows)

    found = [end(process) for process in [start(services, "algebra", path) for _ in range(2)]]

    assert sum(one["imported"] for one in found) == sum(one["unchanged"] for one in found) == 2500
    assert [one["quarantined"] for one in found] == [2, 2]
    assert_whole(2500)
    assert QuarantinedRow.objects.filter(code="malformed_json").count() == 1


@pytest.mark.slow
@committed
def test_two_processes_that_revise_make_one_revision(services: TestServices, tmp_path: Path) -> None:
    team = make_team(protocol="first-error")
    bring(team, write_rows(tmp_path / "a.jsonl", [bench_row(number) for number in range(1200)]))
    path = write_rows(tmp_path / "a.jsonl", [bench_row(number, problem="Other") for number in range(1200)])

    found = [end(process) for process in [start(services, "algebra", path, "--revise") for _ in range(2)]]

    assert sum(one["revised"] for one in found) == sum(one["unchanged"] for one in found) == 1200
    assert Trajectory.objects.filter(revision=2).count() == 1200
    assert Assignment.objects.filter(status="OPEN").count() == 1200


@pytest.mark.slow
@committed
def test_a_killed_import_leaves_whole_batches_and_the_next_one_completes_it(
    services: TestServices, tmp_path: Path
) -> None:
    make_team(protocol="first-error")
    path = write_rows(tmp_path / "a.jsonl", [bench_row(number) for number in range(8_000)])
    process = start(services, "algebra", path)
    wait_for_a_batch()

    os.kill(process.pid, signal.SIGKILL)
    process.communicate()

    wait_for_other_transactions_to_end()
    landed = FileImport.objects.get().imported
    assert 1000 <= landed < 8_000
    assert landed % 1000 == 0
    assert_whole(landed)
    assert end(start(services, "algebra", path)) == counts(imported=8_000 - landed, unchanged=landed)
    assert_whole(8_000)


@pytest.mark.slow
@committed
def test_an_import_interrupted_at_the_keyboard_says_so_and_can_be_gone_on_with(
    services: TestServices, tmp_path: Path
) -> None:
    make_team(protocol="first-error")
    path = write_rows(tmp_path / "a.jsonl", [bench_row(number) for number in range(8_000)])
    process = start(services, "algebra", path)
    wait_for_a_batch()

    process.send_signal(signal.SIGINT)
    out, errors = process.communicate(timeout=PATIENCE_S)

    assert (process.returncode, out) == (1, b"")
    assert errors == b"CommandError: Interrupted. What landed stays; the same command again goes on from there.\n"
    made = FileImport.objects.get()
    assert (made.status, made.error) == ("FAILED", "Interrupted at the keyboard. What landed stays.")
    assert_whole(made.imported)


def wait_for_a_batch() -> None:
    until = time.monotonic() + PATIENCE_S
    while not FileImport.objects.filter(imported__gte=1000).exists():
        assert time.monotonic() < until
        time.sleep(0.005)


def wait_for_other_transactions_to_end() -> None:
    """The server finds out a moment later that the process behind a transaction is gone."""
    with connection.cursor() as cursor:
        for _ in range(1000):
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'"
            )
            if cursor.fetchone() == (0,):
                return
            time.sleep(0.01)
    raise AssertionError("a transaction of the killed process is still there")


@committed
def test_a_command_that_was_killed_is_written_down_as_ended(tmp_path: Path) -> None:
    made = opened(make_team(), write_rows(tmp_path / "a.jsonl", [bench_row()]))

    sweep_imports(now=NOON + COMMAND_LEASE)
    assert FileImport.objects.get().status == ImportStatus.RUNNING
    sweep_imports(now=NOON + COMMAND_LEASE + timedelta(seconds=1))

    made.refresh_from_db()
    assert (made.status, made.error) == ("FAILED", "The command ended before the file did. What landed stays.")


def opened(team: Team, path: Path) -> FileImport:
    file = check_file(project=team.project, path=path, name=path.name, options=ImportOptions(kind="trajectories"))
    return open_import(project=team.project, file=file, dry_run=False, at=NOON)


class Killed(BaseException):
    """Stands for the end of the process: nothing between here and there may act on it."""


def land(file_import: FileImport, path: Path, *, die_after: int | None = None) -> None:
    def tell(so_far: FileImport) -> None:
        if die_after is not None and tally_of(so_far).rows >= die_after:
            raise Killed

    land_file(file_import=file_import, path=path, actor=SHELL, clock=lambda: NOON, tell=tell)


@pytest.mark.django_db
def test_an_import_that_goes_on_counts_no_row_twice_and_knows_what_it_read_before(tmp_path: Path) -> None:
    rows = [bench_row(0), "{", *[bench_row(number) for number in range(1, 1500)], bench_row(0, label=0), bench_row(3)]
    path = write_rows(tmp_path / "a.jsonl", rows)
    made = opened(make_team(), path)
    with pytest.raises(Killed):
        land(made, path, die_after=1000)
    resumed = FileImport.objects.get()
    assert (resumed.status, tally_of(resumed).rows) == ("RUNNING", 1000)

    land(resumed, path)

    expected = counts(imported=1500, unchanged=1, malformed_json=1, duplicate_id=1)
    assert (resumed.status, tally_of(resumed).as_json()) == ("FINISHED", expected)
    assert_whole(1500)


@pytest.mark.django_db
def test_of_two_who_run_one_import_the_one_left_behind_stops(tmp_path: Path) -> None:
    path = write_rows(tmp_path / "a.jsonl", [bench_row(number) for number in range(2500)])
    slow = opened(make_team(), path)
    with pytest.raises(Killed):
        land(slow, path, die_after=1000)
    with pytest.raises(Killed):
        land(FileImport.objects.get(), path, die_after=2000)

    with pytest.raises(Overtaken):
        land(slow, path)

    assert tally_of(FileImport.objects.get()).rows == 2000
    assert_whole(2000)


@pytest.mark.django_db
def test_an_import_that_was_ended_does_not_go_on(tmp_path: Path) -> None:
    path = write_rows(tmp_path / "a.jsonl", [bench_row()])
    made = opened(make_team(), path)
    sweep_imports(now=NOON + 2 * COMMAND_LEASE)

    with pytest.raises(Overtaken):
        land(made, path)

    assert Trajectory.objects.count() == 0


@committed
def test_a_fault_of_ours_is_written_down_and_what_landed_stays(tmp_path: Path) -> None:
    team = make_team()
    path = write_rows(tmp_path / "a.jsonl", [bench_row(number) for number in range(1500)])
    made = opened(team, path)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE annotator_trajectory ADD CONSTRAINT fault CHECK (external_id <> 'sum-1400')")
    try:
        with pytest.raises(Exception, match="fault"):
            land(made, path)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE annotator_trajectory DROP CONSTRAINT fault")

    made.refresh_from_db()
    assert (made.status, made.imported) == ("FAILED", 1000)
    assert made.error.startswith("A fault of Assay's own ended it")
    assert_whole(1000)


@committed
def test_many_threads_that_import_into_one_project_do_not_deadlock(tmp_path: Path) -> None:
    """Each brings the same ids in another order, and revises."""
    team = make_team(protocol="first-error")
    orders = [range(300), range(299, -1, -1), range(0, 300, 2), range(299, 0, -2)]
    paths = [
        write_rows(tmp_path / f"{i}.jsonl", [bench_row(number, source="s", problem=f"{i}") for number in order])
        for i, order in enumerate(orders)
    ]

    def run(path: Path) -> dict[str, Any]:
        try:
            return bring(team, path, revise=True)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(run, paths))

    assert sum(one["imported"] for one in found) == 300
    assert sum(one["revised"] for one in found) == 600
    assert Assignment.objects.filter(status="OPEN").count() == 300
