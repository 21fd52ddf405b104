"""Who holds a chunk, and for how long."""

from datetime import timedelta

import pytest

from annotator.scoring.models import ChunkStatus, RunStatus, ScoreChunk, ScoreRun
from annotator.scoring.services.chunks import (
    LEASE,
    MAX_ATTEMPTS,
    ChunkLost,
    claim_chunk,
    close_runs,
    finish_chunk,
    let_chunk_go,
    note_progress,
    renew_lease,
)
from tests.factories.cast import NOON, Team, make_team
from tests.factories.runs import chunks_of, claimed, make_run, make_scorer
from tests.factories.trajectories import make_trajectories

pytestmark = pytest.mark.django_db
SOON = NOON + timedelta(seconds=5)
TOO_LATE = NOON + LEASE + timedelta(seconds=1)


@pytest.fixture
def team() -> Team:
    return make_team()


@pytest.fixture
def chunk(team: Team) -> ScoreChunk:
    make_trajectories(team, 2)
    return chunks_of(make_run(team, make_scorer(team)))[0]


def status(chunk: ScoreChunk) -> str:
    return ScoreChunk.objects.get(pk=chunk.pk).status


def run_status(chunk: ScoreChunk) -> str:
    return ScoreRun.objects.get(pk=chunk.run_id).status


def test_the_first_claim_starts_the_run_and_the_second_gets_nothing(chunk: ScoreChunk) -> None:
    claim = claimed(chunk)

    assert claim_chunk(chunk_id=chunk.pk, now=SOON) is None
    assert (claim.adapter, claim.attempt, list(claim.trajectory_ids)) == ("equation-checker", 1, chunk.trajectory_ids)
    assert (status(chunk), run_status(chunk)) == (ChunkStatus.CLAIMED, RunStatus.RUNNING)


def test_a_lapsed_lease_passes_on_and_the_old_holder_can_do_nothing_more(chunk: ScoreChunk) -> None:
    old = claimed(chunk)
    new = claimed(chunk, now=TOO_LATE)

    assert new.fence == old.fence + 1
    with pytest.raises(ChunkLost):
        renew_lease(claim=old, now=TOO_LATE)
    with pytest.raises(ChunkLost):
        finish_chunk(claim=old, now=TOO_LATE)
    with pytest.raises(ChunkLost):
        let_chunk_go(claim=old, error="too slow")
    assert status(chunk) == ChunkStatus.CLAIMED


def test_a_renewed_lease_does_not_pass_on(chunk: ScoreChunk) -> None:
    claim = claimed(chunk)

    renew_lease(claim=claim, now=NOON + LEASE - timedelta(seconds=1))

    assert claim_chunk(chunk_id=chunk.pk, now=TOO_LATE) is None


def test_the_last_chunk_finishes_the_run(team: Team) -> None:
    make_trajectories(team, 65, with_slots=False)
    run = make_run(team, make_scorer(team))
    first, last = chunks_of(run)

    finish_chunk(claim=claimed(first), now=SOON)
    assert run_status(first) == RunStatus.RUNNING
    finish_chunk(claim=claimed(last), now=TOO_LATE)

    run.refresh_from_db()
    assert (run.status, run.finished_at) == (RunStatus.FINISHED, TOO_LATE)
    assert claim_chunk(chunk_id=first.pk, now=TOO_LATE) is None


def test_a_chunk_that_was_let_go_waits_with_its_error(chunk: ScoreChunk) -> None:
    let_chunk_go(claim=claimed(chunk), error="no such file: weights")

    chunk.refresh_from_db()
    assert (chunk.status, chunk.error, chunk.lease_expires_at) == (ChunkStatus.UNSENT, "no such file: weights", None)
    assert claimed(chunk).attempt == 2


def test_nobody_gets_a_chunk_that_was_tried_often_enough(chunk: ScoreChunk) -> None:
    for _ in range(MAX_ATTEMPTS):
        let_chunk_go(claim=claimed(chunk), error="again")

    assert claim_chunk(chunk_id=chunk.pk, now=SOON) is None


def test_a_try_that_wrote_something_is_never_the_last_one(chunk: ScoreChunk) -> None:
    for _ in range(MAX_ATTEMPTS + 3):
        claim = claimed(chunk)
        note_progress(claim=claim, now=NOON)
        let_chunk_go(claim=claim, error="killed by somebody")
    assert claimed(chunk).attempt == MAX_ATTEMPTS  # one by one, as after any death


def test_progress_extends_the_lease_of_whoever_holds_the_chunk_and_of_nobody_else(chunk: ScoreChunk) -> None:
    old = claimed(chunk)
    note_progress(claim=old, now=NOON + LEASE - timedelta(seconds=1))
    assert claim_chunk(chunk_id=chunk.pk, now=TOO_LATE) is None

    claimed(chunk, now=NOON + 3 * LEASE)
    with pytest.raises(ChunkLost):
        note_progress(claim=old, now=NOON + 3 * LEASE)


def test_a_run_without_chunks_is_left_alone(team: Team) -> None:
    run = ScoreRun.objects.create(
        project=team.project, scorer=make_scorer(team), status=RunStatus.RUNNING, trajectory_count=3, created_at=NOON
    )

    assert close_runs(now=SOON) == 0

    run.refresh_from_db()
    assert run.status == RunStatus.RUNNING


def test_a_run_of_which_no_chunk_got_through_has_failed(chunk: ScoreChunk) -> None:
    ScoreChunk.objects.filter(pk=chunk.pk).update(status=ChunkStatus.FAILED)

    assert close_runs(now=SOON) == 1

    assert run_status(chunk) == RunStatus.FAILED
