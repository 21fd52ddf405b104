"""Pausing a run and going on with it: nothing is lost, nothing is judged twice, nothing is taken while it rests."""

from datetime import timedelta

import pytest

from annotator.http.clock import now
from annotator.journal.models import JournalEntry
from annotator.journal.services import SHELL
from annotator.scoring.models import ChunkStatus, RunStatus, ScoreRun, TrajectoryRewards
from annotator.scoring.services.chunks import LEASE, claim_chunk, finish_chunk, is_to_go_on, put_chunk_back
from annotator.scoring.services.recording import record_rewards
from annotator.scoring.services.runs import CannotChangeRun, cancel_run, pause_run, resume_run
from annotator.scoring.services.sending import send_unsent
from annotator.scoring.services.sweeping import sweep
from annotator.trajectories.models import Trajectory
from tests.factories.cast import NOON, Team, make_team
from tests.factories.runs import chunks_of, claimed, make_run, make_scorer, scored
from tests.factories.scoring import make_channel, make_rewards
from tests.factories.trajectories import make_trajectories, make_trajectory

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(minutes=5)


@pytest.fixture
def team() -> Team:
    return make_team()


@pytest.fixture
def run(team: Team) -> ScoreRun:
    make_trajectories(team, 70, with_slots=False)
    return make_run(team, make_scorer(team))


def pause(run: ScoreRun) -> None:
    pause_run(run=run, actor=SHELL, at=NOON)


def resume(run: ScoreRun) -> None:
    resume_run(run=run, actor=SHELL, at=NOON)


def test_no_worker_takes_a_chunk_of_a_paused_run(run: ScoreRun) -> None:
    first, second = chunks_of(run)
    assert send_unsent(now=NOON) == 2
    held = claimed(first)

    pause(run)

    assert claim_chunk(chunk_id=second.pk, now=NOON) is None
    assert claim_chunk(chunk_id=first.pk, now=NOON + 2 * LEASE) is None
    assert not is_to_go_on(claim=held)
    assert send_unsent(now=NOON) == 0


def test_the_batch_in_hand_is_kept_and_the_try_does_not_count(run: ScoreRun) -> None:
    held = claimed(chunks_of(run)[0])
    pause(run)

    record_rewards(claim=held, scored=[scored(Trajectory.objects.get(pk=held.trajectory_ids[0]))], now=NOON)
    put_chunk_back(claim=held)

    assert TrajectoryRewards.objects.count() == 1
    chunk = chunks_of(run)[0]
    assert (chunk.status, chunk.attempts, chunk.lease_expires_at) == (ChunkStatus.UNSENT, 0, None)


def test_goes_on_where_it_stopped_with_messages_of_its_own(run: ScoreRun) -> None:
    send_unsent(now=NOON)
    pause(run)
    assert {chunk.status for chunk in chunks_of(run)} == {ChunkStatus.UNSENT}

    resume(run)

    assert run.status == RunStatus.QUEUED
    assert send_unsent(now=NOON) == 2
    assert is_to_go_on(claim=claimed(chunks_of(run)[0]))
    run.refresh_from_db()
    assert run.status == RunStatus.RUNNING


def test_is_at_work_at_once_when_a_worker_has_kept_its_chunk_meanwhile(run: ScoreRun) -> None:
    claimed(chunks_of(run)[0])
    pause(run)

    resume(run)

    assert run.status == RunStatus.RUNNING


def test_a_worker_that_dies_while_its_run_is_paused_leaves_the_chunk_to_whoever_comes_after(run: ScoreRun) -> None:
    claimed(chunks_of(run)[0])
    pause(run)

    assert sweep(now=LATER).sent == 0
    resume(run)

    assert sweep(now=LATER).sent == 2
    assert claimed(chunks_of(run)[0], now=LATER).attempt == 2


def test_a_paused_run_ends_when_the_batch_in_hand_was_its_last(team: Team) -> None:
    make_trajectory(team)
    run = make_run(team, make_scorer(team))
    held = claimed(chunks_of(run)[0])
    pause(run)

    finish_chunk(claim=held, now=NOON)

    run.refresh_from_db()
    assert run.status == RunStatus.FINISHED


def test_a_paused_run_can_be_cancelled(run: ScoreRun) -> None:
    pause(run)

    cancel_run(run=run, actor=SHELL, at=NOON)

    assert {chunk.status for chunk in chunks_of(run)} == {ChunkStatus.CANCELLED}
    with pytest.raises(CannotChangeRun, match="Only a paused run"):
        resume(run)


def test_what_is_over_or_an_import_cannot_be_paused(team: Team, run: ScoreRun) -> None:
    cancel_run(run=run, actor=SHELL, at=NOON)
    with pytest.raises(CannotChangeRun, match="waiting or at work"):
        pause(run)
    channel = make_channel(team)
    brought = make_rewards(team, channel, Trajectory.objects.all()[0], [1.0, 1.0, 1.0]).run
    with pytest.raises(CannotChangeRun, match="import"):
        pause(brought)


def test_both_are_written_to_the_journal(run: ScoreRun) -> None:
    pause_run(run=run, actor=SHELL, at=now())
    resume_run(run=run, actor=SHELL, at=now())

    events = JournalEntry.objects.filter(subject="score_run", subject_id=run.pk).order_by("pk")
    assert list(events.values_list("event", flat=True)) == [
        "score_run.requested",
        "score_run.paused",
        "score_run.resumed",
    ]
