"""Wanting more judgements of trajectories that were judged already, and setting priorities by hand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import orjson
from django.db import connection, transaction

from annotator.journal.services import Actor
from annotator.labeling.models import Assignment, Queue
from annotator.labeling.qualification import is_screening
from annotator.labeling.services.arms import deal_arms
from annotator.labeling.services.queue_journal import record_queue
from annotator.labeling.services.slots import POSITIONS
from annotator.labeling.slot_words import QueueOrder
from annotator.trajectories.filters import apply_filter
from annotator.trajectories.models import Trajectory

MOST_COPIES: Final = 20
LONGEST_REASON: Final = 500

# `anew` opens another round, in which people who judged a trajectory before may be handed it again.
_REQUEUE: Final = """
WITH wanted AS (
    SELECT trajectory.id, present.round, present.priority FROM annotator_trajectory AS trajectory
    CROSS JOIN LATERAL (
        SELECT coalesce(max(slot.round), 0) AS round, max(slot.priority) AS priority,
            count(*) FILTER (WHERE slot.status IN ('OPEN', 'CLAIMED')) AS waiting
        FROM annotator_assignment AS slot
        WHERE slot.queue_id = %(queue)s AND slot.trajectory_id = trajectory.id
    ) AS present
    WHERE trajectory.id = ANY(%(ids)s) AND present.waiting = 0
)
INSERT INTO annotator_assignment (queue_id, trajectory_id, status, priority, position, why, fence, reason, round)
SELECT %(queue)s, wanted.id, 'OPEN', coalesce(wanted.priority, 0), {position}, %(why)s, 0, '',
    CASE WHEN %(anew)s THEN wanted.round + 1 ELSE greatest(wanted.round, 1) END
FROM wanted CROSS JOIN generate_series(1, %(copies)s)
"""
_SET_PRIORITIES: Final = """
UPDATE annotator_assignment AS slot SET priority = sent.priority
FROM unnest(%(ids)s::bigint[], %(priorities)s::float8[]) AS sent (trajectory_id, priority)
WHERE slot.queue_id = %(queue)s AND slot.status = 'OPEN' AND slot.trajectory_id = sent.trajectory_id
"""
_KNOWN: Final = """
SELECT DISTINCT trajectory_id FROM annotator_assignment WHERE queue_id = %(queue)s AND trajectory_id = ANY(%(ids)s)
"""


class CannotRequeue(Exception):
    """People are screened in the queue; the message says what to do instead."""


class CannotPrioritise(Exception):
    """The queue's order does not go by uploaded numbers; the message says what to set."""


@dataclass(frozen=True, slots=True)
class Requeued:
    """`trajectories` were queued again with `slots`; `waiting` were left alone, as somebody is still to judge them."""

    trajectories: int
    slots: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Prioritised:
    """`trajectories` of the queue have a number now; `unknown` are not in it."""

    trajectories: int
    unknown: int


def chosen(
    *, project_id: int, trajectory_ids: Sequence[int], filter_text: str | None, in_queue: Queue | None = None
) -> list[int]:
    """Those of these trajectories that belong to the project; with a filter instead those that fit, of the queue where
    one is named. Raises BadFilter."""
    rows = Trajectory.objects.filter(project=project_id)
    if filter_text is None:
        rows = rows.filter(pk__in=list(trajectory_ids))
    else:
        rows = apply_filter(rows, filter_text, project_id=project_id)
    if filter_text is not None and in_queue is not None:
        rows = rows.filter(pk__in=Assignment.objects.filter(queue=in_queue).values("trajectory"))
    return list(rows.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def requeue(
    *, queue: Queue, trajectory_ids: Sequence[int], copies: int, anew: bool, reason: str, actor: Actor, at: datetime
) -> Requeued:
    """Want `copies` more judgements of each; what was submitted stays.

    They come from people who have not judged the trajectory in this queue; with `anew` from anybody. A trajectory that
    is still open or held in the queue is left alone, so asking twice adds nothing. Raises CannotRequeue.
    """
    if is_screening(queue.pk):
        raise CannotRequeue(
            f"People are screened in {queue.name}, and everybody is handed their own trajectories there. "
            "Queue them again in another queue, or let somebody in whom the qualification keeps out."
        )
    queue = Queue.objects.select_for_update().get(pk=queue.pk)
    values: dict[str, Any] = {
        "queue": queue.pk,
        "ids": list(trajectory_ids),
        "copies": copies,
        "anew": anew,
        "seed": str(queue.seed),
        "why": orjson.dumps({"queued_again": reason}).decode(),
    }
    with connection.cursor() as cursor:
        cursor.execute(_REQUEUE.format(position=POSITIONS[queue.order].format(id="wanted.id")), values)
        slots = cursor.rowcount
    deal_arms(queue=queue)
    found = Requeued(slots // copies, slots, len(trajectory_ids) - slots // copies)
    details = {"trajectories": found.trajectories, "slots": slots, "anew": anew, "reason": reason}
    record_queue(queue, "queue.requeued", actor=actor, at=at, **details)
    return found


@transaction.atomic
def set_priorities(*, queue: Queue, priorities: Mapping[int, float], actor: Actor, at: datetime) -> Prioritised:
    """Give the open slots of these trajectories a number each; the highest is handed out first.

    Raises CannotPrioritise.
    """
    if queue.order != QueueOrder.PRIORITY.value or queue.priority_by:
        raise CannotPrioritise("This queue does not go by uploaded priorities. Set its order to PRIORITY by upload.")
    ids = sorted(priorities)
    values: dict[str, Any] = {"queue": queue.pk, "ids": ids, "priorities": [priorities[pk] for pk in ids]}
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, values)
        known = {row[0] for row in cursor.fetchall()}
        cursor.execute(_SET_PRIORITIES, values)
    record_queue(queue, "queue.prioritised", actor=actor, at=at, trajectories=len(known))
    return Prioritised(len(known), len(ids) - len(known))
