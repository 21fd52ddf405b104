"""Reads of imports and of what they could not take."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import QuerySet

from annotator.exchange.models import FileImport, QuarantinedRow
from annotator.labeling.visibility import Viewer, hidden_among, is_visible_to
from annotator.projects.models import Project
from annotator.trajectories.models import Trajectory

_AT_ONCE: Final = 200


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A quarantined row; withheld while whoever asks is blind to its trajectory, since it may hold the label."""

    row: QuarantinedRow
    is_withheld: bool


def imports_of(project: Project) -> QuerySet[FileImport]:
    """The project's imports, the newest first."""
    return FileImport.objects.filter(project=project).select_related("requested_by").order_by("-pk")


def quarantined_rows(project: Project, *, import_id: int | None = None) -> QuerySet[QuarantinedRow]:
    """The rows of one import, or of all, in the order in which they came."""
    rows = QuarantinedRow.objects.filter(project=project).order_by("pk")
    return rows if import_id is None else rows.filter(file_import=import_id)


def first_of_each_code(file_import: FileImport) -> dict[str, QuarantinedRow]:
    """By code the first row that this import refused for it. None of a dry run, which keeps no rows."""
    rows = QuarantinedRow.objects.filter(file_import=file_import).order_by("code", "line").distinct("code")
    return {row.code: row for row in rows}


def shown_to(viewer: Viewer, rows: Sequence[QuarantinedRow]) -> list[ShownRow]:
    """These rows as this viewer may see them: three queries at most, whatever their number.

    A row whose id nobody could read may be about any trajectory, so it is withheld from whoever is blind to one.
    """
    hidden = _hidden_ids(viewer, {row.external_id for row in rows if row.external_id})
    hides_unknown = any(not row.external_id for row in rows) and _is_blind_to_any(viewer)
    return [ShownRow(row, row.external_id in hidden if row.external_id else hides_unknown) for row in rows]


def every_shown_row(viewer: Viewer, rows: QuerySet[QuarantinedRow]) -> Iterator[ShownRow]:
    """All of them, read a few hundred at a time."""
    last = 0
    while page := list(rows.filter(pk__gt=last)[:_AT_ONCE]):
        yield from shown_to(viewer, page)
        last = page[-1].pk


def _hidden_ids(viewer: Viewer, external_ids: set[str]) -> frozenset[str]:
    """Of these ids those of which the viewer is blind to some source's or revision's trajectory."""
    named = dict(
        Trajectory.objects.filter(project=viewer.project_id, external_id__in=external_ids).values_list(
            "pk", "external_id"
        )
    )
    return frozenset(named[pk] for pk in hidden_among(viewer, named))


def _is_blind_to_any(viewer: Viewer) -> bool:
    return Trajectory.objects.filter(project=viewer.project_id).exclude(is_visible_to(viewer)).exists()
