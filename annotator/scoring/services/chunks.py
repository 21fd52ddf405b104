"""The life of a chunk: claimed under a lease, renewed, finished, let go, given up. Every move is a compare-and-swap."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Least

from annotator.scoring.catalogue import CHANNEL
from annotator.scoring.models import ChunkStatus, RunStatus, ScoreChunk, ScorerChannel, ScoreRun
from annotator.scoring.queries import CLOSED_CHUNKS, GOING_RUNS, OPEN_CHUNKS, OPEN_RUNS

# A worker renews three times in a lease. Longer would only make the work of a killed worker wait longer.
LEASE: Final = timedelta(seconds=30)
RENEW_EVERY_S: Final = 10.0

# First in batches; a second time one by one from the front, a third time from the back: whatever kills the process is
# then alone with its neighbours of the same kind. A try that writes something is no last one: a worker that is killed
# again and again from outside must not be held against the trajectories that it had in hand.
MAX_ATTEMPTS: Final = 3


class ChunkLost(Exception):
    """The chunk is no longer this worker's: its lease ran out, or its run was cancelled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedChunk:
    """What a worker holds; `fence` tells it from whoever held the chunk before or will after.

    `channel_id` is the scorer's main channel; `further_channels` are the ids of its others, by name.
    """

    id: int
    fence: int
    attempt: int
    trajectory_ids: tuple[int, ...]
    run_id: int
    channel_id: int
    further_channels: Mapping[str, int]
    adapter: str
    configuration: Mapping[str, Any]


@transaction.atomic
def claim_chunk(*, chunk_id: int, now: datetime) -> ClaimedChunk | None:
    """Take a chunk that waits for a worker; None when somebody has it, its run is paused, or it needs none any more."""
    free = Q(status__in=[ChunkStatus.UNSENT.value, ChunkStatus.SENT.value])
    lapsed = Q(status=ChunkStatus.CLAIMED.value, lease_expires_at__lt=now)
    # Of two that claim at once the second looks again at the chunk's own columns: they must stand here, in the open.
    taken = ScoreChunk.objects.filter(free | lapsed, _is_going(), pk=chunk_id, attempts__lt=MAX_ATTEMPTS).update(
        status=ChunkStatus.CLAIMED.value, fence=F("fence") + 1, attempts=F("attempts") + 1, lease_expires_at=now + LEASE
    )
    if not taken:
        return None
    chunk = ScoreChunk.objects.select_related("run__scorer").get(pk=chunk_id)
    ScoreRun.objects.filter(pk=chunk.run_id, status=RunStatus.QUEUED.value).update(status=RunStatus.RUNNING.value)
    channels = dict(ScorerChannel.objects.filter(scorer=chunk.run.scorer_id).values_list("name", "pk"))
    return ClaimedChunk(
        id=chunk.pk,
        fence=chunk.fence,
        attempt=chunk.attempts,
        trajectory_ids=tuple(chunk.trajectory_ids),
        run_id=chunk.run_id,
        channel_id=channels.pop(CHANNEL),
        further_channels=channels,
        adapter=chunk.run.scorer.adapter,
        configuration=chunk.run.scorer.configuration,
    )


def renew_lease(*, claim: ClaimedChunk, now: datetime) -> None:
    """Extend the lease. Inside a transaction the chunk then stays this worker's until the commit. Raises ChunkLost."""
    _move(claim, lease_expires_at=now + LEASE)


def note_progress(*, claim: ClaimedChunk, now: datetime) -> None:
    """Extend the lease because something is being written; this try is then not the last one. Raises ChunkLost."""
    _move(claim, lease_expires_at=now + LEASE, attempts=Least(F("attempts"), MAX_ATTEMPTS - 1))


def finish_chunk(*, claim: ClaimedChunk, now: datetime) -> None:
    """All that was to be judged is judged; the last chunk finishes the run. Raises ChunkLost."""
    _move(claim, status=ChunkStatus.DONE.value, lease_expires_at=None, error="")
    # After the chunk's own commit: of two last chunks the later one sees both.
    close_runs(now=now, run_id=claim.run_id)


def is_to_go_on(*, claim: ClaimedChunk) -> bool:
    """Asked before each batch: False once the run is paused, or the chunk is somebody else's."""
    held = Q(pk=claim.id, fence=claim.fence, status=ChunkStatus.CLAIMED.value)
    return ScoreChunk.objects.filter(held, _is_going()).exists()


def put_chunk_back(*, claim: ClaimedChunk) -> None:
    """Give a chunk back because its run is paused: what is judged stays, the try does not count. Raises ChunkLost."""
    _move(
        claim,
        status=ChunkStatus.UNSENT.value,
        lease_expires_at=None,
        sent_at=None,
        attempts=F("attempts") - 1,
        error="",
    )


def let_chunk_go(*, claim: ClaimedChunk, error: str) -> None:
    """Give a chunk back that could not be worked on; the sweeper sends it again or gives it up. Raises ChunkLost."""
    _move(claim, status=ChunkStatus.UNSENT.value, lease_expires_at=None, sent_at=None, error=error)


def close_runs(*, now: datetime, run_id: int | None = None) -> int:
    """Finish every run (or this one) that has no open chunk; failed where no chunk got through. Returns how many."""
    runs = ScoreRun.objects.filter(status__in=OPEN_RUNS, **({"pk": run_id} if run_id else {}))
    # A run without chunks is an import of rewards: whoever brings the file ends it.
    idle = runs.filter(~_has_chunks(OPEN_CHUNKS), _has_chunks(CLOSED_CHUNKS))
    got_through = When(_has_chunks([ChunkStatus.DONE.value]), then=Value(RunStatus.FINISHED.value))
    return idle.update(status=Case(got_through, default=Value(RunStatus.FAILED.value)), finished_at=now)


def _is_going() -> Exists:
    """The condition that a chunk's run is neither paused nor over."""
    return Exists(ScoreRun.objects.filter(pk=OuterRef("run"), status__in=GOING_RUNS))


def _has_chunks(statuses: Sequence[str]) -> Exists:
    return Exists(ScoreChunk.objects.filter(run=OuterRef("pk"), status__in=statuses))


def _move(claim: ClaimedChunk, **changes: Any) -> None:
    """Only the worker that still holds the chunk under its own fence wins."""
    held = ScoreChunk.objects.filter(pk=claim.id, fence=claim.fence, status=ChunkStatus.CLAIMED.value)
    if not held.update(**changes):
        raise ChunkLost(f"Chunk {claim.id} is no longer held under fence {claim.fence}.")
