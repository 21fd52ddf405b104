"""What a manager does with single slots: give one to somebody, take one back, close some."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from annotator.journal.services import Actor
from annotator.labeling.assignment_status import AssignmentStatus
from annotator.labeling.exclusions import Exclusion
from annotator.labeling.hidden_checks import had_its_twin
from annotator.labeling.models import Assignment, Draft
from annotator.labeling.qualification import is_screening
from annotator.labeling.services.giving_back import forget_untouched
from annotator.labeling.services.moves import AssignmentMoved, move
from annotator.labeling.services.queue_journal import record_queue
from annotator.labeling.services.turns import another_of_its_problem_is_held, wait_for_the_turn_of
from annotator.labeling.slot_words import Ending, Hold
from annotator.projects.models import Annotator

_WANTED = [AssignmentStatus.OPEN.value, AssignmentStatus.CLAIMED.value]


class CannotReassign(Exception):
    """Refused; the message says why, and what to do instead."""


@transaction.atomic
def reassign(*, slot: Assignment, to: Annotator, hours: int, actor: Actor, at: datetime) -> None:
    """Hold an open or held slot for one annotator, who is handed it with their next claim, for so many hours; a slot of
    a screening longer, since it goes to nobody else.

    Whoever held it until now can still submit: their work is kept as an extra opinion. Raises CannotReassign, also
    where a claim would never hand it to them.
    """
    if slot.status not in _WANTED:
        raise CannotReassign("Only what is open or held can be given to somebody; this slot is done.")
    if slot.annotator_id == to.pk:
        raise CannotReassign(f"{to.name} holds it already.")
    kept_away = Exclusion.objects.filter(annotator=to)
    if kept_away.filter(queue=slot.queue_id).exists() or kept_away.filter(trajectory=slot.trajectory_id).exists():
        raise CannotReassign(f"{to.name} is kept away from it. Remove the exclusion first.")
    before, until = slot.annotator, at + timedelta(hours=hours)
    changes = {
        "annotator_id": to.pk,
        "hold": Hold.GIVEN.value,
        "fence": slot.fence + 1,
        "claimed_at": at,
        "lease_expires_at": until,
        "why": {**slot.why, "given_by": actor.name},
        "kept_for_id": to.pk if is_screening(slot.queue_id) else None,
    }
    wait_for_the_turn_of(to.pk)
    try:
        with transaction.atomic():
            move(slot, AssignmentStatus.CLAIMED, **changes)
    except IntegrityError as error:
        raise CannotReassign(f"{to.name} has judged or declined this trajectory here already.") from error
    except AssignmentMoved as error:
        raise CannotReassign("It changed at this moment. Look again.") from error
    _refuse_what_no_claim_would_hand_out(slot, to=to, at=at)
    forget_untouched(slot, before.pk if before else None, now=at)
    _open_draft(slot, annotator_id=to.pk, until=until, at=at)
    _record([slot], "slot.reassigned", actor=actor, at=at, to=to.name, held_by=before.name if before else None)


def _refuse_what_no_claim_would_hand_out(slot: Assignment, *, to: Annotator, at: datetime) -> None:
    """After the slot has moved, as a claim does: what was refused is rolled back with it."""
    if had_its_twin(annotator_id=to.pk, trajectory_id=slot.trajectory_id):
        raise CannotReassign(
            f"{to.name} was handed a trajectory that differs from this one in a single step. Give it to somebody else."
        )
    if slot.queue.one_per_problem and another_of_its_problem_is_held(
        queue_id=slot.queue_id, trajectory_id=slot.trajectory_id, now=at
    ):
        raise CannotReassign(
            "Somebody holds another trajectory of the same problem, and this queue hands out one at a time. "
            "Take that one back first, or wait."
        )


@transaction.atomic
def take_back(*, slot: Assignment, actor: Actor, at: datetime) -> None:
    """Put a held slot back among the open ones. What its annotator did is kept: submitted, it is an extra opinion.

    A slot of a screening waits for whom it was made for; what was kept otherwise is for everybody now. Raises
    AssignmentMoved.
    """
    if slot.status != AssignmentStatus.CLAIMED:
        raise AssignmentMoved("Nobody holds it any more.")
    holder = slot.annotator
    kept_for = holder if is_screening(slot.queue_id) else None
    move(slot, AssignmentStatus.OPEN, annotator=None, lease_expires_at=None, claimed_at=None, kept_for=kept_for)
    forget_untouched(slot, holder.pk if holder else None, now=at)
    _record([slot], "slot.taken_back", actor=actor, at=at, held_by=holder.name if holder else None)


@transaction.atomic
def close_slots(*, slots: Sequence[Assignment], actor: Actor, at: datetime) -> int:
    """Want these judgements no longer, open or held. What is already submitted stays. Returns how many were closed."""
    closed = [slot for slot in slots if slot.status in _WANTED and _is_closed(slot, at=at)]
    if closed:
        _record(closed, "slot.closed", actor=actor, at=at)
    return len(closed)


def _is_closed(slot: Assignment, *, at: datetime) -> bool:
    """False: it was submitted or claimed at this moment; the page will show it so."""
    nobody = {"annotator": None, "lease_expires_at": None}
    holder = slot.annotator_id
    try:
        move(slot, AssignmentStatus.CLOSED, ending=Ending.BY_MANAGER.value, **nobody)
    except AssignmentMoved:
        return False
    forget_untouched(slot, holder, now=at)
    return True


def _open_draft(slot: Assignment, *, annotator_id: int, until: datetime, at: datetime) -> None:
    """The draft that makes them blind; work that they left on another slot of the trajectory comes along."""
    left = Draft.objects.filter(
        annotator=annotator_id,
        trajectory=slot.trajectory_id,
        closed_at__isnull=True,
        assignment__queue=slot.queue_id,
    )
    if left.update(assignment=slot, fence=slot.fence):
        return
    Draft.objects.update_or_create(
        assignment=slot,
        annotator_id=annotator_id,
        defaults={
            "trajectory_id": slot.trajectory_id,
            "fence": slot.fence,
            "opened_at": at,
            "updated_at": at,
            "closed_at": None,
            "reserved_until": until,
        },
    )


def _record(slots: Sequence[Assignment], event: str, *, actor: Actor, at: datetime, **details: Any) -> None:
    record_queue(
        slots[0].queue,
        event,
        actor=actor,
        at=at,
        slots=sorted(slot.pk for slot in slots),
        trajectories=sorted({slot.trajectory_id for slot in slots}),
        **details,
    )
