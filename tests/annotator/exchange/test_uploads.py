"""Imports whose messages are lost or doubled and whose workers die: each lands once, whatever happens."""

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from celery import current_app
from django.contrib.auth.models import User

from annotator.exchange.import_options import ImportOptions
from annotator.exchange.models import FileImport
from annotator.exchange.services import uploads
from annotator.exchange.services.uploads import GIVEN_UP_AFTER, LEASE, SENT_AGAIN_AFTER
from annotator.exchange.tasks import run_import, sweep_imports
from annotator.http.clock import now
from annotator.trajectories.models import Trajectory
from tests.annotator.exchange.importing import bench_row, write_rows
from tests.factories.cast import NOON, Team, make_team
from tests.plugins.committed import committed
from tests.plugins.services import TestServices
from tests.worker.processes import wait_for, worker_process

pytestmark = pytest.mark.usefixtures("private_folder", "empty_broker")
SECOND = timedelta(seconds=1)


@pytest.fixture
def private_folder(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "uploads"
    return tmp_path / "uploads" / "imports"


@pytest.fixture
def empty_broker(services: Any) -> Iterator[None]:
    purge()
    yield
    purge()


def purge() -> None:
    with current_app.connection_for_write() as connection:
        channel: Any = connection.default_channel
        channel.client.flushdb()


def waiting_messages() -> int:
    with current_app.connection_for_write() as connection:
        channel: Any = connection.default_channel
        return int(channel.client.llen("cpu"))


def request(team: Team, content: bytes, *, at: Any = NOON, name: str = "a.jsonl") -> FileImport:
    return uploads.request_import(
        project=team.project,
        name=name,
        chunks=[content],
        options=ImportOptions(kind="trajectories"),
        dry_run=False,
        requested_by=User.objects.get(username="max"),
        at=at,
    )


def rows(count: int, tmp_path: Path) -> bytes:
    return write_rows(tmp_path / "rows.jsonl", [bench_row(number) for number in range(count)]).read_bytes()


@pytest.mark.django_db
def test_the_message_goes_out_with_the_commit_and_holds_the_id_alone(
    tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    team = make_team()
    with django_capture_on_commit_callbacks(execute=True):
        request(team, rows(1, tmp_path))
        assert waiting_messages() == 0

    assert waiting_messages() == 1


@pytest.mark.django_db
def test_an_import_waits_while_the_broker_is_away_and_the_sweep_sends_it(
    tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    with pytest.MonkeyPatch.context() as patch, django_capture_on_commit_callbacks(execute=True):
        patch.setattr(current_app.conf, "broker_write_url", "redis://127.0.0.1:1/0")
        made = request(make_team(), rows(1, tmp_path))
    assert FileImport.objects.get().status == "QUEUED"

    uploads.sweep_imports(now=NOON + SENT_AGAIN_AFTER)
    assert waiting_messages() == 0
    uploads.sweep_imports(now=NOON + SENT_AGAIN_AFTER + SECOND)

    assert waiting_messages() == 1
    run_import(made.pk)
    assert FileImport.objects.get().status == "FINISHED"


@pytest.mark.django_db
def test_a_doubled_message_does_nothing(tmp_path: Path) -> None:
    made = request(make_team(), rows(3, tmp_path))

    run_import(made.pk)
    before = FileImport.objects.values().get()
    run_import(made.pk)
    run_import(987654)

    assert FileImport.objects.values().get() == before
    assert Trajectory.objects.count() == 3


@pytest.mark.django_db
def test_an_import_in_a_workers_hands_is_left_to_it_until_its_lease_lapses(tmp_path: Path) -> None:
    made = request(make_team(), rows(3, tmp_path))
    FileImport.objects.update(status="RUNNING", updated_at=NOON)

    uploads.sweep_imports(now=NOON + LEASE)
    uploads.run_import(import_id=made.pk, clock=lambda: NOON + LEASE)
    assert (waiting_messages(), Trajectory.objects.count()) == (0, 0)

    uploads.sweep_imports(now=NOON + LEASE + SECOND)
    uploads.run_import(import_id=made.pk, clock=lambda: NOON + LEASE + SECOND)
    assert (waiting_messages(), Trajectory.objects.count()) == (1, 3)


@pytest.mark.django_db
def test_an_upload_that_is_gone_fails_with_a_sentence(tmp_path: Path, private_folder: Path) -> None:
    made = request(make_team(), rows(1, tmp_path))
    (private_folder / made.stored_as).unlink()

    run_import(made.pk)

    made.refresh_from_db()
    assert (made.status, made.error) == ("FAILED", "The file cannot be read: No such file or directory.")


@pytest.mark.django_db
def test_what_no_worker_finished_within_a_day_is_given_up(tmp_path: Path, private_folder: Path) -> None:
    made = request(make_team(), rows(1, tmp_path))
    FileImport.objects.update(status="RUNNING")

    uploads.sweep_imports(now=NOON + GIVEN_UP_AFTER + SECOND)

    made.refresh_from_db()
    assert (made.status, made.stored_as) == ("FAILED", "")
    assert list(private_folder.iterdir()) == []


@pytest.mark.django_db
def test_a_long_import_that_is_alive_is_not_given_up(tmp_path: Path) -> None:
    request(make_team(), rows(1, tmp_path))
    late = NOON + GIVEN_UP_AFTER + SECOND
    FileImport.objects.update(status="RUNNING", updated_at=late)

    uploads.sweep_imports(now=late)

    assert FileImport.objects.get().status == "RUNNING"


@pytest.mark.django_db
def test_uploads_that_no_import_knows_are_removed_after_a_day(tmp_path: Path, private_folder: Path) -> None:
    made = request(make_team(), rows(1, tmp_path))
    orphan = private_folder / "orphan"
    fresh = private_folder / "fresh"
    for path in (orphan, fresh):
        path.write_bytes(b"")
    old = (now() - 2 * GIVEN_UP_AFTER).timestamp()
    for path in (orphan, private_folder / made.stored_as):
        os.utime(path, (old, old))
    FileImport.objects.update(created_at=now(), updated_at=now())

    sweep_imports()

    assert {path.name for path in private_folder.iterdir()} == {"fresh", made.stored_as}


@pytest.mark.slow
@committed
def test_a_worker_killed_in_the_middle_is_followed_by_one_that_ends_the_import(
    services: TestServices, tmp_path: Path
) -> None:
    team = make_team(protocol="first-error")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASSAY_HOME", str(tmp_path))
        with worker_process(services) as worker:
            made = request(team, rows(8_000, tmp_path), at=now())
            wait_for(lambda: FileImport.objects.filter(imported__gte=1000).exists(), "the first batch")
            worker.kill()
        made.refresh_from_db()
        assert made.status == "RUNNING"
        landed = made.imported
        assert 1000 <= landed < 8_000

        FileImport.objects.update(updated_at=now() - LEASE - SECOND)
        sweep_imports()
        with worker_process(services):
            wait_for(lambda: FileImport.objects.filter(status="FINISHED").exists(), "the end of the import")

    made.refresh_from_db()
    assert (made.imported, made.unchanged, made.quarantined) == (8_000, 0, 0)
    assert Trajectory.objects.count() == 8_000
