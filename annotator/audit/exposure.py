"""Who may have seen an experiment's evidence elsewhere: judged by what was so before the draw, alike in both arms.

A label of the hidden arm says so itself (`UNCONTROLLED`), one of the shown arm cannot: it says that the evidence was
shown. Left out by what labels say, a reviewer would count among the shown and not among the hidden, and the arms would
compare different people.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import BooleanField, Exists, Expression, ExpressionWrapper, OuterRef, Q, QuerySet

from annotator.labeling.assignment_status import HANDED_IN
from annotator.labeling.models import Draft, SeenView
from annotator.labeling.policies import SEEN, SWITCHES, BlindPolicy, Evidence
from annotator.projects.models import Membership
from annotator.projects.roles import Role, sees_before_submitting
from annotator.trajectories.queries import NAMES_OF_A_TRAJECTORY

# What an annotation says of each evidence stands in this column.
VIEWS: Final[Mapping[Evidence, str]] = {
    Evidence.REWARDS: "evidence_view",
    Evidence.REFERENCE: "reference_view",
    Evidence.LABELS: "labels_view",
}


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


def had_seen_it(evidence: Evidence) -> Expression:
    """Of an annotation: whether earlier work of its annotator had laid the evidence open before they claimed this slot:
    it was shown there, or that work was over by then, in a queue that shows it afterwards.

    Work on the trajectory counts in any revision, and for the reference answer on any attempt at its problem: at least
    all of what `seen_before.views_of` calls UNCONTROLLED.
    """
    seen = Q(Exists(_earlier(evidence, by=NAMES_OF_A_TRAJECTORY)))
    if evidence is Evidence.REFERENCE:
        seen |= Q(Exists(_earlier(evidence, by=("group_key",)).exclude(trajectory__group_key="")))
    return ExpressionWrapper(seen, output_field=BooleanField())


def _earlier(evidence: Evidence, *, by: Sequence[str]) -> QuerySet[Draft]:
    never = Q(**{f"assignment__queue__{SWITCHES[evidence]}": BlindPolicy.NEVER.value})
    was_over = Q(assignment__status__in=HANDED_IN, assignment__undo_until__lte=OuterRef("assignment__claimed_at"))
    return Draft.objects.filter(
        Q(**{SEEN[evidence]: True}) | (was_over & ~never),
        annotator=OuterRef("annotator"),
        opened_at__lt=OuterRef("assignment__claimed_at"),
        trajectory__project=OuterRef("trajectory__project"),
        **{f"trajectory__{column}": OuterRef(f"trajectory__{column}") for column in by},
    ).exclude(assignment=OuterRef("assignment"))


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
