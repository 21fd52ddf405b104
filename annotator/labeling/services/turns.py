"""Who waits for whom where slots are handed out: one person's claims for each other, and claims at one problem.

Whoever takes both waits in the order of a claim: the person's turn, the slot's row, the problem's turn.
"""

from datetime import datetime
from typing import Any, Final

from django.db import connection

# Two tabs of one person take turns, in all queues: the second sees what the first one got. Without, each could be
# handed one of a pair of twins.
ONE_AT_A_TIME: Final = "SELECT pg_advisory_xact_lock(hashtextextended('claims of ' || %(annotator)s, 4))"

_LOCK_PROBLEM: Final = """
SELECT pg_advisory_xact_lock(hashtextextended(%(queue)s || ':' || group_key, 4))
FROM annotator_trajectory WHERE id = %(trajectory)s AND group_key <> ''
"""
_ANOTHER_IS_HELD: Final = """
SELECT EXISTS (
    SELECT 1 FROM annotator_assignment AS live
    JOIN annotator_trajectory AS theirs ON theirs.id = live.trajectory_id
    JOIN annotator_trajectory AS mine ON mine.group_key = theirs.group_key
    WHERE mine.id = %(trajectory)s AND mine.group_key <> '' AND theirs.id <> mine.id
      AND live.queue_id = %(queue)s AND live.status = 'CLAIMED' AND live.lease_expires_at >= %(now)s
)
"""


def wait_for_the_turn_of(annotator_id: int) -> None:
    """Until this transaction ends, nothing else is handed to this annotator."""
    with connection.cursor() as cursor:
        cursor.execute(ONE_AT_A_TIME, {"annotator": annotator_id})


def another_of_its_problem_is_held(*, queue_id: int, trajectory_id: int, now: datetime) -> bool:
    """Whether somebody holds another trajectory of the same problem in this queue.

    Until this transaction ends, nobody else who asks is answered. Two claims at one moment do not see each other, so
    each asks once more before it commits.
    """
    values: dict[str, Any] = {"queue": queue_id, "trajectory": trajectory_id, "now": now}
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_PROBLEM, values)
        cursor.execute(_ANOTHER_IS_HELD, values)
        (is_held,) = cursor.fetchone()
    return bool(is_held)
