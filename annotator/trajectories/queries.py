"""Reads of trajectories and their texts."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform, KeyTransform

from annotator.trajectories.filters import names
from annotator.trajectories.models import Trajectory, TrajectoryText


@dataclass(frozen=True, slots=True)
class ReadableText:
    """What may be read of a trajectory by anybody who labels it: the problem, the steps, the tools."""

    problem: str
    steps: list[dict[str, Any]]
    tools: list[Any]


def is_latest() -> Q:
    """The condition that no newer revision exists."""
    return ~Q(Exists(Trajectory.objects.filter(previous=OuterRef("pk"))))


def latest_trajectories(project_id: int) -> QuerySet[Trajectory]:
    """The newest revision of every trajectory of a project."""
    return Trajectory.objects.filter(is_latest(), project=project_id)


def without_synthetic(trajectories: QuerySet[Trajectory], *, filter_text: str = "") -> QuerySet[Trajectory]:
    """Without those that were made here to check people, unless the filter asks for them by name."""
    return trajectories if names(filter_text, "synthetic") else trajectories.filter(made_from__isnull=True)


def readable_text(trajectory_id: int) -> ReadableText:
    """The text without the reference answer and without what the file said beside it (both may give the label away)."""
    problem, steps, tools = TrajectoryText.objects.values_list("problem", "steps", "tools").get(pk=trajectory_id)
    return ReadableText(problem=problem, steps=[without_extra(step) for step in steps], tools=tools)


def text_of_step(trajectory_id: int, step_index: int) -> str | None:
    """The whole text of one step, without reading the others; None where there is no such step."""
    path = KeyTextTransform("text", KeyTransform(step_index, "steps"))
    text: str | None = TrajectoryText.objects.values_list(path, flat=True).get(pk=trajectory_id)
    return text


def reference_answer(trajectory_id: int) -> str | None:
    """The reference answer; only for those who are not blind to the trajectory."""
    return TrajectoryText.objects.values_list("reference_answer", flat=True).get(pk=trajectory_id)


def without_extra(step: dict[str, Any]) -> dict[str, Any]:
    """A step as anybody may read it: what a file said beside it can give its label away."""
    return {name: value for name, value in step.items() if name != "extra"}
