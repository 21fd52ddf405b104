"""Handing out trajectories: claim, reserve, renew."""

from contextlib import nullcontext, suppress
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import IntegrityError, connection, transaction
from django.db.models import Exists, OuterRef

from annotator.labeling.assignment_status import AssignmentStatus
from annotator.labeling.held_work import HeldWork, from_row
from annotator.labeling.models import Assignment, Draft, Queue
from annotator.labeling.prepared import Prepared
from annotator.labeling.services import claim_statement
from annotator.labeling.services.giving_back import release
from annotator.labeling.services.moves import move
from annotator.labeling.services.showing import show_by_policy
from annotator.labeling.services.turns import another_of_its_problem_is_held
from annotator.labeling.slot_words import Hold
from annotator.projects.queries import Member

RESERVATION: Final = timedelta(minutes=2)
# How often a claim may lose the race for a problem before it says that there is nothing.
_MOST_TRIES: Final = 20


def claim_next(*, queue_id: int, member: Member, now: datetime) -> HeldWork | None:
    """What the annotator holds already, else the next trajectory that nobody holds.

    None when there is nothing for them: the queue is done, paused, held by others, closed to them, or not of this
    project.
    """
    held = _hand_out(claim_statement.CLAIM, claim_statement.CLAIM_BY_PROBLEM, queue_id=queue_id, member=member, now=now)
    return None if held is None else show_by_policy(held, member=member, now=now)


def reserve_next(*, queue_id: int, member: Member, now: datetime) -> HeldWork | None:
    """The trajectory that the next claim will hand out, held until then for RESERVATION: one at a time in a queue.

    Asking again renews it. It makes blind as a claim does, and shows nothing: that is for the claim. When it lapses it
    leaves nothing behind.
    """
    return _hand_out(
        claim_statement.RESERVE, claim_statement.RESERVE_BY_PROBLEM, queue_id=queue_id, member=member, now=now
    )


def _hand_out(
    plain: Prepared, by_problem: Prepared, *, queue_id: int, member: Member, now: datetime
) -> HeldWork | None:
    values: dict[str, Any] = {
        "queue": queue_id,
        "project": member.project.pk,
        "annotator": member.annotator_id,
        "now": now,
        "reservation": RESERVATION,
    }
    held = _tried_twice(plain, values)
    if held is None and Queue.objects.filter(pk=queue_id, one_per_problem=True).exists():
        return _one_of_its_problem(by_problem, values)
    return held


def _tried_twice(statement: Prepared, values: dict[str, Any]) -> HeldWork | None:
    try:
        return _execute(statement, values)
    except IntegrityError:
        # Two tabs of one person asked at the same moment: this time what the first one got is found as held.
        return _execute(statement, values)


def _one_of_its_problem(statement: Prepared, values: dict[str, Any]) -> HeldWork | None:
    """What they have stays theirs; what is new is looked at again, for claims at one moment do not see each other."""
    _let_lapse(values)
    for _ in range(_MOST_TRIES):
        with suppress(_LostTheRace), transaction.atomic():
            held = _tried_twice(statement, values)
            if held is not None and not held.was_mine and _came_second(held, values):
                raise _LostTheRace
            return held
    return None


class _LostTheRace(Exception):
    """Somebody took another trajectory of the same problem, so the claim is taken back."""


def _came_second(held: HeldWork, values: dict[str, Any]) -> bool:
    return another_of_its_problem_is_held(queue_id=values["queue"], trajectory_id=held.trajectory_id, now=values["now"])


@transaction.atomic
def _let_lapse(values: dict[str, Any]) -> None:
    """What was only reserved or given, and lapsed before they began with it, is open again: meanwhile another of its
    problem may have been handed out."""
    unbegun = Draft.objects.filter(
        assignment=OuterRef("pk"), annotator=OuterRef("annotator"), reserved_until__isnull=False
    )
    lapsed = Assignment.objects.filter(
        Exists(unbegun),
        queue=values["queue"],
        annotator=values["annotator"],
        status=AssignmentStatus.CLAIMED.value,
        hold__in=[Hold.RESERVED.value, Hold.GIVEN.value],
        lease_expires_at__lt=values["now"],
    )
    for assignment in lapsed.select_for_update(skip_locked=True):
        release(assignment=assignment, annotator_id=values["annotator"], now=values["now"])


def _execute(statement: Prepared, values: dict[str, Any]) -> HeldWork | None:
    # Alone the statement needs no transaction; inside one, a refused statement must not spoil the rest.
    guard = transaction.atomic() if connection.in_atomic_block else nullcontext()
    with guard:
        row = statement.row(values)
    return None if row is None else from_row(row)


@transaction.atomic
def claim_slot(*, assignment: Assignment, annotator_id: int, now: datetime) -> Draft:
    """Give this very slot to this annotator, with an empty draft. Raises AssignmentMoved when it is not free."""
    fence = assignment.fence + 1
    lease = now + timedelta(minutes=assignment.queue.lease_minutes)
    move(
        assignment,
        AssignmentStatus.CLAIMED,
        annotator_id=annotator_id,
        fence=fence,
        hold=Hold.GIVEN.value,
        claimed_at=now,
        lease_expires_at=lease,
    )
    return Draft.objects.create(
        assignment=assignment,
        annotator_id=annotator_id,
        trajectory_id=assignment.trajectory_id,
        fence=fence,
        opened_at=now,
        updated_at=now,
    )


def renew(*, assignment: Assignment, lease_minutes: int, now: datetime) -> datetime:
    """Extend the lease of whoever still holds it, lapsed or not. Raises AssignmentMoved when it has passed on."""
    expires_at = now + timedelta(minutes=lease_minutes)
    move(assignment, AssignmentStatus.CLAIMED, lease_expires_at=expires_at)
    return expires_at
