"""Whether whoever submits a label may have seen before what its queue hid: every label says so of each evidence."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Final

from django.db.models import F, Q

from annotator.labeling.assignment_status import HANDED_IN
from annotator.labeling.compiled import STAND_IN_IDS, STAND_IN_TIME, Compiled
from annotator.labeling.models import Assignment, Draft, EvidenceView, SeenView
from annotator.labeling.policies import ALL_EVIDENCE, SEEN, SWITCHES, BlindPolicy, Evidence
from annotator.labeling.prepared import Prepared
from annotator.projects.roles import Role, sees_before_submitting
from annotator.trajectories.queries import any_revision_of

# Unlike any constant of the statement below.
_STAND_IN_PROBLEM: Final = "some problem"


@dataclass(frozen=True, slots=True)
class Views:
    """What a label that is made now has to say about what its annotator could see."""

    rewards: EvidenceView
    reference: SeenView
    labels: SeenView


def views_of(draft: Draft, *, role: Role, is_alone: bool) -> Views:
    """What to record with the label that this draft becomes.

    Shown is shown. Who was not shown it here is blind, unless by their role, or by work of theirs on the same
    trajectory, or on another attempt at its problem, they may have seen it before: then nobody can vouch for them. One
    query, none where the draft `is_alone` (its annotator has no other on any revision of this trajectory), and one more
    where the problem has other attempts.
    """
    saw = {one for one in Evidence if getattr(draft, SEEN[one])}
    doubtful = ALL_EVIDENCE if sees_before_submitting(role) else _seen_before(draft, is_alone=is_alone)
    rewards = EvidenceView.BLIND
    if Evidence.REWARDS in saw:
        rewards = EvidenceView.SCORES_SHOWN
    elif Evidence.REWARDS in doubtful:
        rewards = EvidenceView.UNCONTROLLED
    return Views(
        rewards=rewards,
        reference=_seen_view(Evidence.REFERENCE, saw, doubtful),
        labels=_seen_view(Evidence.LABELS, saw, doubtful),
    )


def _seen_view(evidence: Evidence, saw: Collection[Evidence], doubtful: Collection[Evidence]) -> SeenView:
    if evidence in saw:
        return SeenView.SHOWN
    return SeenView.UNCONTROLLED if evidence in doubtful else SeenView.BLIND


def _seen_before(draft: Draft, *, is_alone: bool) -> frozenset[Evidence]:
    found = frozenset() if is_alone else _may_have_seen_before(draft)
    if draft.trajectory.group_key and Evidence.REFERENCE not in found and _may_know_the_answer(draft):
        found |= {Evidence.REFERENCE}
    return found


def _may_have_seen_before(draft: Draft) -> frozenset[Evidence]:
    """Evidence that other work of this annotator on the trajectory laid open: it was shown there, or the work was over
    before anything kept them from looking, and may have been looked at until then."""
    others = (
        Draft.objects.filter(any_revision_of(draft.trajectory), annotator=draft.annotator_id)
        .exclude(pk=draft.pk)
        .select_related("assignment__queue")
    )
    since = _hidden_since(draft.assignment)
    found: set[Evidence] = set()
    for other in others:
        found |= {one for one in Evidence if getattr(other, SEEN[one])}
        if other.assignment.annotator_id == draft.annotator_id:
            found |= _laid_open(other.assignment, until=since)
    return frozenset(found)


def _may_know_the_answer(draft: Draft) -> bool:
    """Whether work on any attempt at the problem laid the reference answer open before this slot covered it, or showed
    it. Asked in SQL: somebody may have judged thousands of one problem."""
    values = {
        "project": draft.trajectory.project_id,
        "annotator": draft.annotator_id,
        "draft": draft.pk,
        "problem": draft.trajectory.group_key,
        "since": _hidden_since(draft.assignment),
    }
    return _work_that_told_the_answer().row(values) is not None


@cache
def _work_that_told_the_answer() -> Prepared:
    """Each submission of an attempt among several asks it."""
    project, annotator, draft = STAND_IN_IDS[:3]
    over = Q(assignment__status__in=HANDED_IN, assignment__undo_until__lte=STAND_IN_TIME)
    never = Q(assignment__queue__reference_policy=BlindPolicy.NEVER.value) & (
        Q(assignment__queue__policies_changed_at__isnull=True)
        | Q(assignment__queue__policies_changed_at__lte=F("assignment__undo_until"))
    )
    others = Draft.objects.filter(
        Q(saw_reference=True) | (over & ~never),
        ~Q(trajectory__group_key=""),
        annotator=annotator,
        trajectory__project=project,
        trajectory__group_key=_STAND_IN_PROBLEM,
    ).exclude(pk=draft)
    types = {"project": "bigint", "annotator": "bigint", "draft": "bigint", "problem": "text", "since": "timestamptz"}
    values = (project, annotator, draft, _STAND_IN_PROBLEM, STAND_IN_TIME)
    compiled = Compiled.of(others.values_list("pk")[:1], stand_ins=dict(zip(types, values, strict=True)))
    return compiled.prepared(name="assay_told_the_answer", types=types)


def _hidden_since(slot: Assignment) -> datetime:
    """From when on the slot kept what its queue hides from everybody whom it could be given to.

    Neither when the queue was made (it is filled again, and its filter changes) nor when this annotator got it (before
    that it was to come to them, which hides as much). A queue of another policy before may have shown everything.
    """
    changed_at = slot.queue.policies_changed_at
    return slot.made_at if changed_at is None else max(slot.made_at, changed_at)


def _laid_open(done: Assignment, *, until: datetime) -> set[Evidence]:
    """What this finished work let its annotator see before that moment: nothing where it was not over by then."""
    over_at = done.undo_until if done.status in HANDED_IN else None
    if over_at is None or over_at > until:
        return set()
    changed_at = done.queue.policies_changed_at
    if changed_at is not None and changed_at > over_at:
        return set(Evidence)  # what it said when the work was over is known to nobody any more
    return {one for one in Evidence if getattr(done.queue, SWITCHES[one]) != BlindPolicy.NEVER}
