"""Beginning with what was fetched ahead, or giving it back unused."""

from contextlib import suppress
from datetime import datetime

from django.db import transaction

from annotator.labeling.assignment_status import AssignmentStatus
from annotator.labeling.held_work import HeldWork
from annotator.labeling.models import Assignment, Draft
from annotator.labeling.services.claims import claim_next
from annotator.labeling.services.giving_back import release
from annotator.labeling.services.moves import AssignmentMoved
from annotator.labeling.slot_words import Hold
from annotator.projects.queries import Member


def is_ahead(assignment: Assignment) -> bool:
    """Whether it is held and nobody has begun with it: it was reserved, or given by a manager."""
    return assignment.status == AssignmentStatus.CLAIMED and assignment.hold in {Hold.RESERVED, Hold.GIVEN}


def begin(*, assignment: Assignment, member: Member, now: datetime) -> HeldWork:
    """Turn what lies ahead into a claim, by the statement that claims: a pause or an exclusion holds here as there.

    Raises AssignmentMoved where the next claim hands out something else, which is held then, or nothing.
    """
    held = claim_next(queue_id=assignment.queue_id, member=member, now=now)
    if held is None or held.assignment_id != assignment.pk:
        raise AssignmentMoved("The next trajectory is another one: claim it.")
    return held


@transaction.atomic
def give_back_reserved(*, queue_id: int, member: Member, now: datetime) -> None:
    """Open what the annotator reserved in the queue to others. What they have begun with stays theirs."""
    # Locked, so that a claim of the same slot at the same moment is either seen here or finds it free.
    slot = (
        Assignment.objects.select_for_update()
        .filter(
            queue=queue_id,
            queue__project=member.project,
            annotator=member.annotator_id,
            status=AssignmentStatus.CLAIMED.value,
            hold=Hold.RESERVED.value,
        )
        .first()
    )
    if slot is None or _is_begun(slot, member):
        return
    with suppress(AssignmentMoved):
        release(assignment=slot, annotator_id=member.annotator_id, now=now)


def _is_begun(slot: Assignment, member: Member) -> bool:
    return Draft.objects.filter(assignment=slot, annotator=member.annotator_id, reserved_until__isnull=True).exists()
