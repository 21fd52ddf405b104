"""Filling queues with slots, and closing those that are no longer wanted."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.db import connection, transaction

from annotator.labeling.assignment_status import AssignmentStatus
from annotator.labeling.models import Assignment, Queue
from annotator.labeling.policies import usual_policies
from annotator.labeling.priorities import priority_of
from annotator.labeling.protocols import protocol_named
from annotator.labeling.services.arms import deal_arms
from annotator.labeling.slot_words import Ending, QueueOrder
from annotator.projects.models import Project
from annotator.trajectories.filters import apply_filter
from annotator.trajectories.queries import latest_trajectories


def create_default_queue(*, project: Project, lease_minutes: int, at: datetime) -> Queue:
    """The queue that every project has: all its trajectories, one judgement each, in the order of import."""
    protocol = protocol_named(project.protocol)
    return Queue.objects.create(
        project=project,
        name="All trajectories",
        is_default=True,
        takes_imports=True,
        protocol=protocol.name,
        protocol_version=protocol.version,
        lease_minutes=lease_minutes,
        created_at=at,
        **usual_policies(protocol.evidence_view),
    )


def default_queue(project: Project) -> Queue:
    """The project's default queue."""
    return Queue.objects.get(project=project, is_default=True)


# Where a slot stands among those of equal priority. In a random order it is a hash of the seed and the trajectory, so
# that trajectories which come later fall between those that are there. All slots of a trajectory stand together.
POSITIONS: Final = {
    QueueOrder.FIXED.value: "{id}",
    QueueOrder.RANDOM.value: "hashtextextended(%(seed)s || ':' || {id}, 0)",
    QueueOrder.PRIORITY.value: "{id}",
}

# Slots that are there, in any state that counts, are not made again; what a manager closed stays closed, and what was
# called a bad problem gets no more. A screening is not filled: its qualification makes its slots. A number of NULL: the
# trajectory's own slots say it, and 0 where there are none.
_FILL: Final = """
WITH fitting (id, priority) AS MATERIALIZED ({fitting})
INSERT INTO annotator_assignment (queue_id, trajectory_id, status, priority, position, why, fence, reason, round)
SELECT %(queue)s, fitting.id, 'OPEN', coalesce(fitting.priority, present.priority, 0), {position}, '{{}}', 0, '',
    present.round
FROM fitting
CROSS JOIN LATERAL (
    SELECT coalesce(max(slot.round), 1) AS round, max(slot.priority) AS priority,
        coalesce(bool_or(slot.ending = 'CALLED_BAD'), false) AS is_bad
    FROM annotator_assignment AS slot WHERE slot.queue_id = %(queue)s AND slot.trajectory_id = fitting.id
) AS present
CROSS JOIN generate_series(1, %(overlap)s) AS copy
WHERE NOT present.is_bad
  AND NOT EXISTS (SELECT 1 FROM annotator_qualificationgate WHERE screening_id = %(queue)s)
  AND copy > (
    SELECT count(*) FROM annotator_assignment AS slot
    WHERE slot.queue_id = %(queue)s AND slot.trajectory_id = fitting.id AND slot.round = present.round
      AND (slot.status IN ('OPEN', 'CLAIMED', 'SUBMITTED') OR slot.ending = 'BY_MANAGER')
)
"""


@transaction.atomic
def add_slots(*, queue: Queue, trajectory_ids: Sequence[int]) -> int:
    """Give each of these trajectories the slots that the queue wants and it does not have yet. Returns how many.

    Slots of a randomised queue get their arms with them.
    """
    if not trajectory_ids:
        return 0
    if queue.order == QueueOrder.PRIORITY.value and queue.priority_by:
        return fill(queue, among=trajectory_ids)
    return _insert(queue, "SELECT wanted, NULL::float8 FROM unnest(%(ids)s::bigint[]) AS wanted", list(trajectory_ids))


@transaction.atomic
def fill(queue: Queue, *, among: Sequence[int] | None = None) -> int:
    """Give every trajectory that fits the slots that it does not have yet. Returns how many slots were added.

    Raises BadFilter and BadPriority.
    """
    return _insert(queue, _written(_fitting(queue, among)), [])


def add_to_matching_queues(*, project: Project, trajectory_ids: Sequence[int]) -> None:
    """What was just imported falls into every queue that takes imports and that it fits."""
    for queue in Queue.objects.filter(project=project, takes_imports=True).order_by("pk"):
        if queue.filter:
            fill(queue, among=trajectory_ids)
        else:
            add_slots(queue=queue, trajectory_ids=trajectory_ids)


