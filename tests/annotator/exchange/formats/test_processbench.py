"""ProcessBench in and out."""

from typing import Any

import pytest

from annotator.exchange.formats.contract import ReadContext
from annotator.exchange.formats.processbench import read, write
from annotator.exchange.judgements import first_error_judgement, ternary_judgement
from annotator.exchange.records import BadRow, CannotExport, TrajectoryRecord
from annotator.trajectories.steps import Step, ToolCall
from tests.annotator.exchange.formats.exporting import as_export_row

ROW = {
    "id": "t-1",
    "generator": "g",
    "problem": "p",
    "steps": ["a", "b", "c"],
    "final_answer_correct": False,
    "label": 1,
}


def record(**changes: Any) -> TrajectoryRecord:
    return read({**ROW, **changes}, ReadContext())


def refusal(**changes: Any) -> tuple[str, str]:
    with pytest.raises(BadRow) as caught:
        record(**changes)
    return caught.value.code, str(caught.value)


def test_a_row_becomes_a_trajectory_with_first_error_gold() -> None:
    made = record()
    assert (made.external_id, made.generator, made.problem, made.outcome) == ("t-1", "g", "p", False)
    assert made.steps == (Step("a"), Step("b"), Step("c"))
    assert made.gold == first_error_judgement(1, step_count=3)
    assert made.metadata == {}
    assert made.source is None


def test_minus_one_is_no_error() -> None:
    gold = record(label=-1).gold
    assert gold is not None
    assert (gold.first_error, gold.no_error, gold.labels) == (None, True, (None, None, None))


@pytest.mark.parametrize("label", [3, 100, -2])
def test_refuses_a_label_beyond_the_steps_and_says_what_it_may_be(label: int) -> None:
    code, message = refusal(label=label)
    assert code == "label_out_of_range"
    assert str(label) in message
    assert "-1 (no error) to 2" in message


@pytest.mark.parametrize("label", [True, False, 1.0, -1.0, "1", [1], {}])
def test_refuses_a_label_that_is_no_whole_number(label: Any) -> None:
    assert refusal(label=label)[0] == "wrong_type"


@pytest.mark.parametrize("name", ["id", "problem", "steps", "label"])
def test_refuses_a_row_without_what_it_needs_and_names_it(name: str) -> None:
    assert refusal(**{name: None}) == ("missing_field", f"{name} is missing.")


@pytest.mark.parametrize(
    ("changes", "code", "place"),
    [
        ({"id": " "}, "missing_field", "id is empty"),
        ({"id": "x" * 501}, "too_long", "id has 501 characters"),
        ({"id": 1.5}, "wrong_type", "id must be text"),
        ({"generator": "x" * 201}, "too_long", "generator"),
        ({"generator": 7}, "wrong_type", "the number 7"),
        ({"split": "x" * 201}, "too_long", "split"),
        ({"problem": ["p"]}, "wrong_type", "problem must be text, not a list"),
        ({"steps": "a\n\nb"}, "wrong_type", "steps must be a list"),
        ({"steps": ["a", {"text": "b"}]}, "wrong_type", "steps[1] must be text, not an object"),
        ({"steps": [""] * 32_768}, "too_many_steps", "32,768"),
        ({"final_answer_correct": "yes"}, "wrong_type", "final_answer_correct must be true, false or null"),
    ],
)
def test_refuses_a_row_with_the_field_and_place(changes: dict[str, Any], code: str, place: str) -> None:
    found, message = refusal(**changes)
    assert found == code
    assert place in message


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"label": -1},
        {"label": 2},
        {"id": 7},
        {"generator": ""},
        {"generator": None},
        {"final_answer_correct": None},
        {"steps": ["", " ", "\n"]},
        {"split": "math", "source": "s", "data_source": None},
        {"meta": {"a": [1, 1.5, None, {"b": True}]}, "labels": [0], "outcome": "x", "step_labels": {}},
    ],
)
def test_an_unchanged_row_is_written_as_it_was_read(changes: dict[str, Any]) -> None:
    row = {**ROW, **changes}
    assert write(as_export_row(read(row, ReadContext()))) == row


@pytest.mark.parametrize("absent", ["generator", "final_answer_correct"])
def test_what_was_absent_stays_absent(absent: str) -> None:
    row = {key: value for key, value in ROW.items() if key != absent}
    assert write(as_export_row(read(row, ReadContext()))) == row


def test_a_new_label_takes_the_place_of_the_old() -> None:
    judgement = first_error_judgement(None, step_count=3)
    assert write(as_export_row(record(), judgement=judgement)) == {**ROW, "label": -1}


def test_ternary_labels_give_their_first_error() -> None:
    labels = ternary_judgement({0: 1, 1: 0, 2: -1}, step_count=3, scorable=[0, 1, 2], outcome=None)
    assert write(as_export_row(record(), judgement=labels))["label"] == 2


def test_open_labels_are_not_exported_as_no_error() -> None:
    labels = ternary_judgement({0: 1}, step_count=3, scorable=[0, 1, 2], outcome=None)
    with pytest.raises(CannotExport) as caught:
        write(as_export_row(record(), judgement=labels))
    assert caught.value.code == "undecided"


def test_a_conversation_is_written_as_the_steps_of_the_model() -> None:
    call = ToolCall("look", '{"x": 1}', "c1")
    steps = (
        Step("Be brief.", role="system"),
        Step("", tool_calls=(call, call)),
        Step("4", role="tool", tool_call_id="c1"),
        Step("It is 4.", tool_calls=(call,)),
        Step("", reasoning="Done."),
    )
    conversation = TrajectoryRecord("c", "p", steps, metadata={"label": 99, "final_answer_correct": True, "id": 5})
    judgement = first_error_judgement(3, step_count=5)
    assert write(as_export_row(conversation, judgement=judgement)) == {
        "id": "c",
        "problem": "p",
        "steps": ['look({"x": 1})\nlook({"x": 1})', 'It is 4.\nlook({"x": 1})', "Done."],
        "label": 1,
    }
