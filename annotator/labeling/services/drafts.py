"""Keeping drafts: operations are applied once each, in order, on the revision they were made on."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache

from django.db import transaction
from django.db.models import Exists, OuterRef, Subquery

from annotator.labeling.compiled import STAND_IN_IDS, CompiledObjects
from annotator.labeling.draft_state import (
    REMEMBERED_OPERATIONS,
    DraftState,
    Operation,
    apply_operations,
    from_json,
    to_json,
)
from annotator.labeling.models import Draft
from annotator.labeling.queries import own_drafts, own_drafts_of, protocol_of
from annotator.labeling.services.guideline_shown import InForce
from annotator.labeling.taxonomy_queries import known_to
from annotator.projects.models import GuidelineVersion
from annotator.projects.queries import Member
from annotator.trajectories.queries import any_revision_of_outer


class DraftConflict(Exception):
    """The draft went on elsewhere (another tab, another computer) since this page last saw it."""

    def __init__(self, draft: Draft) -> None:
        super().__init__("This draft was changed in another window. Both versions are kept: choose which one goes on.")
        self.draft = draft


class NoSuchDraft(LookupError):
    """The member never held this assignment; whoever else holds it stays unsaid."""


class DraftClosed(Exception):
    """The draft was submitted, skipped or given back; there is nothing to write to. `draft` holds what stands."""

    def __init__(self, draft: Draft) -> None:
        super().__init__(
            "This work was submitted or given back already, in another window or before the answer came. "
            "What you said since then is not in it."
        )
        self.draft = draft


@transaction.atomic
def save_draft(
    *,
    member: Member,
    assignment_id: int,
    base_revision: int,
    operations: Sequence[Operation],
    now: datetime,
    force: bool = False,
) -> Draft:
    """Apply what is new among these operations; operations that are already in are passed over, so a retry is free.

    Raises DraftConflict when something is new *and* the draft has moved past `base_revision` (unless `force`: the
    person has seen both and chose theirs), DraftClosed, BadOperation and NoSuchDraft; then nothing has changed.
    """
    draft = locked_draft(member=member, assignment_id=assignment_id)
    if apply_fresh(draft, operations, base_revision=base_revision, now=now, force=force):
        draft.save(update_fields=["state", "applied", "revision", "updated_at", "reserved_until"])
    return draft


def locked_draft(*, member: Member, assignment_id: int) -> Draft:
    """The member's own draft with its assignment and trajectory, locked until the transaction ends.

    Raises NoSuchDraft.
    """
    draft = own_drafts(member).select_for_update(of=("self",)).filter(assignment=assignment_id).first()
    if draft is None:
        raise NoSuchDraft("You do not hold this assignment.")
    return draft


def draft_and_slot(*, member: Member, assignment_id: int) -> Draft:
    """The same with the slot locked too, for whoever changes both.

    Everybody locks the slot first and its draft after, as a claim does: the other way round two tabs of one person
    would wait for each other. Raises NoSuchDraft.
    """
    found = _draft_and_slot().objects(
        project=member.project.pk, annotator=member.annotator_id, assignment=assignment_id
    )
    if not found:
        raise NoSuchDraft("You do not hold this assignment.")
    return found[0]


def is_alone(draft: Draft) -> bool:
    """Whether a draft of `draft_and_slot` is all that its annotator ever did on any revision of the trajectory."""
    return not vars(draft)["has_others"]


def in_force(draft: Draft) -> InForce | None:
    """The guideline that was in force when `draft_and_slot` found this draft."""
    pk, version = vars(draft)["guideline"], vars(draft)["guideline_version"]
    return None if pk is None else InForce(pk, version)


@cache
def _draft_and_slot() -> CompiledObjects[Draft]:
    """To build and to plan it for every submission would take longer than to answer it."""
    project, annotator, assignment = STAND_IN_IDS[:3]
    others = Draft.objects.filter(any_revision_of_outer(path="trajectory__"), annotator=OuterRef("annotator"))
    guidelines = GuidelineVersion.objects.filter(project=OuterRef("assignment__queue__project")).order_by("-version")
    drafts = own_drafts_of(project_id=project, annotator_id=annotator).filter(assignment=assignment)
    found = drafts.annotate(
        has_others=Exists(others.exclude(pk=OuterRef("pk"))),
        guideline=Subquery(guidelines.values("pk")[:1]),
        guideline_version=Subquery(guidelines.values("version")[:1]),
    )
    places = {"project": project, "annotator": annotator, "assignment": assignment}
    return CompiledObjects.of(
        found.select_for_update(of=("assignment", "self")),
        stand_ins=places,
        name="assay_draft_and_slot",
        types=dict.fromkeys(places, "bigint"),
    )


def refuse_if_closed(draft: Draft, operations: Sequence[Operation]) -> None:
    """Raises DraftClosed where a closed draft is told something else than what stands. Time that went on is nothing
    else, nor is the same once more by a script that numbers its operations anew."""
    if draft.closed_at is None:
        return
    fresh = [one for one in _fresh(draft, operations) if one.field != "active_ms"]
    if fresh and _applied(draft, fresh) != from_json(draft.state):
        raise DraftClosed(draft)


def _applied(draft: Draft, fresh: Sequence[Operation]) -> DraftState:
    return apply_operations(
        from_json(draft.state),
        fresh,
        scorable=draft.trajectory.scorable,
        protocol=protocol_of(draft.assignment.queue),
        known=known_to(draft, fresh),
    )


def _fresh(draft: Draft, operations: Sequence[Operation]) -> list[Operation]:
    seen = set(draft.applied)
    return [operation for operation in operations if operation.id not in seen]


def apply_fresh(
    draft: Draft, operations: Sequence[Operation], *, base_revision: int, now: datetime, force: bool
) -> bool:
    """Change the row in memory by what is new; whether it was changed. Raises what `save_draft` does."""
    fresh = _fresh(draft, operations)
    refuse_if_closed(draft, fresh)
    if not fresh or draft.closed_at is not None:
        return False
    if draft.revision != base_revision and not force:
        raise DraftConflict(draft)
    draft.state = to_json(_applied(draft, fresh))
    draft.applied = [*draft.applied, *(operation.id for operation in fresh)][-REMEMBERED_OPERATIONS:]
    draft.revision += 1
    draft.updated_at = now
    draft.reserved_until = None  # somebody has begun
    return True
