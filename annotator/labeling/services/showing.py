"""Showing what is hidden beside the work in hand: by the queue's policy, or because the annotator asks for it.

Every showing is written on the draft before anything is sent, and stays there: what is submitted from it says so.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from annotator.journal.services import Actor, record
from annotator.labeling.assignment_status import AssignmentStatus
from annotator.labeling.draft_state import from_json, judgement_of
from annotator.labeling.held_work import HeldWork
from annotator.labeling.models import Annotation, Assignment, Draft, Queue, Reveal
from annotator.labeling.policies import ALL_EVIDENCE, SEEN, SWITCHES, BlindPolicy, Evidence, is_shown
from annotator.labeling.protocols import complete
from annotator.labeling.queries import protocol_of
from annotator.labeling.reveal_changes import Stood
from annotator.labeling.services.arms import deal_arms
from annotator.labeling.visibility import Viewer, may_be_shown
from annotator.projects.queries import Member


class CannotReveal(Exception):
    """Nothing may be revealed here now; the message says why."""


def show_by_policy(held: HeldWork, *, member: Member, now: datetime) -> HeldWork:
    """The work with what its queue shows from the start; where nothing is shown, unchanged and without a query.

    A slot of a randomised queue that was filled in without an arm gets one now, while its draft is still empty.
    """
    policies = [held.queue[SWITCHES[one]] for one in Evidence]
    if held.status != AssignmentStatus.CLAIMED or not held.is_mine or not _ever_shows(policies):
        return held
    arm = held.arm or (_dealt(held) if BlindPolicy.RANDOMISED in policies and held.revision == 0 else "")
    wanted = {one for one in ALL_EVIDENCE - held.saw if is_shown(held.queue[SWITCHES[one]], arm)}
    draft = Draft(pk=held.draft_id, trajectory_id=held.trajectory_id)
    seen = may_be_shown(Viewer.of(member, now=now), draft=draft, evidence=wanted)
    _show(draft, seen)
    return replace(held, arm=arm, saw=held.saw | seen)


@transaction.atomic
def reveal(*, draft: Draft, member: Member, now: datetime) -> None:
    """Show what the annotator asks for, and write down when and with which labels.

    Before submitting that is what the queue lets be revealed; afterwards the time to undo ends with it. Asking again
    changes nothing. Raises CannotReveal.
    """
    if draft.closed_at is None:
        _reveal_before_submitting(draft, member, now)
    elif draft.assignment.status == AssignmentStatus.SUBMITTED:
        _waive_undo(draft, member, now)


def _ever_shows(policies: Collection[str]) -> bool:
    return BlindPolicy.SHOWN in policies or BlindPolicy.RANDOMISED in policies


@transaction.atomic
def _dealt(held: HeldWork) -> str:
    deal_arms(queue=Queue.objects.get(pk=held.queue["id"]), slot_id=held.assignment_id)
    return Assignment.objects.values_list("arm", flat=True).get(pk=held.assignment_id)


def _show(draft: Draft, evidence: Collection[Evidence]) -> None:
    if evidence:
        Draft.objects.filter(pk=draft.pk).update(**{SEEN[one]: True for one in evidence})


def _reveal_before_submitting(draft: Draft, member: Member, now: datetime) -> None:
    queue = draft.assignment.queue
    offered = {one for one in Evidence if getattr(queue, SWITCHES[one]) == BlindPolicy.ON_REQUEST}
    if not offered:
        raise CannotReveal("This queue reveals nothing before you submit.")
    wanted = {one for one in offered if not getattr(draft, SEEN[one])}
    seen = may_be_shown(Viewer.of(member, now=now), draft=draft, evidence=wanted)
    if wanted and not seen:
        raise CannotReveal(
            "Another queue will still hand you this trajectory blind, so nothing of it can be revealed before."
        )
    if seen:
        _show(draft, seen)
        said = judgement_of(from_json(draft.state), step_count=draft.trajectory.step_count)
        stood = complete(said, protocol=protocol_of(queue), scorable=draft.trajectory.scorable)
        _write(draft, member, now, evidence=seen, stood=Stood(stood.labels, stood.first_error, stood.no_error))


def _waive_undo(draft: Draft, member: Member, now: datetime) -> None:
    queue = draft.assignment.queue
    seen = {one for one in Evidence if getattr(queue, SWITCHES[one]) != BlindPolicy.NEVER}
    if not seen:
        raise CannotReveal("This queue shows annotators nothing, not even after they have submitted.")
    changed = Assignment.objects.filter(
        pk=draft.assignment_id, status=AssignmentStatus.SUBMITTED.value, undo_until__gt=now
    ).update(undo_until=now)
    if changed:
        _show(draft, seen)
        annotation = Annotation.objects.get(assignment=draft.assignment_id, withdrawn_at__isnull=True)
        stood = Stood(annotation.labels, annotation.first_error, annotation.no_error)
        _write(draft, member, now, evidence=seen, stood=stood, annotation=annotation)


def _write(
    draft: Draft,
    member: Member,
    now: datetime,
    *,
    evidence: Collection[Evidence],
    stood: Stood,
    annotation: Annotation | None = None,
) -> None:
    Reveal.objects.create(
        assignment_id=draft.assignment_id,
        annotator_id=member.annotator_id,
        revealed_at=now,
        labels_before=list(stood.labels),
        first_error_before=stood.first_error,
        no_error_before=stood.no_error,
        evidence=sorted(evidence),
        annotation=annotation,
    )
    subject = "annotation" if annotation is not None else "assignment"
    record(
        actor=Actor(name=member.username, user_id=member.user_id),
        event=f"{subject}.revealed",
        subject=subject,
        subject_id=annotation.pk if annotation is not None else draft.assignment_id,
        project_id=member.project.pk,
        happened_at=now,
        details={"trajectory": draft.trajectory_id, "evidence": sorted(evidence)},
    )
