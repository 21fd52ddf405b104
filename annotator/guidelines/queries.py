"""Reads of guideline versions and their examples, as one viewer may see them."""

from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from annotator.guidelines.examples import Example, from_json, trajectories_of
from annotator.labeling.assignment_status import AssignmentStatus
from annotator.labeling.models import Annotation, Assignment
from annotator.labeling.visibility import Viewer, covered_examples, is_visible_to
from annotator.projects.models import GuidelineVersion, Project
from annotator.projects.roles import sees_before_submitting
from annotator.trajectories.models import Trajectory, TrajectoryText
from annotator.trajectories.readable_steps import readable_step


class NoSuchVersion(LookupError):
    """The project has no guideline version of that number."""


@dataclass(frozen=True, slots=True)
class ShownExample:
    """An example as one viewer may see it. `is_covered`: they hold its trajectory or could still be handed it, so its
    title, label and reason are withheld. `waiting` people-slots of its trajectory are open or held (None: not said)."""

    example: Example
    is_covered: bool
    trajectory: Trajectory | None = None
    problem: str = ""
    step: dict[str, Any] | None = None
    waiting: int | None = None


def versions_of(project: Project) -> QuerySet[GuidelineVersion]:
    """All versions, the newest first."""
    return GuidelineVersion.objects.filter(project=project).select_related("author").order_by("-version")


def versions_with_counts(viewer: Viewer) -> QuerySet[GuidelineVersion]:
    """The same with `annotation_count`: labels that stand under each and that this viewer may see; None for whoever
    labels only."""
    rows = GuidelineVersion.objects.filter(project=viewer.project_id).select_related("author").order_by("-version")
    if not sees_before_submitting(viewer.role):
        return rows.annotate(annotation_count=Value(None, output_field=IntegerField()))
    standing = (
        Annotation.objects.filter(guideline=OuterRef("pk"), withdrawn_at__isnull=True, failure="")
        .filter(is_visible_to(viewer, trajectory="trajectory", prefix="trajectory__"))
        .values("guideline")
        .annotate(n=Count("pk"))
    )
    return rows.annotate(annotation_count=Coalesce(Subquery(standing.values("n")), 0))


def version_of(project: Project, number: int) -> GuidelineVersion:
    """One version. Raises NoSuchVersion."""
    found = versions_of(project).filter(version=number).first()
    if found is None:
        raise NoSuchVersion(f"This project's guideline has no version {number}.")
    return found


def shown_examples(guideline: GuidelineVersion, viewer: Viewer) -> list[ShownExample]:
    """The examples of a version, in their order; three queries, whatever their number."""
    examples = from_json(guideline.examples)
    wanted = trajectories_of(examples)
    if not wanted:
        return [ShownExample(example, is_covered=False) for example in examples]
    covered = covered_examples(viewer, wanted)
    rows = Trajectory.objects.filter(project=guideline.project_id).in_bulk(wanted)
    texts = {row[0]: row[1:] for row in _texts(wanted)}
    waiting = _waiting(wanted) if sees_before_submitting(viewer.role) else None
    shown = [_shown(example, rows, texts, waiting) for example in examples]
    return [replace(one, is_covered=one.example.trajectory in covered) for one in shown]


def _texts(trajectory_ids: list[int]) -> QuerySet[TrajectoryText, tuple[int, str, list[dict[str, Any]]]]:
    return TrajectoryText.objects.filter(pk__in=trajectory_ids).values_list("pk", "problem", "steps")


def _waiting(trajectory_ids: list[int]) -> dict[int, int]:
    rows = (
        Assignment.objects.filter(
            trajectory__in=trajectory_ids, status__in=[AssignmentStatus.OPEN, AssignmentStatus.CLAIMED]
        )
        .values("trajectory")
        .annotate(n=Count("pk"))
    )
    return {row["trajectory"]: row["n"] for row in rows}


def _shown(
    example: Example,
    rows: dict[int, Trajectory],
    texts: dict[int, tuple[str, list[dict[str, Any]]]],
    waiting: dict[int, int] | None,
) -> ShownExample:
    if example.trajectory is None or example.step_index is None or example.trajectory not in texts:
        return ShownExample(example, is_covered=False)
    problem, steps = texts[example.trajectory]
    return ShownExample(
        example,
        is_covered=False,
        trajectory=rows.get(example.trajectory),
        problem=problem,
        step=readable_step(steps[example.step_index]),
        waiting=None if waiting is None else waiting.get(example.trajectory, 0),
    )
