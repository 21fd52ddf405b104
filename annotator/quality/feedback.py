"""What people are told of their own work once it gives nothing away any more, and the gold that is contested."""

from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from annotator.adjudication.models import GoldLabel
from annotator.adjudication.queries import is_current
from annotator.labeling.hidden_checks import FeedbackPolicy, HiddenChecks, Twin
from annotator.labeling.models import Annotation, Assignment
from annotator.labeling.policies import Evidence
from annotator.labeling.takers import screenings_under_way, slots_to_be_taken
from annotator.labeling.visibility import Viewer, is_visible_to
from annotator.projects.queries import Member
from annotator.projects.roles import sees_before_submitting
from annotator.quality.models import GoldContest
from annotator.quality.queries import MEASURES, comparison_of, gold_for

LATEST = 100


@dataclass(frozen=True, slots=True)
class Feedback:
    """One's annotation beside the gold that measures it. `is_right` is None where nothing can be compared; `reason` is
    what the gold's lineage says for itself; `contest` is one's own objection to this version."""

    annotation: Annotation
    gold: GoldLabel
    is_right: bool | None
    reason: str
    contest: GoldContest | None


def feedback_for(*, member: Member, viewer: Viewer) -> list[Feedback]:
    """One's latest annotations that have gold, newest first: three queries.

    Never while a colleague could still be handed the trajectory or its twin, unless the queue gives feedback at once;
    and never while it may screen somebody.
    """
    rows = list(_finished(member, viewer).select_related("trajectory").order_by("-submitted_at", "-pk")[:LATEST])
    golds: dict[int, dict[str, GoldLabel]] = {}
    for gold in GoldLabel.objects.filter(is_current(), trajectory__in=[row.trajectory_id for row in rows]):
        if gold.method in MEASURES:
            golds.setdefault(gold.trajectory_id, {})[gold.protocol] = gold
    chosen = [(row, gold_for(row.protocol, golds.get(row.trajectory_id, {}))) for row in rows]
    found = [(row, gold) for row, gold in chosen if gold is not None]
    contests = {
        contest.gold_id: contest
        for contest in GoldContest.objects.filter(
            raised_by=member.annotator_id, gold__in=[gold.pk for _, gold in found]
        )
    }
    return [
        Feedback(
            annotation=row,
            gold=gold,
            is_right=comparison_of(row, gold).is_right(),
            reason=str(gold.lineage.get("reason", "")),
            contest=contests.get(gold.pk),
        )
        for row, gold in found
    ]


def contests_for(*, member: Member, viewer: Viewer) -> QuerySet[GoldContest]:
    """Open ones first: all that a reviewer is not blind to, and an annotator's own."""
    rows = GoldContest.objects.filter(
        is_visible_to(viewer, trajectory="gold__trajectory", prefix="gold__trajectory__"),
        gold__trajectory__project=member.project,
    )
    if not sees_before_submitting(member.role):
        rows = rows.filter(raised_by=member.annotator_id)
    related = ("gold__trajectory", "raised_by", "decided_by", "revision")
    return rows.select_related(*related).order_by(F("decided_at").desc(nulls_first=True), "-pk")


def _finished(member: Member, viewer: Viewer) -> QuerySet[Annotation]:
    at_once = HiddenChecks.objects.filter(queue=OuterRef("assignment__queue"), feedback=FeedbackPolicy.AT_ONCE.value)
    secret = Q(Exists(_handed_out_still(OuterRef("trajectory")))) & ~Q(Exists(at_once))
    return Annotation.objects.filter(
        ~secret & ~Q(Exists(_screens_people(OuterRef("trajectory")))),
        is_visible_to(viewer, trajectory="trajectory", prefix="trajectory__", evidence={Evidence.LABELS}),
        annotator=member.annotator_id,
        trajectory__project=member.project,
        withdrawn_at__isnull=True,
        failure="",
    )


def _handed_out_still(trajectory: OuterRef) -> QuerySet[Assignment]:
    """Slots of the trajectory, or of a twin of it, that somebody could be handed."""
    twins = Twin.objects.filter(trajectory=OuterRef(trajectory), other=OuterRef("trajectory"))
    return slots_to_be_taken().filter(Q(trajectory=trajectory) | Q(Exists(twins)))


def _screens_people(trajectory: OuterRef) -> QuerySet[Assignment]:
    """The trajectory in a qualification that somebody is still to pass: its slots come attempt by attempt."""
    under_way = screenings_under_way().filter(screening=OuterRef("queue"))
    return Assignment.objects.filter(Exists(under_way), trajectory=trajectory)
