"""The sweep leads on what was lost or left behind."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from celery import current_app
from django.db import connection

from annotator.scoring.models import ChunkStatus, RewardStatus, RunStatus, ScoreChunk, ScoreRun, TrajectoryRewards
from annotator.scoring.services.chunks import LEASE, MAX_ATTEMPTS, let_chunk_go
from annotator.scoring.services.recording import record_rewards
from annotator.scoring.services.sending import SURELY_TAKEN_AFTER
from annotator.scoring.services.sweeping import Sweep, sweep
from annotator.scoring.tasks import sweep_score_chunks
from annotator.trajectories.models import Trajectory
from tests.factories.cast import NOON, make_team
from tests.factories.runs import claimed, make_run, make_scorer, scored
from tests.factories.trajectories import make_trajectories
from tests.plugins.broker import empty_broker

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_nothing_is_waiting")]
TOO_LATE = NOON + LEASE + timedelta(seconds=1)
FORGOTTEN = NOON + SURELY_TAKEN_AFTER + timedelta(seconds=1)


@pytest.fixture
def _nothing_is_waiting(services: Any) -> Iterator[None]:
    empty_broker()
    yield
    empty_broker()


@pytest.fixture
def run() -> ScoreRun:
    """A run that was asked for while the broker was away: one chunk of three trajectories."""
    team = make_team()
    make_trajectories(team, 3)
    return make_run(team, make_scorer(team))


def only_chunk() -> ScoreChunk:
    return ScoreChunk.objects.get()


def test_sends_what_is_unsent_once(run: ScoreRun) -> None:
    assert sweep(now=NOON).sent == 1
    assert sweep(now=NOON).sent == 0
    assert (only_chunk().status, only_chunk().sent_at) == (ChunkStatus.SENT, NOON)


def test_leaves_a_message_alone_that_waits_behind_others(run: ScoreRun) -> None:
    sweep(now=NOON)

    assert sweep(now=FORGOTTEN).sent == 0


def test_sends_again_what_an_emptied_broker_forgot(run: ScoreRun) -> None:
    sweep(now=NOON)
    empty_broker()

    assert sweep(now=NOON + timedelta(seconds=30)).sent == 0
    assert sweep(now=FORGOTTEN).sent == 1


def test_frees_and_sends_again_what_a_dead_worker_held(run: ScoreRun) -> None:
    claimed(only_chunk())

    assert sweep(now=NOON + LEASE).expired == 0
    found = sweep(now=TOO_LATE)

    assert (found.expired, found.sent) == (1, 1)
    assert claimed(only_chunk(), now=TOO_LATE).attempt == 2


def test_keeps_chunks_while_the_broker_is_away(run: ScoreRun, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(current_app.conf, "broker_write_url", "redis://127.0.0.1:1/0")

        assert sweep(now=NOON).sent == 0

    assert only_chunk().status == ChunkStatus.UNSENT


def test_gives_up_what_was_tried_often_enough_and_keeps_what_landed(run: ScoreRun) -> None:
    first = claimed(only_chunk())
    landed = scored(Trajectory.objects.get(pk=first.trajectory_ids[0]))
    record_rewards(claim=first, scored=[landed], now=NOON)
    let_chunk_go(claim=first, error="RuntimeError: no weights")
    for _ in range(MAX_ATTEMPTS - 1):
        let_chunk_go(claim=claimed(only_chunk()), error="RuntimeError: no weights")

    found = sweep(now=NOON)

    assert (found.given_up, found.sent, found.closed) == (1, 0, 1)
    failed = TrajectoryRewards.objects.filter(status=RewardStatus.FAILED)
    assert set(failed.values_list("reason", flat=True)) == {"RuntimeError: no weights"}
    assert set(failed.values_list("trajectory_id", flat=True)) == set(only_chunk().trajectory_ids[1:])
    assert TrajectoryRewards.objects.get(status=RewardStatus.OK).trajectory_id == landed.trajectory_id
    run.refresh_from_db()
    assert (only_chunk().status, run.status) == (ChunkStatus.FAILED, RunStatus.FAILED)


def test_ends_a_run_whose_worker_died_between_its_last_chunk_and_the_end(run: ScoreRun) -> None:
    ScoreChunk.objects.update(status=ChunkStatus.DONE)

    sweep_score_chunks()

    run.refresh_from_db()
    assert run.status == RunStatus.FINISHED


def test_sends_nothing_of_a_cancelled_run(run: ScoreRun) -> None:
    ScoreChunk.objects.update(status=ChunkStatus.CANCELLED)
    ScoreRun.objects.update(status=RunStatus.CANCELLED)

    found = sweep(now=FORGOTTEN)

    assert (found.sent, found.expired, found.closed) == (0, 0, 0)


@pytest.mark.django_db(transaction=True)
def test_four_sweeps_at_once_do_what_one_does() -> None:
    team = make_team()
    make_trajectories(team, 3)
    hopeless, lapsed = make_run(team, make_scorer(team)), make_run(team, make_scorer(team, revision="2"))
    claimed(ScoreChunk.objects.get(run=lapsed))
    ScoreChunk.objects.filter(run=hopeless).update(attempts=MAX_ATTEMPTS, error="out of memory")
    together = Barrier(4)

    def sweep_with_the_others(_: int) -> Sweep:
        together.wait(timeout=30)
        try:
            return sweep(now=TOO_LATE)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        swept = list(pool.map(sweep_with_the_others, range(4)))

    assert (sum(one.expired for one in swept), sum(one.given_up for one in swept)) == (1, 1)
    assert sum(one.closed for one in swept) == 1
    assert TrajectoryRewards.objects.filter(run=hopeless, reason="out of memory").count() == 3
    assert claimed(ScoreChunk.objects.get(run=lapsed), now=TOO_LATE).attempt == 2  # however often it was sent
    with pytest.raises(AssertionError):
        claimed(ScoreChunk.objects.get(run=lapsed), now=TOO_LATE)
