"""Handing out trajectories: claim, renew, give back, skip."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, connection, transaction

from annotator.labeling.assignment_status import AssignmentStatus
from annotator.labeling.models import Assignment, Draft, Queue
from annotator.labeling.services.moves import AssignmentMoved, move
from annotator.projects.queries import Member

_CLAIM = """
WITH lapsed AS (
    SELECT slot.id FROM annotator_assignment AS slot
    WHERE slot.queue_id = %(queue)s AND slot.status = 'CLAIMED' AND slot.lease_expires_at < %(now)s
      AND NOT EXISTS (
          SELECT 1 FROM annotator_assignment AS mine
          WHERE mine.queue_id = slot.queue_id AND mine.trajectory_id = slot.trajectory_id
            AND mine.annotator_id = %(annotator)s
      )
    ORDER BY slot.lease_expires_at LIMIT 1 FOR UPDATE OF slot SKIP LOCKED
), waiting AS (
    SELECT slot.id FROM annotator_assignment AS slot
    WHERE slot.queue_id = %(queue)s AND slot.status = 'OPEN' AND NOT EXISTS (SELECT 1 FROM lapsed)
      AND NOT EXISTS (
          SELECT 1 FROM annotator_assignment AS mine
          WHERE mine.queue_id = slot.queue_id AND mine.trajectory_id = slot.trajectory_id
            AND mine.annotator_id = %(annotator)s
      )
    ORDER BY slot.priority DESC, slot.position, slot.id LIMIT 1 FOR UPDATE OF slot SKIP LOCKED
)
UPDATE annotator_assignment AS claimed
SET status = 'CLAIMED', annotator_id = %(annotator)s, fence = claimed.fence + 1,
    claimed_at = %(now)s, lease_expires_at = %(lease)s
WHERE claimed.id = (SELECT id FROM lapsed UNION ALL SELECT id FROM waiting LIMIT 1)
RETURNING claimed.id
"""


class QueuePaused(Exception):
    """The manager has stopped handing out for the moment."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What an annotator holds, and the draft they left there."""

    assignment: Assignment
    draft: Draft


def claim_next(*, queue: Queue, member: Member, now: datetime) -> Claim | None:
    """The trajectory this annotator holds already, else the next one that nobody holds; None when there is none.

    One statement finds and takes the slot: two claimers never meet, they skip each other's locks. Raises QueuePaused.
    """
    held = held_by(queue=queue, annotator_id=member.annotator_id, now=now)
    if held is not None:
        return held
    if queue.is_paused:
        raise QueuePaused(f"The queue {queue.name!r} is paused.")
    for _ in range(2):
        try:
            return _take(queue=queue, annotator_id=member.annotator_id, now=now)
        except IntegrityError:
            # Two tabs of one person took two slots of one trajectory: the second gets what the first holds.
            held = held_by(queue=queue, annotator_id=member.annotator_id, now=now)
            if held is not None:
                return held
    return None


def held_by(*, queue: Queue, annotator_id: int, now: datetime) -> Claim | None:
    """The claim that this annotator has in this queue, with its lease renewed; also a lapsed one nobody took."""
    assignment = (
        Assignment.objects.filter(queue=queue, annotator=annotator_id, status=AssignmentStatus.CLAIMED.value)
        .order_by("-claimed_at")
        .first()
    )
    if assignment is None:
        return None
    try:
        renew(assignment=assignment, lease_minutes=queue.lease_minutes, now=now)
    except AssignmentMoved:
        return None  # it lapsed, and somebody took it between the two statements
    return Claim(assignment, open_draft(assignment=assignment, annotator_id=annotator_id, now=now))


def renew(*, assignment: Assignment, lease_minutes: int, now: datetime) -> datetime:
    """Extend the lease of whoever still holds it, lapsed or not. Raises AssignmentMoved when it has passed on."""
    expires_at = now + timedelta(minutes=lease_minutes)
    move(assignment, AssignmentStatus.CLAIMED, lease_expires_at=expires_at)
    return expires_at


@transaction.atomic
def release(*, assignment: Assignment, annotator_id: int) -> None:
    """Give the trajectory back with nothing said: the slot is open again and the draft is dropped.

    Of a claim that has passed on only the draft is left, and it is dropped too: its annotator is no longer blind.
    """
    if assignment.annotator_id == annotator_id and assignment.status == AssignmentStatus.CLAIMED:
        move(assignment, AssignmentStatus.OPEN, annotator=None, lease_expires_at=None, claimed_at=None)
    Draft.objects.filter(assignment=assignment, annotator=annotator_id).delete()


@transaction.atomic
def skip(*, assignment: Assignment, annotator_id: int, reason: str, now: datetime) -> None:
    """Decline this trajectory for good, with a reason; a fresh slot takes its place for everybody else."""
    move(assignment, AssignmentStatus.SKIPPED, lease_expires_at=None, reason=reason)
    Draft.objects.filter(assignment=assignment, annotator=annotator_id).update(closed_at=now)
    Assignment.objects.create(
        queue_id=assignment.queue_id,
        trajectory_id=assignment.trajectory_id,
        priority=assignment.priority,
        position=assignment.position,
        propensity=assignment.propensity,
        why=assignment.why,
    )


def open_draft(*, assignment: Assignment, annotator_id: int, now: datetime) -> Draft:
    """The annotator's draft on this assignment, made empty where there is none: from here on they are blind.

    Work that they left on another slot of the same trajectory comes along: that slot's lease passed on.
    """
    left = (
        Draft.objects.filter(
            annotator=annotator_id,
            trajectory=assignment.trajectory_id,
            assignment__queue=assignment.queue_id,
            closed_at__isnull=True,
        )
        .order_by("-updated_at")
        .first()
    )
    if left is not None:
        return _carry_over(left, assignment)
    draft, is_new = Draft.objects.get_or_create(
        assignment=assignment,
        annotator_id=annotator_id,
        defaults={
            "trajectory_id": assignment.trajectory_id,
            "fence": assignment.fence,
            "opened_at": now,
            "updated_at": now,
        },
    )
    return draft if is_new else _carry_over(draft, assignment)


def _carry_over(draft: Draft, assignment: Assignment) -> Draft:
    if draft.assignment_id != assignment.pk or draft.fence != assignment.fence or draft.closed_at is not None:
        draft.assignment, draft.fence, draft.closed_at = assignment, assignment.fence, None
        draft.save(update_fields=["assignment", "fence", "closed_at"])
    return draft


@transaction.atomic
def _take(*, queue: Queue, annotator_id: int, now: datetime) -> Claim | None:
    lease = now + timedelta(minutes=queue.lease_minutes)
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, {"queue": queue.pk, "annotator": annotator_id, "now": now, "lease": lease})
        row = cursor.fetchone()
    if row is None:
        return None
    assignment = Assignment.objects.get(pk=row[0])
    return Claim(assignment, open_draft(assignment=assignment, annotator_id=annotator_id, now=now))
