"""AgentProcessBench: conversations with tools; step labels are keyed by message position, -1 is "wrong"."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from annotator.exchange.alignment import judgement_of, positions_before
from annotator.exchange.formats.contract import Format, ReadContext
from annotator.exchange.formats.fields import LONGEST_NAME, Fields, is_integer, reference_text
from annotator.exchange.formats.messages import first_user_text, messages_of, steps_of
from annotator.exchange.formats.step_labels import composed_id, labels_by_position, required_record_id, ternary_label
from annotator.exchange.records import (
    AnnotationRecord,
    BadRow,
    CannotExport,
    ExportRow,
    StepJudgement,
    StepLabel,
    TrajectoryRecord,
)
from annotator.labeling.protocols import TERNARY
from annotator.trajectories.steps import Step, scorable_indices

_OWN_KEYS: Final = frozenset({"question", "messages", "tools", "step_labels", "final_label"})
_OUTCOMES: Final[Mapping[StepLabel | None, bool]] = {1: True, -1: False}


def recognises(row: Mapping[str, Any]) -> bool:
    """A conversation with an object of step labels."""
    return isinstance(row.get("messages"), list) and isinstance(row.get("step_labels"), dict)


def read(row: Mapping[str, Any], _context: ReadContext) -> TrajectoryRecord:
    """One row as a trajectory with ternary gold, if it has labels. Raises BadRow."""
    fields = Fields(row)
    steps = steps_of(fields.required("messages"), "messages")
    if all(step.role == "assistant" for step in steps):
        raise BadRow("no_prompt", "messages has only assistant messages; a conversation begins with what was asked.")
    gold = _gold(row, steps)
    record = TrajectoryRecord(
        external_id=required_record_id(row),
        problem=_problem(fields, steps),
        steps=steps,
        source=fields.source(),
        reference_answer=reference_text(_target(row.get("ground_truth"))),
        outcome=_OUTCOMES.get(gold.outcome) if gold else None,
        generator=fields.optional_text("generator", longest=LONGEST_NAME) or "",
        group_key=_group_key(row),
        tools=fields.tools(),
        metadata=fields.rest,
        gold=gold,
    )
    del fields.rest["messages"]
    _leave_unlabelled(fields.rest)
    return record


def write(row: ExportRow) -> dict[str, Any]:
    """One conversation with its labels. A trajectory of plain steps gets its problem as the first message. Raises
    CannotExport where the judgement labels no step."""
    made: dict[str, Any] = {
        **_identity(row),
        "question": _question(row),
        "generator": row.generator or None,
        "messages": _messages(row),
        "tools": list(row.tools) or None,
        "step_labels": _unlabelled(row) | _step_labels(row) or None,
        "final_label": row.judgement.outcome,
    }
    said = {key: value for key, value in made.items() if value is not None}
    return {key: value for key, value in row.metadata.items() if _is_kept(key, value, row)} | said


def _gold(row: Mapping[str, Any], steps: Sequence[Step]) -> StepJudgement | None:
    given = row.get("step_labels")
    labels = {} if given is None else labels_by_position(given, "step_labels")
    outcome = ternary_label(row.get("final_label"), "final_label")
    if not labels and outcome is None:
        return None
    said = AnnotationRecord(external_id="", source=None, annotator=None, labels_by_step=labels, outcome=outcome)
    return judgement_of(said, step_count=len(steps), scorable=scorable_indices(steps))


def _leave_unlabelled(rest: dict[str, Any]) -> None:
    """Take the labels out. What stays says that nobody labelled, which no column does: nulls and empty objects."""
    labels = rest.get("step_labels")
    if labels:
        rest["step_labels"] = {key: None for key, label in labels.items() if label is None}
        if not rest["step_labels"]:
            del rest["step_labels"]
    if rest.get("final_label") is not None:
        del rest["final_label"]


def _problem(fields: Fields, steps: Sequence[Step]) -> str:
    """The question. It stays with the metadata where the first user message says the same, since an export writes it
    only where it does not."""
    asked = first_user_text(steps)
    if asked is not None and fields.row.get("question") in (None, "", asked):
        return asked
    return fields.text("question")


def _target(ground_truth: object) -> object:
    """The answers inside `{"target": [...]}`, the form that the question-answering part has."""
    if isinstance(ground_truth, dict) and ground_truth.keys() == {"target"}:
        return ground_truth["target"]
    return ground_truth


def _group_key(row: Mapping[str, Any]) -> str:
    """The samples of one query are attempts at the same problem."""
    source, query = row.get("data_source"), row.get("query_index")
    if not isinstance(source, str) or not is_integer(query) or len(source) > LONGEST_NAME // 2:
        return ""
    return f"{source}:{query}"


def _identity(row: ExportRow) -> dict[str, Any]:
    """Nothing, where the metadata names the record as the file did."""
    if row.external_id in (row.metadata.get("record_id"), composed_id(row.metadata)):
        return {}
    named = {"record_id": row.external_id, "data_source": row.source, "ground_truth": row.reference_answer}
    return {key: value for key, value in named.items() if key != "ground_truth" or key not in row.metadata}


def _has_prompt(row: ExportRow) -> bool:
    return positions_before(step_count=len(row.steps), scorable=scorable_indices(row.steps)) == 0


def _question(row: ExportRow) -> str | None:
    says_it_itself = _has_prompt(row) and row.problem == first_user_text(row.steps)
    return None if says_it_itself else row.problem


def _messages(row: ExportRow) -> list[dict[str, Any]]:
    if _has_prompt(row):
        return messages_of(row.steps)
    turns = [{"role": "assistant", "content": "", **message} for message in messages_of(row.steps)]
    return [{"role": "user", "content": row.problem}, *turns]


def _step_labels(row: ExportRow) -> dict[str, StepLabel]:
    """Labels by message position. Of a first-error judgement only the wrong step is labelled: that it is the first
    says nothing certain of the others."""
    judgement = row.judgement
    labels = dict(enumerate(judgement.labels))
    if judgement.protocol != TERNARY.name and 0 in judgement.labels:
        raise CannotExport("another_zero", f"0 means something else under {judgement.protocol} than in this format.")
    if judgement.protocol == "first-error" and judgement.first_error is not None:
        labels[judgement.first_error] = -1
    before = 0 if _has_prompt(row) else 1
    given = {str(index + before): label for index, label in labels.items() if label is not None}
    if not given and (judgement.outcome is None or judgement.no_error):
        raise CannotExport("no_step_labels", "The judgement labels no single step, which is all this format can say.")
    return given


def _unlabelled(row: ExportRow) -> dict[str, None]:
    """The nulls that the file itself had; another file's metadata may have anything under that name."""
    labels = row.metadata.get("step_labels")
    if not isinstance(labels, dict) or _identity(row):
        return {}
    return dict.fromkeys(labels)


def _is_kept(key: str, value: object, row: ExportRow) -> bool:
    """Metadata is said again, but never in place of a label. What says nothing is there because no column can."""
    says_nothing = value in (None, "", [], {})
    return key not in _OWN_KEYS or says_nothing or (key == "question" and value == row.problem)


FORMAT = Format(
    name="agentprocessbench",
    kind="trajectories",
    description="AgentProcessBench: messages with tool calls, a label per assistant message and a final label",
    keys=frozenset({"messages", "step_labels"}),
    recognises=recognises,
    read=read,
    write=write,
)
