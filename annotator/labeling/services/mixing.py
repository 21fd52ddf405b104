"""Putting slots among those that wait, so that nothing about them says that they came later."""

import random
from collections.abc import Sequence

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from annotator.labeling.assignment_status import AssignmentStatus
from annotator.labeling.models import Assignment, Draft, Queue

# What a slot wants moves from row to row; the row itself (its id, its fence) stays. A slot that somebody held before
# has a past and keeps what it wants.
_EXCHANGE = """
WITH moves AS (
    SELECT * FROM unnest(%(targets)s::bigint[], %(origins)s::bigint[]) AS pair (target, origin)
)
UPDATE annotator_assignment AS slot
SET trajectory_id = origin.trajectory_id, priority = origin.priority, position = origin.position,
    propensity = origin.propensity, why = origin.why, made_at = origin.made_at
FROM moves JOIN annotator_assignment AS origin ON origin.id = moves.origin
WHERE slot.id = moves.target
"""


@transaction.atomic
def mix_in(*, queue: Queue, slot_ids: Sequence[int], dice: random.Random) -> None:
    """Let these open slots take places that any slots of the queue could have: the priority, propensity and reason of
    some that wait already, and ids that say nothing (what they want changes places with what others want)."""
    new = list(slot_ids)
    waiting = list(_fresh(queue).exclude(pk__in=new).select_for_update().values_list("pk", flat=True))
    if not waiting:
        return
    _dress(new, [dice.choice(waiting) for _ in new])
    places = dice.sample([*waiting, *new], len(new))
    taken, kept = set(places) - set(new), set(places) & set(new)
    moving = [pk for pk in new if pk not in kept]
    dice.shuffle(moving)
    pairs = list(zip(moving, sorted(taken), strict=True))
    _execute([*pairs, *((second, first) for first, second in pairs)], _EXCHANGE)


def _fresh(queue: Queue) -> QuerySet[Assignment]:
    held_before = Draft.objects.filter(assignment=OuterRef("pk"))
    return Assignment.objects.filter(queue=queue, status=AssignmentStatus.OPEN.value, fence=0).exclude(
        Exists(held_before)
    )


_DRESS = """
WITH moves AS (
    SELECT * FROM unnest(%(targets)s::bigint[], %(origins)s::bigint[]) AS pair (target, origin)
)
UPDATE annotator_assignment AS slot
SET priority = origin.priority, propensity = origin.propensity, why = origin.why
FROM moves JOIN annotator_assignment AS origin ON origin.id = moves.origin
WHERE slot.id = moves.target
"""


def _dress(targets: Sequence[int], origins: Sequence[int]) -> None:
    _execute(list(zip(targets, origins, strict=True)), _DRESS)


def _execute(pairs: Sequence[tuple[int, int]], statement: str) -> None:
    values = {"targets": [target for target, _ in pairs], "origins": [origin for _, origin in pairs]}
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
