"""Making queues and filling them with slots."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction

from annotator.labeling.assignment_status import AssignmentStatus
from annotator.labeling.models import Assignment, Queue
from annotator.labeling.protocols import protocol_named
from annotator.labeling.services.arms import deal_arms
from annotator.projects.models import Project


def create_default_queue(*, project: Project, lease_minutes: int, at: datetime) -> Queue:
    """The queue that every project has: all its trajectories, one judgement each, in the order of import."""
    protocol = protocol_named(project.protocol)
    return Queue.objects.create(
        project=project,
        name="All trajectories",
        is_default=True,
        protocol=protocol.name,
        protocol_version=protocol.version,
        lease_minutes=lease_minutes,
        created_at=at,
    )


def default_queue(project: Project) -> Queue:
    """The project's default queue."""
    return Queue.objects.get(project=project, is_default=True)


@transaction.atomic
def add_slots(*, queue: Queue, trajectory_ids: Sequence[int]) -> int:
    """Give each of these trajectories the slots that the queue wants and it does not have yet. Returns how many.

    In a random order the position is a hash of the seed and the trajectory, so that trajectories which come later
    fall between those that are there. All slots of a trajectory stand together. Slots of a randomised queue get their
    arms with them.
    """
    if not trajectory_ids:
        return 0
    position = "hashtextextended(%(seed)s || ':' || wanted.id, 0)" if queue.order == "RANDOM" else "wanted.id"
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO annotator_assignment (queue_id, trajectory_id, status, priority, position, why, fence, reason)
            SELECT %(queue)s, wanted.id, 'OPEN', 0, {position}, '{{}}', 0, ''
            FROM unnest(%(ids)s::bigint[]) AS wanted (id)
            CROSS JOIN generate_series(1, %(overlap)s) AS copy
            WHERE copy > (
                SELECT count(*) FROM annotator_assignment AS present
                WHERE present.queue_id = %(queue)s AND present.trajectory_id = wanted.id
                  AND present.status IN ('OPEN', 'CLAIMED', 'SUBMITTED')
            )
            """,  # noqa: S608 - `position` is one of two constants
            {"queue": queue.pk, "ids": list(trajectory_ids), "overlap": queue.overlap, "seed": str(queue.seed)},
        )
        added = int(cursor.rowcount)
    deal_arms(queue=queue)
    return added


def close_open_slots(*, trajectory_ids: Sequence[int]) -> int:
    """Nobody is handed these any more (a newer revision took their place); work that is under way goes on."""
    return Assignment.objects.filter(trajectory__in=list(trajectory_ids), status=AssignmentStatus.OPEN.value).update(
        status=AssignmentStatus.CLOSED.value
    )
