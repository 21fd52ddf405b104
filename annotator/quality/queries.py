"""Reads that put people's annotations beside gold, and beside the time that they took."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from annotator.adjudication.models import GoldLabel, GoldMethod
from annotator.adjudication.queries import is_current
from annotator.labeling.models import Annotation, SeenView
from annotator.labeling.protocols.propagation import ACCEPTED, by_hand
from annotator.labeling.visibility import Viewer, is_visible_to
from annotator.projects.models import AnnotatorKind
from annotator.quality.accuracy import Comparison, Judged
from annotator.quality.models import ContestStatus, GoldContest
from annotator.quality.step_times import TimedWork, judged_steps

# Gold that is made of annotations (unanimous, majority, Dawid-Skene) would measure people against themselves.
MEASURES: Final = (GoldMethod.IMPORTED, GoldMethod.ADJUDICATED, GoldMethod.SYNTHETIC)


@dataclass(slots=True)
class AnnotatorWork:
    """What one person has submitted and is not withdrawn, oldest first. `uncontrolled` annotations were made by
    somebody who read the gold while judging, or could have before: they are timed, and held against nothing. So are
    `contested` ones, until their objection to the gold is answered. `proposals` of their labels are accepted proposals
    of the desk."""

    annotator_id: int
    name: str
    comparisons: list[Comparison] = field(default_factory=list)
    timed: list[TimedWork] = field(default_factory=list)
    annotations: int = 0
    proposals: int = 0
    uncontrolled: int = 0
    contested: int = 0
    last_submitted_at: datetime | None = None


def work_of_people(
    *, project_id: int, viewer: Viewer | None, annotator_id: int | None = None, with_proposals: bool = False
) -> list[AnnotatorWork]:
    """Everybody's work by name: three queries, whatever their number. Only what `viewer` is not blind to; None is the
    shell, which owns the machine. Accepted proposals are no labels of theirs unless `with_proposals` asks for them."""
    rows = _annotations(project_id=project_id, viewer=viewer)
    if annotator_id is not None:
        rows = rows.filter(annotator=annotator_id)
    golds = _golds(project_id)
    contested = set(
        GoldContest.objects.filter(status=ContestStatus.OPEN, gold__trajectory__project=project_id).values_list(
            "gold", "raised_by"
        )
    )
    people: dict[int, AnnotatorWork] = {}
    for row in rows.iterator(chunk_size=1_000):
        person = people.setdefault(row.annotator_id, AnnotatorWork(row.annotator_id, row.annotator.name))
        _add(person, row, golds.get(row.trajectory_id, {}), contested, with_proposals=with_proposals)
    return sorted(people.values(), key=lambda person: person.name)


def _annotations(*, project_id: int, viewer: Viewer | None) -> QuerySet[Annotation]:
    rows = Annotation.objects.filter(
        trajectory__project=project_id, annotator__kind=AnnotatorKind.HUMAN, withdrawn_at__isnull=True, failure=""
    )
    if viewer is not None:
        rows = rows.filter(is_visible_to(viewer, trajectory="trajectory", prefix="trajectory__"))
    return (
        rows.select_related("annotator", "trajectory", "assignment")
        .defer("trajectory__metadata", "note")
        .annotate(lengths=RawSQL(_LENGTHS, ()))  # noqa: S611 - a constant of this file
        .order_by("submitted_at", "pk")
    )


# How many characters each step has to be read in; only where somebody measured how long that took.
_LENGTHS: Final = """
CASE WHEN array_remove(annotator_annotation.active_ms, NULL) <> '{}' THEN (
    SELECT array_agg(length(step ->> 'text') + coalesce(length(step ->> 'reasoning'), 0) ORDER BY place)
    FROM annotator_trajectorytext AS read, jsonb_array_elements(read.steps) WITH ORDINALITY AS listed (step, place)
    WHERE read.trajectory_id = annotator_annotation.trajectory_id
) END
"""


def _golds(project_id: int) -> dict[int, dict[str, GoldLabel]]:
    """Gold in force that measures people, by trajectory and protocol, of trajectories that somebody annotated."""
    annotated = Annotation.objects.filter(trajectory=OuterRef("trajectory"), withdrawn_at__isnull=True)
    rows = GoldLabel.objects.filter(
        is_current(), Q(Exists(annotated)), trajectory__project=project_id, method__in=MEASURES
    ).defer("lineage")
    golds: dict[int, dict[str, GoldLabel]] = {}
    for row in rows.iterator(chunk_size=1_000):
        golds.setdefault(row.trajectory_id, {})[row.protocol] = row
    return golds


def _add(
    person: AnnotatorWork,
    row: Annotation,
    golds: Mapping[str, GoldLabel],
    contested: Container[tuple[int, int]],
    *,
    with_proposals: bool,
) -> None:
    person.annotations += 1
    person.proposals += sum(origin == ACCEPTED for origin in row.origins or ())
    person.last_submitted_at = row.submitted_at
    person.timed.append(_timed(row))
    if row.labels_view != SeenView.BLIND:
        person.uncontrolled += 1
    elif (gold := gold_for(row.protocol, golds)) is None:
        pass
    elif (gold.pk, row.annotator_id) in contested:
        person.contested += 1
    else:
        person.comparisons.append(comparison_of(row, gold, with_proposals=with_proposals))


def gold_for(protocol: str, golds: Mapping[str, GoldLabel]) -> GoldLabel | None:
    """The gold of the annotation's own protocol, else one of another protocol that knows where the first error is."""
    decided = (golds[name] for name in sorted(golds) if golds[name].no_error or golds[name].first_error is not None)
    return golds.get(protocol) or next(decided, None)


def comparison_of(row: Annotation, gold: GoldLabel, *, with_proposals: bool = False) -> Comparison:
    """An annotation, fetched with its trajectory, beside a gold label of it."""
    labels = row.labels if with_proposals else by_hand(row.labels, row.origins)
    return Comparison(
        said=Judged(labels, row.first_error, row.no_error, row.outcome_label),
        gold=Judged(gold.labels, gold.first_error, gold.no_error, gold.outcome),
        scorable=row.trajectory.scorable,
        labels_compare=row.protocol == gold.protocol,
    )


def _timed(row: Annotation) -> TimedWork:
    lengths: Iterable[int] = getattr(row, "lengths", None) or ()
    scorable = row.trajectory.scorable
    measured = {
        index: pair for index, pair in enumerate(zip(lengths, row.active_ms, strict=False)) if index in scorable
    }
    judged = judged_steps(
        by_hand(row.labels, row.origins), first_error=row.first_error, no_error=row.no_error, scorable=scorable
    )
    claimed_at = row.assignment.claimed_at
    return TimedWork(
        steps=[pair for index, pair in measured.items() if index in judged],
        elapsed_s=(row.submitted_at - claimed_at).total_seconds() if claimed_at else None,
        passed_over_ms=sum(ms or 0 for index, (_, ms) in measured.items() if index not in judged),
    )
