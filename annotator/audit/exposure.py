"""Who may have seen an experiment's evidence elsewhere: judged by what was so before the draw, alike in both arms.

A label of the hidden arm says so itself (`UNCONTROLLED`), one of the shown arm cannot: it says that the evidence was
shown. Left out by what labels say, a reviewer would count among the shown and not among the hidden, and the arms would
compare different people.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Exists, OuterRef, Q

from annotator.labeling.assignment_status import AssignmentStatus
from annotator.labeling.models import Draft, SeenView
from annotator.labeling.policies import SEEN, SWITCHES, BlindPolicy, Evidence
from annotator.projects.models import Membership
from annotator.projects.roles import Role, sees_before_submitting

# What an annotation says of each evidence stands in this column.
VIEWS: Final[Mapping[Evidence, str]] = {
    Evidence.REWARDS: "evidence_view",
    Evidence.REFERENCE: "reference_view",
    Evidence.LABELS: "labels_view",
}
_SUBMITTED: Final = [AssignmentStatus.SUBMITTED.value, AssignmentStatus.LATE.value]


@dataclass(frozen=True, slots=True)
class Dealt:
    """An annotation of a slot that was dealt an arm. `view` is what it says of the varied evidence, `had_seen_it` and
    `reads_it` what was so before: see the functions of those names."""

    annotator_id: int
    trajectory_id: int
    arm: str
    view: str
    labels: list[int | None]
    origins: list[int | None]
    scorable: list[int]
    first_error: int | None
    active_ms: list[int | None]
    had_seen_it: bool
    reads_it: bool


def had_seen_it(evidence: Evidence) -> Exists:
    """Of an annotation: whether earlier work of its annotator on the trajectory laid the evidence open before this slot
    was claimed, as `visibility.views_of` reckons it: shown there, or done before this queue was made, or in this very
    queue before this was handed out anew."""
    was_shown = Q(**{SEEN[evidence]: True})
    was_over = Q(assignment__undo_until__lte=OuterRef("assignment__queue__created_at"))
    handed_anew = Q(
        assignment__queue=OuterRef("assignment__queue"), assignment__undo_until__lte=OuterRef("assignment__claimed_at")
    )
    never = Q(**{f"assignment__queue__{SWITCHES[evidence]}": BlindPolicy.NEVER.value})
    laid_open = Q(assignment__status__in=_SUBMITTED) & (was_over | handed_anew) & ~never
    earlier = Draft.objects.filter(
        was_shown | laid_open,
        annotator=OuterRef("annotator"),
        trajectory=OuterRef("trajectory"),
        opened_at__lt=OuterRef("assignment__claimed_at"),
    )
    return Exists(earlier.exclude(assignment=OuterRef("assignment")))


def reads_by_role() -> Exists:
    """Of an annotation: whether its annotator has a role that reads all evidence beside their own work."""
    reading = [role.value for role in Role if sees_before_submitting(role)]
    return Exists(
        Membership.objects.filter(
            project=OuterRef("annotator__project"), user=OuterRef("annotator__user"), role__in=reading
        )
    )


def exposed_people(dealt: Sequence[Dealt]) -> Collection[int]:
    """Annotators none of whose labels count: they read the evidence by their role, now or when they labelled.

    The role of then is not kept; a label that nobody can vouch for, without earlier work to explain it, tells of it.
    """
    return {
        one.annotator_id for one in dealt if one.reads_it or (one.view == SeenView.UNCONTROLLED and not one.had_seen_it)
    }
