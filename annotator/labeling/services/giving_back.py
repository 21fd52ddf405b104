"""Letting go of a trajectory without a word: by its annotator, or because it was never begun."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, Q

from annotator.labeling.assignment_status import AssignmentStatus
from annotator.labeling.models import Assignment, Draft, is_begun
from annotator.labeling.services.moves import move


@transaction.atomic
def release(*, assignment: Assignment, annotator_id: int, now: datetime) -> None:
    """Give the trajectory back with nothing said: the slot is open again, and what was said is dropped.

    Of a claim that has passed on only the draft is left, and that ends too: its annotator is no longer blind. That
    they had the trajectory is kept. Raises AssignmentMoved.
    """
    if assignment.annotator_id == annotator_id and assignment.status == AssignmentStatus.CLAIMED:
        move(assignment, AssignmentStatus.OPEN, annotator=None, lease_expires_at=None, claimed_at=None)
    _let_go(Q(assignment=assignment, annotator=annotator_id), now)


def forget_untouched(slot: Assignment, holder: int | None, *, now: datetime) -> None:
    """Whoever held it without having begun (it was reserved or given) is no longer blind because of it.

    After the slot has moved: everybody locks the slot first and its draft after.
    """
    _let_go(Q(assignment=slot, annotator=holder, reserved_until__isnull=False), now)


def _let_go(which: Q, now: datetime) -> None:
    """What was never begun leaves nothing. Another revision, so that a tab that knows the old one is told."""
    drafts = Draft.objects.filter(which)
    drafts.exclude(is_begun()).delete()
    drafts.update(closed_at=now, updated_at=now, reserved_until=None, state={}, revision=F("revision") + 1)
