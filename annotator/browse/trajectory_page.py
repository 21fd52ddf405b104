"""Everything one trajectory's page shows, and only what this viewer may see of it."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from annotator.adjudication.models import GoldLabel
from annotator.adjudication.queries import current_gold
from annotator.browse.lanes import lanes_of
from annotator.labeling.models import Annotation, StepNote
from annotator.labeling.policies import ALL_EVIDENCE, Evidence
from annotator.labeling.protocols import value_names
from annotator.labeling.queries import standing_annotations
from annotator.labeling.taxonomies.flags import FLAGS
from annotator.labeling.taxonomy_queries import type_titles
from annotator.labeling.visibility import Viewer, is_readable_to, seen_among
from annotator.trajectories.models import Trajectory
from annotator.trajectories.queries import readable_text, reference_answer


class NoSuchTrajectory(LookupError):
    """There is no such trajectory in this project."""


def trajectory_page(*, viewer: Viewer, trajectory_id: int) -> dict[str, Any]:
    """The text for everybody; what the viewer is blind to is null or empty, and `hidden_evidence` says what that is."""
    readable = Trajectory.objects.filter(is_readable_to(viewer), project=viewer.project_id)
    trajectory = readable.filter(pk=trajectory_id).first()
    if trajectory is None:
        raise NoSuchTrajectory("There is no such trajectory in this project.")
    text = readable_text(trajectory.pk)
    shown = {
        "id": trajectory.pk,
        "external_id": trajectory.external_id,
        "source": trajectory.source,
        "revision": trajectory.revision,
        "newer_revision_id": _newer_revision(trajectory),
        "previous_revision_id": trajectory.previous_id,
        "step_count": trajectory.step_count,
        "scorable": trajectory.scorable,
        "problem": text.problem,
        "problem_images": text.images,
        "steps": text.steps,
        "tools": text.tools,
        "group_key": trajectory.group_key,
        "imported_at": trajectory.imported_at,
    }
    sees = seen_among(viewer, [trajectory.pk])[trajectory.pk]
    hidden = sorted(ALL_EVIDENCE - sees)
    return {**shown, "is_hidden": bool(hidden), "hidden_evidence": hidden, **_NOTHING, **evidence_of(trajectory, sees)}


_NOTHING: dict[str, Any] = {
    "generator": None,
    "outcome": None,
    "reference_answer": None,
    "metadata": None,
    "lanes": [],
    "gold": [],
    "annotations": [],
}


def desk_evidence(*, viewer: Viewer, trajectory_id: int) -> dict[str, Any]:
    """What stands beside the steps on the desk: of the rest nothing is fetched, and `hidden_evidence` names it.

    Generator and metadata never do: who wrote it is no evidence about a step.
    """
    sees = seen_among(viewer, [trajectory_id]).get(trajectory_id, frozenset())
    trajectory = Trajectory.objects.get(pk=trajectory_id)
    found = {**_NOTHING, **evidence_of(trajectory, sees), "hidden_evidence": sorted(ALL_EVIDENCE - sees)}
    return {name: value for name, value in found.items() if name not in {"generator", "metadata"}}


def evidence_of(trajectory: Trajectory, sees: Collection[Evidence]) -> dict[str, Any]:
    """What may be seen of a trajectory; nothing is fetched of the rest. Generator and metadata can give all of it away,
    so they come only with all of it."""
    found: dict[str, Any] = {}
    if Evidence.REWARDS in sees:
        found["lanes"] = lanes_of(trajectory)
    if Evidence.REFERENCE in sees:
        found["reference_answer"] = reference_answer(trajectory.pk)
        found["outcome"] = trajectory.outcome
    if Evidence.LABELS in sees:
        found["gold"] = [gold(row) for row in current_gold([trajectory.pk])]
        found["annotations"] = annotations_shown(trajectory.project_id, standing_annotations(trajectory.pk))
    if ALL_EVIDENCE.issubset(sees):
        found["generator"] = trajectory.generator
        found["metadata"] = trajectory.metadata
    return found


def _newer_revision(trajectory: Trajectory) -> int | None:
    return Trajectory.objects.filter(previous=trajectory.pk).values_list("pk", flat=True).first()


def gold(row: GoldLabel) -> dict[str, Any]:
    """One gold label as pages show it."""
    return {
        "protocol": row.protocol,
        "value_names": value_names(row.protocol),
        "version": row.version,
        "labels": row.labels,
        "first_error": row.first_error,
        "no_error": row.no_error,
        "outcome": row.outcome,
        "method": row.method,
        "created_at": row.created_at,
    }


def annotations_shown(project_id: int, rows: Iterable[Annotation]) -> list[dict[str, Any]]:
    """Annotations as pages show them, their error types by title: one query more at most, whatever their number."""
    found = list(rows)
    wanted = {(row.taxonomy, row.taxonomy_version) for row in found if row.taxonomy_version is not None}
    titles = type_titles(project_id=project_id, wanted=wanted)
    return [_annotation(row, titles.get((row.taxonomy, row.taxonomy_version), {})) for row in found]


def _annotation(row: Annotation, titles: Mapping[str, str]) -> dict[str, Any]:
    return {
        "id": row.pk,
        "annotator": row.annotator.name,
        "kind": row.annotator.kind,
        "protocol": row.protocol,
        "value_names": value_names(row.protocol, row.protocol_version),
        "taxonomy": row.taxonomy,
        "taxonomy_version": row.taxonomy_version,
        "guideline_version": row.guideline.version if row.guideline else None,
        "evidence_view": row.evidence_view,
        "reference_view": row.reference_view,
        "labels_view": row.labels_view,
        "labels": row.labels,
        "origins": row.origins,
        "unsure": row.unsure,
        "first_error": row.first_error,
        "no_error": row.no_error,
        "first_error_reason": row.first_error_reason,
        "outcome": row.outcome_label,
        "note": row.note,
        "failure": row.failure,
        "active_ms": row.active_ms,
        "submitted_at": row.submitted_at,
        "notes": [_note(note, titles) for note in row.notes.all()],
    }


def _note(note: StepNote, titles: Mapping[str, str]) -> dict[str, Any]:
    """A type or flag that nothing explains any more is shown by its id."""
    return {
        "step_index": note.step_index,
        "comment": note.comment,
        "error_types": [{"id": one, "title": titles.get(one, one)} for one in note.error_types],
        "severity": note.severity,
        "flags": [{"id": one, "title": FLAGS[one].title if one in FLAGS else one} for one in note.flags],
        "correction": note.correction,
        "spans": note.spans,
        "alternatives": note.alternatives,
        "repairs_step": note.repairs_step,
    }
