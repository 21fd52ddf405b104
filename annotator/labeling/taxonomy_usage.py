"""How often the error types of a taxonomy were said, and which queues go by it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import CharField, Count, F, Func, QuerySet

from annotator.labeling.models import Annotation, Queue, StepNote
from annotator.labeling.visibility import Viewer, is_visible_to


@dataclass(frozen=True, slots=True)
class TypeUsage:
    """On how many steps, in how many annotations, a type was said under one version."""

    type: str
    version: int
    steps: int
    annotations: int


@dataclass(frozen=True, slots=True)
class TaxonomyUsage:
    """What stands in submitted annotations of trajectories that the viewer is not blind to; `annotations` counts those
    made under each version, whether or not they name a type."""

    types: Sequence[TypeUsage]
    annotations: Sequence[tuple[int, int]]
    queues: Sequence[Queue]


def usage_of(*, name: str, viewer: Viewer) -> TaxonomyUsage:
    """Three queries, whatever the number of annotations. Drafts, withdrawn annotations and failed ones do not count."""
    standing = Annotation.objects.filter(
        is_visible_to(viewer, trajectory="trajectory", prefix="trajectory__"),
        trajectory__project=viewer.project_id, taxonomy=name, withdrawn_at__isnull=True, failure="",
    )  # fmt: skip
    under = standing.values_list("taxonomy_version").annotate(count=Count("pk")).order_by("-taxonomy_version")
    return TaxonomyUsage(
        types=_types_in(standing),
        annotations=list(under),
        queues=list(Queue.objects.filter(project=viewer.project_id, taxonomy=name).order_by("-is_default", "name")),
    )


def used_types(*, project_id: int, name: str) -> set[str]:
    """Every type that any annotation names under any version, also a withdrawn one: what must stay explained."""
    notes = StepNote.objects.filter(annotation__trajectory__project=project_id, annotation__taxonomy=name)
    return set(notes.values_list(_TYPE, flat=True).distinct())


# One row per type that a note names.
_TYPE = Func(F("error_types"), function="unnest", output_field=CharField())


def _types_in(standing: QuerySet[Annotation]) -> list[TypeUsage]:
    rows = (
        StepNote.objects.filter(annotation__in=standing)
        .annotate(said=_TYPE, version=F("annotation__taxonomy_version"))
        .values("said", "version")
        .annotate(steps=Count("pk"), annotations=Count("annotation", distinct=True))
        .order_by("said", "-version")
    )
    return [TypeUsage(row["said"], row["version"], row["steps"], row["annotations"]) for row in rows]
