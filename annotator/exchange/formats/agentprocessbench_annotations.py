"""AgentProcessBench's exports of one annotator, human or model: step labels and explanations, appended per save."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from annotator.exchange.formats.contract import Format, ReadContext
from annotator.exchange.formats.fields import LONGEST_NAME, Fields, checked_text, json_text, wrong_type
from annotator.exchange.formats.step_labels import labels_by_position, position, required_record_id, ternary_label
from annotator.exchange.places import quoted
from annotator.exchange.records import AnnotationRecord, BadRow

# The benchmark's own script marks a judge that gave no answer so, with status "done" and labels filled in.
_FAILED: Final = "llm_annotate_failed:"
_FINISHED: Final = "done"


def recognises(row: Mapping[str, Any]) -> bool:
    """Step labels of a named annotator, for a record that is named and not there."""
    return (
        isinstance(row.get("step_labels"), dict)
        and isinstance(row.get("annotator"), str)
        and ("record_id" in row or "query_index" in row)
    )


def read(row: Mapping[str, Any], _context: ReadContext) -> AnnotationRecord:
    """One row as a judge's labels; a failed or unfinished one has none. Raises BadRow."""
    fields = Fields(row)
    labels = labels_by_position(fields.required("step_labels"), "step_labels")
    outcome = ternary_label(row.get("final_label"), "final_label")
    comment = fields.optional_text("comment") or ""
    by_step, overall = _explanations(row.get("explanations"))
    failure = _failure(comment, fields.optional_text("status") or _FINISHED)
    return AnnotationRecord(
        external_id=required_record_id(row),
        source=fields.source(),
        annotator=fields.optional_text("annotator", longest=LONGEST_NAME),
        labels_by_step={} if failure else labels,
        outcome=None if failure else outcome,
        comments_by_step=by_step,
        comment="\n\n".join(part for part in (comment, overall) if part),
        failure=failure,
        updated_at=_moment(row.get("updated_at")),
    )


def _failure(comment: str, status: str) -> str | None:
    if comment.startswith(_FAILED):
        return comment.removeprefix(_FAILED).strip() or "The judge gave no answer."
    if status != _FINISHED:
        return f"The annotation is not finished: its status is {quoted(status)}."
    return None


def _explanations(value: object) -> tuple[dict[int, str], str]:
    """Comments by message position, and one on the whole. `{"steps": {...}, "final": ...}`, or only a text."""
    if value is None or isinstance(value, str):
        return {}, value or ""
    if not isinstance(value, dict):
        raise wrong_type(value, "explanations", "an object or text")
    steps, final = value.get("steps"), value.get("final")
    if not isinstance(steps, dict):
        return {}, "\n\n".join(filter(None, (_as_text(steps), _as_text(final))))
    where = "explanations.steps"
    return {position(key, where): _as_text(said) for key, said in steps.items() if said}, _as_text(final)


def _as_text(said: object) -> str:
    if said is None:
        return ""
    return said if isinstance(said, str) else json_text(said)


def _moment(value: object) -> datetime | None:
    """When the row was saved; a time without a zone is taken as UTC, so that all can be compared."""
    if value is None:
        return None
    text = checked_text(value, "updated_at")
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise BadRow("not_a_time", f"updated_at is {quoted(text)}, which is no ISO 8601 time.") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


FORMAT = Format(
    name="agentprocessbench-annotations",
    kind="annotations",
    description="AgentProcessBench annotator and judge exports: labels of one annotator for known trajectories",
    keys=frozenset({"step_labels", "annotator"}),
    recognises=recognises,
    read=read,
)
