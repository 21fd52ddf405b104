"""The rows that a submission becomes: the annotation, its notes, its entry in the journal."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, cast

import orjson

from annotator.journal.services import ENTRY, ENTRY_TYPES
from annotator.labeling.assignment_status import AssignmentStatus
from annotator.labeling.draft_state import DraftState
from annotator.labeling.models import Annotation, Assignment, Draft, Queue, StepNote
from annotator.labeling.prepared import Prepared
from annotator.labeling.protocols import Judgement
from annotator.labeling.protocols.propagation import origins_of
from annotator.labeling.queries import protocol_of
from annotator.labeling.seen_before import views_of
from annotator.labeling.services.drafts import is_alone
from annotator.labeling.services.moves import MOVED, MOVED_TYPES
from annotator.labeling.services.notes import step_notes
from annotator.labeling.taxonomies.in_force import taxonomy_named
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
# One prepared statement for all of it: people wait for it more often than for anything else. `moved` is the slot that
# the annotation is of.
_WRITE: Final = """
WITH {moved}, closed AS (
    UPDATE annotator_draft
    SET state = %(state)s::jsonb, applied = %(applied)s::varchar[], revision = %(revision)s,
        updated_at = %(updated_at)s, closed_at = %(now)s, assignment_id = moved.id
    FROM moved WHERE annotator_draft.id = %(draft)s
), written AS (
    INSERT INTO annotator_annotation (assignment_id, annotator_id, trajectory_id, protocol, protocol_version, taxonomy,
        taxonomy_version, guideline_id, evidence_view, reference_view, labels_view, labels, unsure, origins, active_ms,
        first_error, no_error, first_error_reason, outcome_label, note, failure, submitted_at)
    SELECT id, %(annotator)s, %(trajectory)s, %(protocol)s, %(protocol_version)s, %(taxonomy)s,
        %(taxonomy_version)s, %(guideline)s, %(evidence_view)s, %(reference_view)s, %(labels_view)s,
        %(labels)s::smallint[], %(unsure)s::boolean[], %(origins)s::smallint[], %(active_ms)s::integer[],
        %(first_error)s, %(no_error)s, %(first_error_reason)s, %(outcome)s, %(note)s, '', %(now)s
    FROM moved RETURNING id
), entered AS ({entry})
SELECT id FROM written
"""
_SUBMITTED: Final = MOVED.format(changes="lease_expires_at = NULL, undo_until = %(undo_until)s")
_ENTRY: Final = ENTRY.format(made="written")
_HAND_IN: Final = Prepared(
    name="assay_submission",
    sql=_WRITE.format(moved=_SUBMITTED, entry=_ENTRY),
    types={**_TYPES, **ENTRY_TYPES, **MOVED_TYPES, "undo_until": "timestamptz"},
)
_HAND_IN_LATE: Final = Prepared(
    name="assay_late_submission",
    sql=_WRITE.format(moved="moved AS (SELECT %(assignment)s::bigint AS id)", entry=_ENTRY),
    types={**_TYPES, **ENTRY_TYPES},
)


@dataclass(frozen=True, slots=True)
class Said:
    """What is submitted, under which guideline (its row), by whom in which role, and what the journal says of it."""

    state: DraftState
    judgement: Judgement
    guideline: int | None
    role: Role
    entry: Mapping[str, Any]


def hand_in(*, draft: Draft, said: Said, undo_until: datetime, now: datetime) -> Annotation | None:
    """Submit the slot, which its annotator holds, and write what came of it. None where the slot had moved: then
    nothing is written."""
    slot = draft.assignment
    values = {
        **_values(draft, said, now=now),
        "assignment": slot.pk,
        "before": slot.status,
        "after": AssignmentStatus.SUBMITTED.value,
        "fence": slot.fence,
        "undo_until": undo_until,
    }
    row = _HAND_IN.row(values)
    return None if row is None else _written(row[0], draft, said)


def hand_in_late(*, draft: Draft, said: Said, late: Assignment, now: datetime) -> Annotation:
    """Write what came too late for its slot, which is an assignment of its own."""
    values = {**_values(draft, said, now=now), "assignment": late.pk}
    (pk,) = cast("tuple[int]", _HAND_IN_LATE.row(values))
    return _written(pk, draft, said)


def _written(pk: int, draft: Draft, said: Said) -> Annotation:
    StepNote.objects.bulk_create(step_notes(said.state, annotation_id=pk))
    judgement = said.judgement
    return Annotation(
        pk=pk, trajectory_id=draft.trajectory_id, first_error=judgement.first_error, no_error=judgement.no_error
    )


def _values(draft: Draft, said: Said, *, now: datetime) -> dict[str, Any]:
    views = views_of(draft, role=said.role, is_alone=is_alone(draft))
    return {
        **said.entry,
        **_draft_values(draft),
        **_queue_values(draft.assignment.queue),
        **_judgement_values(said, draft=draft),
        "guideline": said.guideline,
        "evidence_view": views.rewards.value,
        "reference_view": views.reference.value,
        "labels_view": views.labels.value,
        "now": now,
    }


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
