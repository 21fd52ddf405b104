"""Keeping an annotator away from a queue, or from trajectories in every queue."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from annotator.journal.services import Actor, record
from annotator.labeling.exclusions import Exclusion
from annotator.labeling.models import Queue
from annotator.projects.models import Annotator


@transaction.atomic
def exclude(
    *,
    annotator: Annotator,
    queue: Queue | None,
    trajectory_ids: Sequence[int],
    reason: str,
    actor: Actor,
    at: datetime,
) -> int:
    """From now on the annotator is handed nothing of the queue, or none of these trajectories in any queue.

    What they hold they may finish. Returns how many exclusions are new: saying it twice changes nothing.
    """
    common = {"annotator": annotator, "reason": reason, "created_at": at}
    rows = [Exclusion(trajectory_id=pk, **common) for pk in trajectory_ids] if queue is None else []
    if queue is not None:
        rows = [Exclusion(queue=queue, **common)]
    before = Exclusion.objects.filter(annotator=annotator).count()
    Exclusion.objects.bulk_create(rows, ignore_conflicts=True)
    added = Exclusion.objects.filter(annotator=annotator).count() - before
    details = {"queue": queue.pk if queue else None, "trajectories": list(trajectory_ids), "reason": reason}
    _record(annotator, "exclusion.added", {**details, "added": added}, actor=actor, at=at)
    return added


@transaction.atomic
def readmit(*, exclusion: Exclusion, actor: Actor, at: datetime) -> None:
    """End an exclusion."""
    details = {"queue": exclusion.queue_id, "trajectory": exclusion.trajectory_id}
    exclusion.delete()
    _record(exclusion.annotator, "exclusion.removed", details, actor=actor, at=at)


def _record(annotator: Annotator, event: str, details: dict[str, Any], *, actor: Actor, at: datetime) -> None:
    record(
        actor=actor,
        event=event,
        subject="annotator",
        subject_id=annotator.pk,
        project_id=annotator.project_id,
        happened_at=at,
        details={"annotator": annotator.name, **details},
    )
