"""ProcessBench: a problem, its steps and the human's first wrong step. -1 is "no error" here and nowhere else."""

from collections.abc import Mapping
from typing import Any, Final

from annotator.exchange.formats.contract import Format, ReadContext
from annotator.exchange.formats.fields import LONGEST_NAME, Fields, is_integer, is_text_list, plain_steps, wrong_type
from annotator.exchange.formats.messages import as_plain_text
from annotator.exchange.judgements import first_error_judgement
from annotator.exchange.records import BadRow, CannotExport, ExportRow, StepJudgement, TrajectoryRecord
from annotator.trajectories.steps import scorable_indices

_NO_ERROR: Final = -1
_OWN_KEYS: Final = frozenset({"id", "generator", "problem", "steps", "final_answer_correct", "label"})


def recognises(row: Mapping[str, Any]) -> bool:
    """Problem, steps, whole-number label and whether the final answer is right, all of their types."""
    return (
        isinstance(row.get("problem"), str)
        and is_text_list(row.get("steps"))
        and is_integer(row.get("label"))
        and isinstance(row.get("final_answer_correct"), bool)
    )


def read(row: Mapping[str, Any], _context: ReadContext) -> TrajectoryRecord:
    """One row as a trajectory with first-error gold. Raises BadRow."""
    fields = Fields(row)
    steps = plain_steps(fields.required("steps"), "steps")
    label = _label(fields.required("label"), step_count=len(steps))
    record = TrajectoryRecord(
        external_id=fields.identifier("id"),
        problem=fields.text("problem"),
        steps=steps,
        source=fields.source(),
        outcome=fields.optional_boolean("final_answer_correct"),
        generator=fields.optional_text("generator", longest=LONGEST_NAME) or "",
        metadata=fields.rest,
        gold=first_error_judgement(None if label == _NO_ERROR else label, step_count=len(steps)),
    )
    del fields.rest["steps"], fields.rest["label"]
    return record


def write(row: ExportRow) -> dict[str, Any]:
    """One trajectory with its label. Steps are the labelled ones; the label counts among them. Raises CannotExport
    where the labels leave open which step is the first wrong one."""
    scorable = scorable_indices(row.steps)
    made: dict[str, Any] = {
        "id": _identifier(row),
        "generator": row.generator or None,
        "problem": row.problem,
        "steps": [as_plain_text(row.steps[index]) for index in scorable],
        "final_answer_correct": row.outcome,
        "label": _label_of(row.judgement, scorable),
    }
    said = {key: value for key, value in made.items() if value is not None}
    # A null or an empty name is in the metadata because the column cannot tell it from nothing.
    kept = {key: value for key, value in row.metadata.items() if key not in _OWN_KEYS or value in (None, "")}
    return kept | said


def _label(value: object, *, step_count: int) -> int:
    if not is_integer(value):
        raise wrong_type(value, "label", "a whole number")
    if not _NO_ERROR <= value < step_count:
        message = f"label is {value}, but there are {step_count} steps: it must be -1 (no error) to {step_count - 1}."
        raise BadRow("label_out_of_range", message)
    return value


def _label_of(judgement: StepJudgement, scorable: list[int]) -> int:
    if judgement.no_error:
        return _NO_ERROR
    if judgement.first_error is None:
        raise CannotExport("undecided", "The labels do not say which step is the first wrong one, or that none is.")
    return scorable.index(judgement.first_error)


def _identifier(row: ExportRow) -> str | int:
    """The id as the file had it: a number that became text is in the metadata."""
    stored = row.metadata.get("id")
    return stored if is_integer(stored) and str(stored) == row.external_id else row.external_id


FORMAT = Format(
    name="processbench",
    kind="trajectories",
    description="ProcessBench: problem, steps and the index of the first wrong step",
    keys=frozenset({"problem", "steps", "label", "final_answer_correct"}),
    recognises=recognises,
    read=read,
    write=write,
    protocol="first-error",
)
