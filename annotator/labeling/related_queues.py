"""What a queue is to others of its project: a place where labels are judged again, or where people are screened."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db import connection

from annotator.labeling.models import Queue


@dataclass(frozen=True, slots=True)
class RelatedQueues:
    """Names of other queues. `sent_back_from`: whose labels a guideline sent back to this one. `screens_for`: which
    one opens to whoever passes here."""

    sent_back_from: str | None = None
    screens_for: str | None = None


_RELATED: Final = """
SELECT queue.id, first.name, behind.name
FROM annotator_queue AS queue
LEFT JOIN annotator_queue AS first ON first.id = queue.sent_back_from_id
LEFT JOIN annotator_qualificationgate AS gate ON gate.screening_id = queue.id
LEFT JOIN annotator_queue AS behind ON behind.id = gate.queue_id
WHERE queue.id = ANY(%(queues)s)
"""


def related_queues(queues: Sequence[Queue]) -> dict[int, RelatedQueues]:
    """By the number of each queue: one query, whatever their number."""
    with connection.cursor() as cursor:
        cursor.execute(_RELATED, {"queues": [queue.pk for queue in queues]})
        return {row[0]: RelatedQueues(*row[1:]) for row in cursor.fetchall()}