def close_open_slots(*, trajectory_ids: Sequence[int]) -> int:
    """Nobody is handed these any more (a newer revision took their place); work that is under way goes on."""
    return _close(Assignment.objects.filter(trajectory__in=list(trajectory_ids)), Ending.REVISED)


def close_unfitting(queue: Queue) -> int:
    """Nobody is handed what no longer fits the filter. Raises BadFilter."""
    fits = apply_filter(latest_trajectories(queue.project_id), queue.filter, project_id=queue.project_id)
    return _close(Assignment.objects.filter(queue=queue).exclude(trajectory__in=fits), Ending.FILTER)


def close_surplus(queue: Queue) -> int:
    """Close open slots of trajectories that have more than the overlap wants; what is held or submitted counts."""
    with connection.cursor() as cursor:
        cursor.execute(_CLOSE_SURPLUS, {"queue": queue.pk, "overlap": queue.overlap})
        return int(cursor.rowcount)


def reorder(queue: Queue) -> None:
    """Put the open slots into the queue's order, each only where it does not stand there already.

    Uploaded priorities stay as they are. Raises BadPriority.
    """
    if queue.order == QueueOrder.PRIORITY.value and queue.priority_by:
        source, priority = f"({_written(_fitting(queue, None))}) AS fitting (id, priority)", "fitting.priority"
    elif queue.order == QueueOrder.PRIORITY.value:
        source, priority = _OWN, "slot.priority"
    else:
        source, priority = _OWN, "0"
    position = POSITIONS[queue.order].format(id="fitting.id")
    with connection.cursor() as cursor:
        cursor.execute(
            _REORDER.format(source=source, priority=priority, position=position),
            {"queue": queue.pk, "seed": str(queue.seed)},
        )


_OWN: Final = (
    "(SELECT DISTINCT trajectory_id FROM annotator_assignment WHERE queue_id = %(queue)s AND status = 'OPEN')"
    " AS fitting (id)"
)
_REORDER: Final = """
UPDATE annotator_assignment AS slot SET priority = {priority}, position = {position}
FROM {source}
WHERE slot.queue_id = %(queue)s AND slot.trajectory_id = fitting.id AND slot.status = 'OPEN'
  AND (slot.priority, slot.position) IS DISTINCT FROM ({priority}, {position})
"""
_CLOSE_SURPLUS: Final = """
WITH live AS (
    SELECT id, status, count(*) OVER (PARTITION BY trajectory_id, round) AS present,
        row_number() OVER (PARTITION BY trajectory_id, round ORDER BY (status = 'OPEN') DESC, id DESC) AS place
    FROM annotator_assignment WHERE queue_id = %(queue)s AND status IN ('OPEN', 'CLAIMED', 'SUBMITTED')
)
UPDATE annotator_assignment AS slot SET status = 'CLOSED', ending = 'OVERLAP'
FROM live
WHERE slot.id = live.id AND slot.status = 'OPEN' AND live.place <= live.present - %(overlap)s
"""


def _fitting(queue: Queue, among: Sequence[int] | None) -> Any:
    """Rows of id and priority (NULL where the order goes by none). Where labels are judged again that a guideline sent
    back, nothing else is wanted than they."""
    fits = latest_trajectories(queue.project_id)
    if queue.sent_back_from_id is not None:
        fits = fits.filter(pk__in=Assignment.objects.filter(queue=queue).values("trajectory"))
    if among is not None:
        fits = fits.filter(pk__in=list(among))
    fits = apply_filter(fits, queue.filter, project_id=queue.project_id)
    return fits.order_by("pk").annotate(slot_priority=priority_of(queue)).values_list("pk", "slot_priority")


def _written(rows: Any) -> str:
    """The query with its values in it, to stand in a larger one that has values of its own."""
    sql, parameters = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        return str(cursor.mogrify(sql, parameters)).replace("%", "%%")


def _insert(queue: Queue, fitting: str, ids: list[int]) -> int:
    position = POSITIONS[queue.order].format(id="fitting.id")
    with connection.cursor() as cursor:
        cursor.execute(
            _FILL.format(fitting=fitting, position=position),
            {"queue": queue.pk, "ids": ids, "overlap": queue.overlap, "seed": str(queue.seed)},
        )
        added = int(cursor.rowcount)
    deal_arms(queue=queue)
    return added


def _close(slots: Any, ending: Ending) -> int:
    closed: int = slots.filter(status=AssignmentStatus.OPEN.value).update(
        status=AssignmentStatus.CLOSED.value, ending=ending.value
    )
    return closed
