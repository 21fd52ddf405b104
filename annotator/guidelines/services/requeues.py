"""Sending annotations back that a guideline version touches: into queues made for the purpose.

In the queue that it came from, a trajectory has its slots and its annotator's turn is over (once per queue, trajectory
and annotator); a queue of its own lets the same person judge it again, and keeps the two judgements apart. It is closed
to everybody to whom the other one is. Of an experiment each slot keeps the arm of the judgement before, so that it is
made again with the same in view; a copy of an experiment is none itself. The same annotators hold their slots from the
beginning, and these are kept for them: also when a lease lapses nobody else is handed one, unless its annotator
declines it or a manager passes it on.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction

from annotator.guidelines.models import GuidelineRequeue, Relabeller, RequeuedAnnotation
from annotator.guidelines.touched import Choice, newest_asked, touched_annotations
from annotator.journal.services import Actor, record
from annotator.labeling.assignment_status import AssignmentStatus
from annotator.labeling.exclusions import Exclusion
from annotator.labeling.models import Annotation, Assignment, Draft, Queue
from annotator.labeling.slot_words import Hold
from annotator.labeling.visibility import Viewer
from annotator.projects.models import Annotator, GuidelineVersion, Membership

GIVEN_FOR: Final = timedelta(weeks=4)
_AT_ONCE: Final = 1_000


class NothingTouched(Exception):
    """No annotation fits, or all that fit were sent back already."""


@transaction.atomic
def send_back(
    *,
    guideline: GuidelineVersion,
    choice: Choice,
    relabeller: Relabeller,
    viewer: Viewer | None,
    actor: Actor,
    at: datetime,
) -> GuidelineRequeue:
    """Ask again for every annotation that the choice finds; the old ones stand. Raises NothingTouched and BadFilter.

    An annotation is sent back once per guideline version, also when two managers ask at one moment.
    """
    GuidelineVersion.objects.select_for_update().get(pk=guideline.pk)
    found = list(touched_annotations(guideline, choice, viewer).select_related("assignment__queue"))
    if not found:
        raise NothingTouched("No annotation fits that was not sent back already.")
    requeue = GuidelineRequeue.objects.create(
        guideline=guideline,
        relabeller=relabeller,
        filter=choice.filter,
        label=choice.label,
        error_type=choice.error_type,
        up_to_version=newest_asked(guideline, choice),
        requested_by_id=actor.user_id,
        created_at=at,
    )
    queues = _make_queues(guideline, found, at=at)
    items = RequeuedAnnotation.objects.bulk_create(
        [RequeuedAnnotation(requeue=requeue, before=one, queue=queues[one.assignment.queue_id]) for one in found],
        batch_size=_AT_ONCE,
    )
    _make_slots(requeue, items, at=at)
    _record(requeue, len(items), actor=actor, at=at)
    return requeue


def _make_queues(guideline: GuidelineVersion, found: Sequence[Annotation], *, at: datetime) -> dict[int, Queue]:
    """One for each queue that the annotations come from, with its protocol and everything else that it asks, closed to
    the same people: whoever is kept away from that one, or has to qualify for it first."""
    sources = {one.assignment.queue_id: one.assignment.queue for one in found}
    taken = set(Queue.objects.filter(project=guideline.project_id).values_list("name", flat=True))
    made = {}
    for pk, source in sources.items():
        queue = Queue.objects.get(pk=source.pk)
        queue.pk, queue._state.adding = None, True  # noqa: SLF001 - the documented way to copy a row
        queue.name = _free_name(f"Guideline v{guideline.version}: {source.name}", taken)
        queue.is_default = queue.is_paused = queue.takes_imports = False
        queue.filter, queue.overlap, queue.created_at, queue.policies_changed_at = "", 1, at, None
        queue.sent_back_from_id = source.sent_back_from_id or pk
        queue.save()
        _keep_away(queue, source, at=at)
        made[pk] = queue
    return made


def _keep_away(queue: Queue, source: Queue, *, at: datetime) -> None:
    Exclusion.objects.bulk_create(
        Exclusion(annotator_id=annotator, queue=queue, reason=reason, created_at=at)
        for annotator, reason in Exclusion.objects.filter(queue=source).values_list("annotator", "reason")
    )


def _free_name(name: str, taken: set[str]) -> str:
    found, number = name[:190], 2
    while found in taken:
        found, number = f"{name[:190]} ({number})", number + 1
    taken.add(found)
    return found


def _make_slots(requeue: GuidelineRequeue, items: Sequence[RequeuedAnnotation], *, at: datetime) -> None:
    present = _still_members(requeue.guideline.project_id)
    away = set(Exclusion.objects.filter(annotator__in=present).values_list("annotator", "queue", "trajectory"))
    slots: list[Assignment] = []
    given: list[tuple[Assignment, int]] = []
    for item in items:
        slot = _slot(requeue, item)
        who = item.before.annotator_id
        is_away = not away.isdisjoint({(who, item.queue_id, None), (who, None, slot.trajectory_id)})
        if requeue.relabeller == Relabeller.SAME and who in present and not is_away:
            _give(slot, who, at=at)
            given.append((slot, who))
        slots.append(slot)
    if requeue.relabeller == Relabeller.OTHERS:
        slots.extend(_kept_from(items))
    Assignment.objects.bulk_create(slots, batch_size=_AT_ONCE)
    Draft.objects.bulk_create([_draft(slot, holder, at=at) for slot, holder in given], batch_size=_AT_ONCE)


def _slot(requeue: GuidelineRequeue, item: RequeuedAnnotation) -> Assignment:
    why = {"strategy": f"Judged again under version {requeue.guideline.version} of the guideline.", "requeued": item.pk}
    trajectory_id, first = item.before.trajectory_id, item.before.assignment
    return Assignment(
        queue=item.queue,
        trajectory_id=trajectory_id,
        position=trajectory_id,
        why=why,
        arm=first.arm,
        arm_propensity=first.arm_propensity,
    )


def _give(slot: Assignment, annotator_id: int, *, at: datetime) -> None:
    slot.status, slot.annotator_id, slot.fence = AssignmentStatus.CLAIMED.value, annotator_id, 1
    slot.claimed_at, slot.lease_expires_at = at, at + GIVEN_FOR
    slot.hold, slot.kept_for_id = Hold.GIVEN.value, annotator_id


def _draft(slot: Assignment, holder: int, *, at: datetime) -> Draft:
    """What makes its annotator blind to the trajectory from now on, also to what they could see until now."""
    return Draft(
        assignment=slot,
        annotator_id=holder,
        trajectory_id=slot.trajectory_id,
        fence=slot.fence,
        opened_at=at,
        updated_at=at,
    )


def _kept_from(items: Sequence[RequeuedAnnotation]) -> Iterator[Assignment]:
    """A closed slot in the name of whoever judged it before: nobody is handed a trajectory of a queue twice."""
    for queue_id, trajectory_id, annotator_id in {
        (item.queue_id, item.before.trajectory_id, item.before.annotator_id) for item in items
    }:
        yield Assignment(
            queue_id=queue_id,
            trajectory_id=trajectory_id,
            annotator_id=annotator_id,
            status=AssignmentStatus.CLOSED.value,
            reason="Somebody else is asked this time.",
        )


def _still_members(project_id: int) -> set[int]:
    people = Membership.objects.filter(project=project_id).values("user")
    return set(Annotator.objects.filter(project=project_id, user__in=people).values_list("pk", flat=True))


def _record(requeue: GuidelineRequeue, count: int, *, actor: Actor, at: datetime) -> None:
    details: dict[str, Any] = {
        "version": requeue.guideline.version,
        "annotations": count,
        "relabeller": requeue.relabeller,
        "filter": requeue.filter,
        "label": requeue.label,
        "error_type": requeue.error_type,
        "up_to_version": requeue.up_to_version,
    }
    record(
        actor=actor,
        event="guideline.requeued",
        subject="guideline_requeue",
        subject_id=requeue.pk,
        project_id=requeue.guideline.project_id,
        happened_at=at,
        details=details,
    )
