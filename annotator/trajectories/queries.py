"""Reads of trajectories and their texts."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform, KeyTransform

from annotator.trajectories.filters import names
from annotator.trajectories.models import StoredImage, Trajectory, TrajectoryText
from annotator.trajectories.readable_steps import readable_step


@dataclass(frozen=True, slots=True)
class ReadableText:
    """What may be read of a trajectory by anybody who labels it: the problem with its images, the steps, the tools."""

    problem: str
    steps: list[dict[str, Any]]
    tools: list[Any]
    images: list[dict[str, Any]]


# Revisions of one trajectory share these, and their project; no two trajectories do.
NAMES_OF_A_TRAJECTORY: Final = ("source", "external_id")


def any_revision_of(trajectory: Trajectory) -> Q:
    """Of rows that point at a trajectory: at any revision of this one."""
    names = {f"trajectory__{name}": getattr(trajectory, name) for name in NAMES_OF_A_TRAJECTORY}
    return Q(trajectory__project=trajectory.project_id, **names)


def any_revision_of_outer(*, path: str = "") -> Q:
    """Of rows that point at a trajectory: at any revision of the one that the outer row is, or that it points at by
    `path` (`"trajectory__"`)."""
    return Q(**{f"trajectory__{name}": OuterRef(f"{path}{name}") for name in ("project", *NAMES_OF_A_TRAJECTORY)})


def is_latest(trajectory: str = "pk") -> Q:
    """The condition that no newer revision exists; `trajectory` is the path to its id."""
    return ~Q(Exists(Trajectory.objects.filter(previous=OuterRef(trajectory))))


def latest_trajectories(project_id: int) -> QuerySet[Trajectory]:
    """The newest revision of every trajectory of a project."""
    return Trajectory.objects.filter(is_latest(), project=project_id)


def without_synthetic(trajectories: QuerySet[Trajectory], *, filter_text: str = "") -> QuerySet[Trajectory]:
    """Without those that were made here to check people, unless the filter asks for them by name."""
    return trajectories if names(filter_text, "synthetic") else trajectories.filter(made_from__isnull=True)


def readable_text(trajectory_id: int) -> ReadableText:
    """The text without the reference answer and without what the file said beside it (both may give the label away)."""
    columns = ("problem", "steps", "tools", "images")
    problem, steps, tools, images = TrajectoryText.objects.values_list(*columns).get(pk=trajectory_id)
    return ReadableText(problem=problem, steps=[readable_step(step) for step in steps], tools=tools, images=images)


def text_of_step(trajectory_id: int, step_index: int) -> str | None:
    """The whole text of one step, without reading the others; None where there is no such step."""
    path = KeyTextTransform("text", KeyTransform(step_index, "steps"))
    text: str | None = TrajectoryText.objects.values_list(path, flat=True).get(pk=trajectory_id)
    return text


def reference_answer(trajectory_id: int) -> str | None:
    """The reference answer; only for those who are not blind to the trajectory."""
    return TrajectoryText.objects.values_list("reference_answer", flat=True).get(pk=trajectory_id)


def stored_image(project_id: int, sha: str) -> StoredImage | None:
    """The project's image of that hash; what is no hash finds nothing."""
    try:
        digest = bytes.fromhex(sha)
    except ValueError:
        return None
    return StoredImage.objects.filter(project=project_id, sha256=digest).first()


def image_bytes(project_id: int, shas: Collection[str]) -> dict[str, bytes]:
    """The bytes of these images of the project, those that there are."""
    if not shas:
        return {}
    rows = StoredImage.objects.filter(project=project_id, sha256__in=[bytes.fromhex(sha) for sha in shas])
    return {bytes(digest).hex(): bytes(data) for digest, data in rows.values_list("sha256", "data")}


def image_sizes(project_id: int, shas: Collection[str]) -> dict[str, tuple[int, int]]:
    """Width and height in pixels of these images of the project, those that there are."""
    if not shas:
        return {}
    rows = StoredImage.objects.filter(project=project_id, sha256__in=[bytes.fromhex(sha) for sha in shas])
    sizes = rows.values_list("sha256", "width", "height")
    return {bytes(digest).hex(): (width, height) for digest, width, height in sizes}
