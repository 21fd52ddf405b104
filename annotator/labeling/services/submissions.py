"""Submitting annotations, taking them back, and ending the time to do so."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef

from annotator.journal.services import Actor, entry_values, record
from annotator.labeling.assignment_status import AssignmentStatus, may_move
from annotator.labeling.draft_state import DraftState, Operation, from_json, judgement_of
from annotator.labeling.models import Annotation, Assignment, Draft, Reveal
from annotator.labeling.note_gaps import note_gaps
from annotator.labeling.policies import SEEN
from annotator.labeling.protocols import Gap, Judgement, complete, gaps
from annotator.labeling.queries import protocol_of
from annotator.labeling.services.annotation_row import Said, hand_in, hand_in_late
from annotator.labeling.services.drafts import NoSuchDraft, apply_fresh, draft_and_slot, in_force, refuse_if_closed
from annotator.labeling.services.guideline_shown import Shown, guideline_of
from annotator.labeling.services.moves import AssignmentMoved, move
from annotator.labeling.slot_words import Hold
from annotator.labeling.taxonomy_queries import taxonomy_in_force
from annotator.projects.queries import Member


class CannotUndo(Exception):
    """The time to take it back is over, or there is nothing to take back."""


@dataclass(frozen=True, slots=True)
class Submission:
    """What came of a submit. `is_late`: the slot had passed on, so the work is kept as an extra opinion."""

    annotation: Annotation
    assignment: Assignment
    is_late: bool


@dataclass(frozen=True, slots=True)
class Incomplete:
    """The judgement is not whole yet, and the draft was kept; `gaps` says what is missing and where, in order."""

    gaps: list[Gap]


@transaction.atomic
def submit(
    *,
    member: Member,
    assignment_id: int,
    base_revision: int,
    operations: Sequence[Operation],
    now: datetime,
    undo_seconds: int,
    force: bool = False,
    shown: Shown | None = None,
) -> Submission | Incomplete:
    """Keep what is new and turn the draft into an annotation. Twice is once: the second gets what the first made, and
    DraftClosed where it says something else.

    Whoever lost the lease is not sent away: the work becomes an assignment of its own with status LATE.
    `shown` is the guideline that the desk showed; left out, the one in force counts.
    Raises what `save_draft` and `guideline_of` do; then nothing has changed.
    """
    try:
        draft = draft_and_slot(member=member, assignment_id=assignment_id)
    except NoSuchDraft:
        return _kept_as_late(assignment_id, member, operations)
    if draft.closed_at is not None:
        refuse_if_closed(draft, operations)
        return _already_submitted(draft)
    apply_fresh(draft, operations, base_revision=base_revision, now=now, force=force)
    state = from_json(draft.state)
    judgement, missing = _judged(state, draft=draft)
    if missing:
        draft.save(update_fields=["state", "applied", "revision", "updated_at"])
        return Incomplete(missing)
    guideline = guideline_of(shown, member=member, in_force=in_force(draft))
    said = Said(state, judgement, guideline, member.role, _entry(draft, member, now, is_late=False))
    done = _taken_in(draft, said, now=now, undo_until=now + timedelta(seconds=undo_seconds))
    done = done or _taken_in_late(draft, replace(said, entry=_entry(draft, member, now, is_late=True)), now=now)
    _close_reveals(draft, done.annotation)
    return done


@transaction.atomic
def undo(*, assignment: Assignment, member: Member, now: datetime) -> Draft:
    """Take a submission back while its time lasts: the annotation stands withdrawn, the draft is open again.

    Raises CannotUndo.
    """
    if assignment.status != AssignmentStatus.SUBMITTED or assignment.undo_until is None or assignment.undo_until <= now:
        raise CannotUndo("The time to take this back is over. A manager can queue it again for you, on the board.")
    lease = now + timedelta(minutes=assignment.queue.lease_minutes)
    fence = assignment.fence + 1
    try:
        move(
            assignment,
            AssignmentStatus.CLAIMED,
            hold=Hold.REOPENED.value,
            lease_expires_at=lease,
            undo_until=None,
            fence=fence,
        )
    except AssignmentMoved as error:
        raise CannotUndo("This was taken back in another window.") from error
    Annotation.objects.filter(assignment=assignment, withdrawn_at__isnull=True).update(withdrawn_at=now)
    draft = Draft.objects.select_for_update().get(assignment=assignment, annotator=member.annotator_id)
    draft.closed_at, draft.fence = None, fence
    draft.save(update_fields=["closed_at", "fence"])
    annotation = Annotation.objects.filter(assignment=assignment, withdrawn_at=now).latest("pk")
    _record_withdrawn(annotation, member, now)
    return draft


def _close_reveals(draft: Draft, annotation: Annotation) -> None:
    """Labels before a reveal meet those after: the first that were submitted."""
    if any(getattr(draft, name) for name in SEEN.values()):
        Reveal.objects.filter(
            assignment=draft.assignment_id, annotator=draft.annotator_id, annotation__isnull=True
        ).update(annotation=annotation)


def _already_submitted(draft: Draft) -> Submission | Incomplete:
    annotation = Annotation.objects.filter(assignment=draft.assignment, withdrawn_at__isnull=True).first()
    if annotation is None:
        return Incomplete([Gap("closed", "This work was skipped or given back, so there is nothing to submit.")])
    return Submission(annotation, draft.assignment, draft.assignment.status == AssignmentStatus.LATE)


def _kept_as_late(assignment_id: int, member: Member, operations: Sequence[Operation]) -> Submission:
    """What the same submit made before, when it came too late for the slot. Raises NoSuchDraft where there is none."""
    asked = Assignment.objects.filter(
        pk=assignment_id, queue=OuterRef("queue"), trajectory=OuterRef("trajectory"), round=OuterRef("round")
    )
    late = Assignment.objects.filter(
        Exists(asked),
        annotator=member.annotator_id,
        queue__project=member.project,
        status=AssignmentStatus.LATE.value,
    ).first()
    if late is None:
        raise NoSuchDraft("You do not hold this assignment.")
    for draft in Draft.objects.filter(assignment=late, annotator=member.annotator_id):
        refuse_if_closed(draft, operations)
    return Submission(Annotation.objects.get(assignment=late, withdrawn_at__isnull=True), late, is_late=True)


def _judged(state: DraftState, *, draft: Draft) -> tuple[Judgement, list[Gap]]:
    protocol = protocol_of(draft.assignment.queue)
    trajectory = draft.trajectory
    judgement = complete(
        judgement_of(state, step_count=trajectory.step_count), protocol=protocol, scorable=trajectory.scorable
    )
    missing = gaps(judgement, protocol=protocol, scorable=trajectory.scorable)
    # Read only where a note names an error type.
    taxonomy = taxonomy_in_force(draft.assignment.queue) if state.error_types else None
    return judgement, [*missing, *note_gaps(state, taxonomy=taxonomy)]


def _taken_in(draft: Draft, said: Said, *, now: datetime, undo_until: datetime) -> Submission | None:
    """What came of a draft whose annotator still holds the slot; None where it has passed on."""
    slot = draft.assignment
    is_held = slot.annotator_id == draft.annotator_id and slot.fence == draft.fence
    if not is_held or not may_move(AssignmentStatus(slot.status), AssignmentStatus.SUBMITTED):
        return None
    annotation = hand_in(draft=draft, said=said, undo_until=undo_until, now=now)
    if annotation is None:
        slot.refresh_from_db()
        return None
    slot.status, slot.lease_expires_at, slot.undo_until = AssignmentStatus.SUBMITTED.value, None, undo_until
    return Submission(annotation, slot, is_late=False)


def _taken_in_late(draft: Draft, said: Said, *, now: datetime) -> Submission:
    """The same as an assignment of its own."""
    assignment = draft.assignment
    late = Assignment.objects.create(
        queue_id=assignment.queue_id,
        trajectory_id=assignment.trajectory_id,
        annotator_id=draft.annotator_id,
        status=AssignmentStatus.LATE.value,
        priority=assignment.priority,
        position=assignment.position,
        propensity=assignment.propensity,
        why=assignment.why,
        arm=assignment.arm,
        arm_propensity=assignment.arm_propensity,
        round=assignment.round,
        claimed_at=draft.opened_at,
        # Nobody waits for late work, so there is nothing to take back.
        undo_until=now,
        made_at=assignment.made_at,
    )
    return Submission(hand_in_late(draft=draft, said=said, late=late, now=now), late, is_late=True)


def _entry(draft: Draft, member: Member, now: datetime, *, is_late: bool) -> dict[str, Any]:
    return entry_values(
        actor=Actor(name=member.username, user_id=member.user_id),
        event="annotation.submitted",
        subject="annotation",
        project_id=member.project.pk,
        happened_at=now,
        details={"trajectory": draft.trajectory_id, "is_late": is_late},
    )


def _record_withdrawn(annotation: Annotation, member: Member, now: datetime) -> None:
    record(
        actor=Actor(name=member.username, user_id=member.user_id),
        event="annotation.withdrawn",
        subject="annotation",
        subject_id=annotation.pk,
        project_id=member.project.pk,
        happened_at=now,
        details={"trajectory": annotation.trajectory_id},
    )
