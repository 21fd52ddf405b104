"""Declining a trajectory for good: skipped, given up, or called a bad problem."""

from datetime import datetime
from typing import Any

from django.db import connection, transaction

from annotator.journal.services import Actor, record
from annotator.labeling.assignment_status import AssignmentStatus
from annotator.labeling.models import Assignment, Draft
from annotator.labeling.qualification import is_screening
from annotator.labeling.services.moves import move
from annotator.labeling.slot_words import Ending
from annotator.projects.queries import Member


@transaction.atomic
def skip(*, assignment: Assignment, member: Member, kind: str, reason: str, now: datetime) -> None:
    """Decline it, with a kind (one of SKIP_KINDS) and a reason: a fresh slot takes its place for everybody else.

    In a screening none does: it was made for whoever declined it, and the qualification hands everybody their own.
    When the queue closes what so many annotators call a bad problem, and this was the last of them, its open slots are
    closed instead. Raises AssignmentMoved.
    """
    move(assignment, AssignmentStatus.SKIPPED, lease_expires_at=None, ending=kind, reason=reason)
    Draft.objects.filter(assignment=assignment, annotator=member.annotator_id).update(closed_at=now)
    details: dict[str, Any] = {"trajectory": assignment.trajectory_id, "kind": kind, "reason": reason}
    if kind == Ending.BAD_PROBLEM and _enough_say_so(assignment):
        details["closed"] = _close(assignment)
    elif not is_screening(assignment.queue_id):
        _replace(assignment)
    record(
        actor=Actor(name=member.username, user_id=member.user_id),
        event="assignment.skipped",
        subject="assignment",
        subject_id=assignment.pk,
        project_id=member.project.pk,
        happened_at=now,
        details=details,
    )


def _enough_say_so(assignment: Assignment) -> bool:
    """Two who say so at the same moment take turns, or neither would count the other."""
    wanted = assignment.queue.bad_after
    if wanted is None:
        return False
    with connection.cursor() as cursor:
        lock = f"bad:{assignment.queue_id}:{assignment.trajectory_id}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 4))", [lock])
    said = Assignment.objects.filter(
        queue=assignment.queue_id,
        trajectory=assignment.trajectory_id,
        status=AssignmentStatus.SKIPPED.value,
        ending=Ending.BAD_PROBLEM.value,
    )
    return said.values("annotator").distinct().count() >= wanted


def _close(assignment: Assignment) -> int:
    """Nobody is handed it any more; who is at it now may finish. One closed slot says so in any case."""
    _replace(assignment)
    slots = Assignment.objects.filter(
        queue=assignment.queue_id, trajectory=assignment.trajectory_id, status=AssignmentStatus.OPEN.value
    )
    return slots.update(status=AssignmentStatus.CLOSED.value, ending=Ending.CALLED_BAD.value)


def _replace(assignment: Assignment) -> None:
    Assignment.objects.create(
        queue_id=assignment.queue_id,
        trajectory_id=assignment.trajectory_id,
        priority=assignment.priority,
        position=assignment.position,
        propensity=assignment.propensity,
        why=assignment.why,
        round=assignment.round,
        arm=assignment.arm,
        arm_propensity=assignment.arm_propensity,
        made_at=assignment.made_at,
    )
