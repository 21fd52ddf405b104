"""The row that a submission becomes, and the notes with it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, cast

import orjson

from annotator.labeling.draft_state import DraftState
from annotator.labeling.models import Annotation, Assignment, Draft, Queue, StepNote
from annotator.labeling.prepared import Prepared
from annotator.labeling.protocols import Judgement
from annotator.labeling.protocols.propagation import origins_of
from annotator.labeling.queries import protocol_of
from annotator.labeling.seen_before import views_of
from annotator.labeling.services.drafts import is_alone
from annotator.labeling.services.notes import step_notes
from annotator.labeling.taxonomies.in_force import taxonomy_named
from annotator.projects.models import GuidelineVersion
from annotator.projects.roles import Role

# The SQL types of the places below.
_TYPES: Final = {
    "state": "jsonb", "applied": "varchar[]", "revision": "integer", "updated_at": "timestamptz", "draft": "bigint",
    "assignment": "bigint", "annotator": "bigint", "trajectory": "bigint", "protocol": "varchar",
    "protocol_version": "smallint", "taxonomy": "varchar", "taxonomy_version": "smallint", "guideline": "bigint",
    "evidence_view": "varchar", "reference_view": "varchar", "labels_view": "varchar", "labels": "smallint[]",
    "unsure": "boolean[]", "origins": "smallint[]", "active_ms": "integer[]", "first_error": "smallint",
    "no_error": "boolean", "first_error_reason": "varchar", "outcome": "smallint", "note": "text",
    "now": "timestamptz",
}  # fmt: skip
_WRITE: Final = Prepared(
    name="assay_submission",
    sql="""
WITH closed AS (
    UPDATE annotator_draft
    SET state = %(state)s::jsonb, applied = %(applied)s::varchar[], revision = %(revision)s,
        updated_at = %(updated_at)s, closed_at = %(now)s, assignment_id = %(assignment)s
    WHERE id = %(draft)s
)
INSERT INTO annotator_annotation (assignment_id, annotator_id, trajectory_id, protocol, protocol_version, taxonomy,
    taxonomy_version, guideline_id, evidence_view, reference_view, labels_view, labels, unsure, origins, active_ms,
    first_error, no_error, first_error_reason, outcome_label, note, failure, submitted_at)
VALUES (%(assignment)s, %(annotator)s, %(trajectory)s, %(protocol)s, %(protocol_version)s, %(taxonomy)s,
    %(taxonomy_version)s, %(guideline)s, %(evidence_view)s, %(reference_view)s, %(labels_view)s,
    %(labels)s::smallint[], %(unsure)s::boolean[], %(origins)s::smallint[], %(active_ms)s::integer[],
    %(first_error)s, %(no_error)s, %(first_error_reason)s, %(outcome)s, %(note)s, '', %(now)s)
RETURNING id
""",
    types=_TYPES,
)


@dataclass(frozen=True, slots=True)
class Said:
    """What is submitted, and by which guideline."""

    state: DraftState
    judgement: Judgement
    guideline: GuidelineVersion | None


def write(*, draft: Draft, assignment: Assignment, said: Said, role: Role, now: datetime) -> Annotation:
    """The annotation is written and the draft closed by one prepared statement: people wait for it more often than for
    anything else."""
    views = views_of(draft, role=role, is_alone=is_alone(draft))
    values = {
        **_draft_values(draft),
        **_queue_values(assignment.queue),
        **_judgement_values(said, draft=draft),
        "assignment": assignment.pk,
        "guideline": said.guideline.pk if said.guideline else None,
        "evidence_view": views.rewards.value,
        "reference_view": views.reference.value,
        "labels_view": views.labels.value,
        "now": now,
    }
    (pk,) = cast("tuple[int]", _WRITE.row(values))
    StepNote.objects.bulk_create(step_notes(said.state, annotation_id=pk))
    judgement = said.judgement
    return Annotation(
        pk=pk, trajectory_id=draft.trajectory_id, first_error=judgement.first_error, no_error=judgement.no_error
    )


def _draft_values(draft: Draft) -> dict[str, Any]:
    return {
        "draft": draft.pk,
        "state": orjson.dumps(draft.state).decode(),
        "applied": draft.applied,
        "revision": draft.revision,
        "updated_at": draft.updated_at,
        "annotator": draft.annotator_id,
        "trajectory": draft.trajectory_id,
    }


def _queue_values(queue: Queue) -> dict[str, Any]:
    named = taxonomy_named(protocol=protocol_of(queue), taxonomy=queue.taxonomy, version=queue.taxonomy_version)
    taxonomy, version = named or ("", None)
    return {
        "protocol": queue.protocol,
        "protocol_version": queue.protocol_version,
        "taxonomy": taxonomy,
        "taxonomy_version": version,
    }


def _judgement_values(said: Said, *, draft: Draft) -> dict[str, Any]:
    state, judgement = said.state, said.judgement
    steps = range(draft.trajectory.step_count)
    protocol = protocol_of(draft.assignment.queue)
    return {
        "labels": list(judgement.labels),
        "unsure": [state.unsure.get(index, False) for index in steps],
        "origins": origins_of(judgement.labels, accepted=state.origins, protocol=protocol),
        "active_ms": [state.active_ms.get(index) for index in steps],
        "first_error": judgement.first_error,
        "no_error": judgement.no_error,
        "first_error_reason": judgement.first_error_reason,
        "outcome": judgement.outcome,
        "note": state.note,
    }
