"""Asking for a run, pausing, resuming and cancelling one, and trying again what failed in it."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final

from django.db import connection, transaction

from annotator.journal.services import Actor, record
from annotator.projects.models import Project
from annotator.scoring.catalogue import CHANNEL, IMPORTED
from annotator.scoring.models import ChunkStatus, RunStatus, ScoreChunk, Scorer, ScoreRun, TrajectoryRewards
from annotator.scoring.queries import CLOSED_CHUNKS, GOING_RUNS, OPEN_CHUNKS, OPEN_RUNS, UNSCORED, rewards_of
from annotator.scoring.services.sending import SENT_WITH_A_REQUEST, send_unsent
from annotator.trajectories.filters import apply_filter
from annotator.trajectories.queries import latest_trajectories

CHUNK_SIZE: Final = 64

_CUT = """
WITH fitting (id, has_rewards) AS MATERIALIZED ({fitting}),
numbered AS (
    SELECT id, (row_number() OVER (ORDER BY id) - 1) / %s AS part FROM fitting WHERE NOT has_rewards
),
cut AS (
    INSERT INTO annotator_scorechunk (run_id, trajectory_ids, status, fence, attempts, error)
    SELECT %s, array_agg(id ORDER BY id), 'UNSENT', 0, 0, '' FROM numbered GROUP BY part ORDER BY part
    RETURNING cardinality(trajectory_ids) AS size
)
SELECT (SELECT coalesce(sum(size), 0) FROM cut), (SELECT count(*) FROM fitting WHERE has_rewards)
"""


class CannotChangeRun(Exception):
    """The run is not in a state for that; the message says why."""


@dataclass(frozen=True, slots=True)
class RequestedRun:
    """What came of a request. No run where nothing was left to do: `unchanged` trajectories have their rewards."""

    run: ScoreRun | None
    unchanged: int


@transaction.atomic
def request_run(*, project: Project, scorer: Scorer, filter_text: str, actor: Actor, at: datetime) -> RequestedRun:
    """Freeze the scorer's revision and the newest trajectories that fit now, cut them, and tell the workers.

    Trajectories that have rewards of this revision for their present text are left out: the same text is not computed
    twice. Messages go out after the commit; where the broker is away the chunks wait for the sweeper.
    Raises BadFilter.
    """
    run = ScoreRun.objects.create(
        project=project,
        scorer=scorer,
        filter=filter_text,
        requested_by_id=actor.user_id,
        trajectory_count=0,
        created_at=at,
    )
    wanted, unchanged = _cut(run)
    if not wanted:
        run.delete()
        return RequestedRun(None, unchanged)
    run.trajectory_count = wanted
    run.save(update_fields=["trajectory_count"])
    _record(run, "score_run.requested", actor=actor, at=at, filter=filter_text, trajectories=wanted)
    _send_after_commit(run, at=at)
    return RequestedRun(run, unchanged)


@transaction.atomic
def pause_run(*, run: ScoreRun, actor: Actor, at: datetime) -> None:
    """Let a run rest: no worker takes another chunk of it, and those at work stop after the batch in hand.

    Raises CannotChangeRun.
    """
    if run.scorer.adapter == IMPORTED:
        raise CannotChangeRun("This is an import of rewards, which cannot be paused.")
    if not _move(run, to=RunStatus.PAUSED, among=GOING_RUNS, finished_at=None):
        raise CannotChangeRun("Only a run that is waiting or at work can be paused.")
    _forget_messages(run)
    _record(run, "score_run.paused", actor=actor, at=at)


@transaction.atomic
def resume_run(*, run: ScoreRun, actor: Actor, at: datetime) -> None:
    """Go on with a paused run where it stopped. Raises CannotChangeRun."""
    held = ScoreChunk.objects.filter(run=run, status=ChunkStatus.CLAIMED.value, lease_expires_at__gt=at)
    if not _move(
        run,
        to=RunStatus.RUNNING if held.exists() else RunStatus.QUEUED,
        among=[RunStatus.PAUSED.value],
        finished_at=None,
    ):
        raise CannotChangeRun("Only a paused run can be resumed.")
    _forget_messages(run)
    _record(run, "score_run.resumed", actor=actor, at=at)
    _send_after_commit(run, at=at)


@transaction.atomic
def cancel_run(*, run: ScoreRun, actor: Actor, at: datetime) -> None:
    """Stop a run: chunks that wait are dropped, workers notice before they write. What is judged stays.

    Raises CannotChangeRun.
    """
    if not _move(run, to=RunStatus.CANCELLED, among=OPEN_RUNS, finished_at=at):
        raise CannotChangeRun("This run is over already.")
    ScoreChunk.objects.filter(run=run, status__in=OPEN_CHUNKS).update(
        status=ChunkStatus.CANCELLED.value, lease_expires_at=None
    )
    _record(run, "score_run.cancelled", actor=actor, at=at)


@transaction.atomic
def retry_run(*, run: ScoreRun, actor: Actor, at: datetime) -> int:
    """Try again what failed or did not fit. Returns how many trajectories that are. Raises CannotChangeRun."""
    over = [RunStatus.FINISHED.value, RunStatus.FAILED.value]
    if not _move(run, to=RunStatus.QUEUED, among=over, finished_at=None):
        raise CannotChangeRun("Only a run that has ended can be tried again.")
    failed = TrajectoryRewards.objects.filter(run=run, status__in=UNSCORED)
    trajectory_ids = sorted(set(failed.values_list("trajectory_id", flat=True)))
    if not trajectory_ids:
        raise CannotChangeRun("Nothing failed in this run, so there is nothing to try again.")
    failed.delete()
    ScoreChunk.objects.filter(run=run, status__in=CLOSED_CHUNKS, trajectory_ids__overlap=trajectory_ids).update(
        status=ChunkStatus.UNSENT.value, attempts=0, sent_at=None, lease_expires_at=None, error=""
    )
    _record(run, "score_run.retried", actor=actor, at=at, trajectories=len(trajectory_ids))
    _send_after_commit(run, at=at)
    return len(trajectory_ids)


def _cut(run: ScoreRun) -> tuple[int, int]:
    """Chunks of all that fits and has no rewards, in the order of import; one statement, whatever the number."""
    channels = run.scorer.channels.filter(name=CHANNEL).values_list("pk", flat=True)
    fitting = (
        apply_filter(latest_trajectories(run.project_id), run.filter, project_id=run.project_id)
        .annotate(has_rewards=rewards_of(channels))
        .values_list("pk", "has_rewards")
    )
    sql, parameters = fitting.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(_CUT.format(fitting=sql), [*parameters, CHUNK_SIZE, run.pk])
        wanted, unchanged = cursor.fetchone()
    return int(wanted), int(unchanged)


def _move(run: ScoreRun, *, to: RunStatus, among: list[str], finished_at: datetime | None) -> bool:
    """Compare-and-swap of the run's status."""
    won = ScoreRun.objects.filter(pk=run.pk, status__in=among).update(status=to.value, finished_at=finished_at)
    if won:
        run.status, run.finished_at = to.value, finished_at
    return bool(won)


def _forget_messages(run: ScoreRun) -> None:
    """Workers drop messages of a paused run, so nobody may wait for those that are out. A second one costs nothing."""
    ScoreChunk.objects.filter(run=run, status=ChunkStatus.SENT.value).update(
        status=ChunkStatus.UNSENT.value, sent_at=None
    )


def _send_after_commit(run: ScoreRun, *, at: datetime) -> None:
    transaction.on_commit(partial(send_unsent, now=at, run_id=run.pk, limit=SENT_WITH_A_REQUEST))


def _record(run: ScoreRun, event: str, *, actor: Actor, at: datetime, **details: Any) -> None:
    record(
        actor=actor,
        event=event,
        subject="score_run",
        subject_id=run.pk,
        project_id=run.project_id,
        happened_at=at,
        details={"scorer": run.scorer.name, "revision": run.scorer.revision, **details},
    )
