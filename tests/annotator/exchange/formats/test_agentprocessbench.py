"""AgentProcessBench trajectories in and out."""

from typing import Any

import pytest

from annotator.exchange.formats.agentprocessbench import read, write
from annotator.exchange.formats.contract import ReadContext
from annotator.exchange.judgements import first_error_judgement, ternary_judgement
from annotator.exchange.records import BadRow, CannotExport, StepJudgement, TrajectoryRecord
from annotator.trajectories.steps import Step, ToolCall
from tests.annotator.exchange.formats.exporting import as_export_row

CALL = {"id": "c1", "type": "function", "function": {"name": "look", "arguments": '{"x": 1}'}}
ROW: dict[str, Any] = {
    "total_index": 5,
    "query_index": 2,
    "sample_index": 3,
    "question": "How many?",
    "data_source": "towns",
    "ground_truth": {"target": ["4", "four"]},
    "answer_text": None,
    "messages": [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "Answer: How many?"},
        {"role": "assistant", "content": "", "tool_calls": [CALL]},
        {"role": "tool", "name": "look", "content": "4", "tool_call_id": "c1"},
        {"role": "assistant", "content": "4."},
    ],
    "tool_metrics": {"look": [{"seconds": 0.5}]},
    "tools": [{"type": "function", "function": {"name": "look"}}],
    "step_labels": {"2": 0, "4": -1},
    "final_label": -1,
}


def changed(**changes: Any) -> dict[str, Any]:
    return {**ROW, **changes}


def record(**changes: Any) -> TrajectoryRecord:
    return read(changed(**changes), ReadContext())


def refusal(**changes: Any) -> tuple[str, str]:
    with pytest.raises(BadRow) as caught:
        record(**changes)
    return caught.value.code, str(caught.value)


def with_message(message: dict[str, Any]) -> dict[str, Any]:
    """The row with another last message of the assistant."""
    return changed(messages=[*ROW["messages"][:4], {"role": "assistant", **message}])


def test_a_row_becomes_a_conversation_with_ternary_gold() -> None:
    made = record()
    assert (made.external_id, made.source, made.group_key) == ("towns:2:3", "towns", "towns:2")
    assert (made.problem, made.reference_answer, made.outcome) == ("How many?", "4; four", False)
    assert made.steps[2] == Step("", tool_calls=(ToolCall("look", '{"x": 1}', "c1"),), extra={"content": ""})
    assert made.steps[3] == Step("4", role="tool", tool_name="look", tool_call_id="c1")
    assert made.tools == ROW["tools"]
    assert made.gold == StepJudgement("ternary", (None, None, 0, None, -1), 4, no_error=False, outcome=-1)


def test_gold_is_no_part_of_the_metadata() -> None:
    assert not {"step_labels", "final_label", "messages", "question", "tools"} & record().metadata.keys()


@pytest.mark.parametrize(
    ("labels", "first_error", "no_error"),
    [({"2": 1, "4": 0}, None, True), ({"2": 1}, None, False), ({"2": -1, "4": -1}, 2, False), ({"4": -1}, 4, False)],
)
def test_the_first_error_is_read_off_the_labels(
    labels: dict[str, int], first_error: int | None, no_error: bool
) -> None:
    gold = record(step_labels=labels).gold
    assert gold is not None
    assert (gold.first_error, gold.no_error) == (first_error, no_error)


def test_a_null_label_is_unlabelled_and_not_neutral() -> None:
    gold = record(step_labels={"2": None, "4": 1}).gold
    assert gold is not None
    assert gold.labels == (None, None, None, None, 1)
    assert not gold.no_error


@pytest.mark.parametrize(("final", "outcome"), [(1, True), (-1, False), (0, None), (None, None)])
def test_the_final_label_is_the_outcome(final: int | None, outcome: bool | None) -> None:
    assert record(final_label=final).outcome is outcome


def test_a_row_without_labels_has_no_gold() -> None:
    assert record(step_labels={}, final_label=None).gold is None
    assert record(step_labels=None, final_label=None).gold is None
    assert record(step_labels={"2": None}, final_label=None).gold is None


def test_the_record_id_goes_before_the_indices() -> None:
    assert record(record_id="mine").external_id == "mine"
    assert record(record_id="mine", query_index=None).external_id == "mine"


def test_the_first_user_message_is_the_problem_where_there_is_no_question() -> None:
    assert record(question=None).problem == "Answer: How many?"


@pytest.mark.parametrize(
    ("changes", "code", "place"),
    [
        ({"step_labels": {"1": 1}}, "label_on_context_step", "Message 1"),
        ({"step_labels": {"3": 1}}, "label_on_context_step", "Message 3"),
        ({"step_labels": {"5": 1}}, "label_out_of_range", "messages 0 to 4"),
        ({"step_labels": {"-1": 1}}, "not_a_position", '"-1"'),
        ({"step_labels": {"2.0": 1}}, "not_a_position", '"2.0"'),
        ({"step_labels": {"\u0662": 1}}, "not_a_position", "\u0662"),
        ({"step_labels": {"02": 1}}, "not_a_position", '"02"'),
        ({"step_labels": {"9999999999": 1}}, "not_a_position", "9999999999"),
        ({"step_labels": {"2": True}}, "wrong_type", "step_labels.2 must be -1, 0, 1 or null, not true"),
        ({"step_labels": {"2": 1.0}}, "wrong_type", "step_labels.2"),
        ({"step_labels": {"2": "1"}}, "wrong_type", "step_labels.2"),
        ({"step_labels": {"2": -2}}, "not_a_label", "step_labels.2 is -2"),
        ({"step_labels": [1]}, "wrong_type", "step_labels must be an object, not a list"),
        ({"final_label": 3}, "not_a_label", "final_label"),
        ({"final_label": False}, "wrong_type", "final_label"),
        ({"sample_index": None}, "missing_field", "sample_index"),
        ({"record_id": 5}, "wrong_type", "record_id"),
        ({"question": 5}, "wrong_type", "question"),
        ({"data_source": "x" * 201}, "too_long", "data_source"),
        ({"tools": {"name": "look"}}, "wrong_type", "tools must be a list"),
        ({"tools": ["look"]}, "wrong_type", "tools[0] must be an object"),
        ({"messages": None}, "missing_field", "messages"),
        ({"messages": []}, "no_steps", "messages"),
        ({"messages": ["hello"]}, "wrong_type", "messages[0] must be an object"),
        ({"messages": [{"role": "user", "content": "?"}]}, "no_scorable_step", "messages"),
        ({"messages": [{"role": "assistant", "content": "!"}]}, "no_prompt", "messages"),
    ],
)
def test_refuses_a_row_with_the_field_and_place(changes: dict[str, Any], code: str, place: str) -> None:
    found, message = refusal(**changes)
    assert found == code, message
    assert place in message


@pytest.mark.parametrize(
    ("message", "place"),
    [
        ({"role": "robot"}, "messages[4].role must be one of"),
        ({"role": ["assistant"]}, "messages[4].role"),
        ({"content": 5}, "messages[4].content must be text, not the number 5"),
        ({"content": {"text": "a"}}, "messages[4].content"),
        ({"content": [5]}, "messages[4].content[0] must be an object"),
        ({"content": [{"text": 5}]}, "messages[4].content[0].type"),
        ({"reasoning_content": ["a"]}, "messages[4].reasoning_content"),
        ({"tool_call_id": 5}, "messages[4].tool_call_id"),
        ({"tool_calls": {}}, "messages[4].tool_calls must be a list"),
        ({"tool_calls": ["look"]}, "messages[4].tool_calls[0]"),
        ({"tool_calls": [{"function": "look"}]}, "messages[4].tool_calls[0].function"),
        ({"tool_calls": [{"function": {"name": None}}]}, "messages[4].tool_calls[0].function.name"),
        ({"tool_calls": [{"id": 5, "function": {"name": "look"}}]}, "messages[4].tool_calls[0].id"),
    ],
)
def test_refuses_a_message_with_its_place(message: dict[str, Any], place: str) -> None:
    with pytest.raises(BadRow) as caught:
        read(with_message(message), ReadContext())
    assert place in str(caught.value)


@pytest.mark.parametrize(
    ("message", "text"),
    [
        ({"content": None}, ""),
        ({}, ""),
        ({"content": ""}, ""),
        ({"content": [{"type": "text", "text": "a"}, "b", {"type": "image_url", "image_url": {"url": "x"}}]}, "a\nb\n[image_url]"),
        ({"content": []}, ""),
        ({"content": "a", "refusal": None, "audio": {"id": "x"}, "name": "helper"}, "a"),
        ({"content": "a", "tool_calls": None}, "a"),
        ({"content": "a", "tool_calls": []}, "a"),
        ({"content": "a", "reasoning_content": "r"}, "a"),
        ({"content": "a", "reasoning_content": "", "reasoning": "r"}, "a"),
        ({"content": "a", "reasoning_content": "r", "reasoning": "r"}, "a"),
        ({"content": "a", "reasoning": None}, "a"),
        ({"content": "a", "tool_calls": [{"name": "look", "arguments": {"x": [1]}}]}, "a"),
        ({"content": "a", "tool_calls": [{**CALL, "index": 0}, CALL]}, "a"),
        ({"content": "a", "tool_calls": [{"function": {"name": "look", "arguments": "{broken"}, "type": "function"}]}, "a"),
    ],
)  # fmt: skip
def test_every_form_of_a_message_is_read_and_written_as_it_was(message: dict[str, Any], text: str) -> None:
    row = with_message(message)
    made = read(row, ReadContext())
    assert made.steps[4].text == text
    assert write(as_export_row(made)) == row


def test_reasoning_and_calls_are_read_whatever_their_form() -> None:
    spellings: list[dict[str, Any]] = [
        {"reasoning_content": "r"},
        {"reasoning": "r"},
        {"reasoning_content": None, "reasoning": "r"},
    ]
    assert {read(with_message(spelling), ReadContext()).steps[4].reasoning for spelling in spellings} == {"r"}
    flat = read(with_message({"tool_calls": [{"name": "look", "arguments": {"x": [1]}}]}), ReadContext())
    assert flat.steps[4].tool_calls == (ToolCall("look", '{"x":[1]}'),)


@pytest.mark.parametrize(("name", "role"), [("developer", "system"), ("function", "tool")])
def test_other_names_of_a_role_are_read_and_written_as_they_were(name: str, role: str) -> None:
    row = changed(messages=[{"role": name, "content": "x", "name": "look"}, *ROW["messages"][1:]])
    made = read(row, ReadContext())
    assert made.steps[0].role == role
    assert write(as_export_row(made)) == row


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"step_labels": {"4": 1}},
        {"step_labels": {"2": None, "4": 1}},
        {"step_labels": {"2": None, "4": None}, "final_label": 1},
        {"step_labels": {}, "final_label": 1},
        {"step_labels": None, "final_label": 0},
        {"final_label": None},
        {"tools": []},
        {"tools": None},
        {"question": None},
        {"question": ""},
        {"question": "Answer: How many?"},
        {"record_id": "mine"},
        {"record_id": "towns:2:3"},
        {"record_id": "mine", "query_index": None, "sample_index": "x", "data_source": None},
        {"generator": "g"},
        {"generator": ""},
        {"ground_truth": "4"},
        {"ground_truth": {"actions": [1, {"a": None}]}},
        {"reward_info": {"reward": 0.0}, "label": -1, "source": "s", "dataset": "towns"},
    ],
)
def test_an_unchanged_row_is_written_as_it_was_read(changes: dict[str, Any]) -> None:
    row = changed(**changes)
    assert write(as_export_row(read(row, ReadContext()))) == row


@pytest.mark.parametrize("absent", ["question", "tools", "final_label", "total_index", "ground_truth", "answer_text"])
def test_what_was_absent_stays_absent(absent: str) -> None:
    row = {key: value for key, value in ROW.items() if key != absent}
    assert write(as_export_row(read(row, ReadContext()))) == row


def test_a_file_imported_under_another_source_is_written_as_it_was() -> None:
    made = record()
    row = as_export_row(
        TrajectoryRecord(**{**{name: getattr(made, name) for name in made.__slots__}, "source": "other"})
    )
    assert write(row) == ROW


def test_new_labels_take_the_place_of_the_old() -> None:
    half = record(step_labels={"2": None, "4": -1})
    now = ternary_judgement({2: 0, 4: 1}, step_count=5, scorable=[2, 4], outcome=None)
    assert write(as_export_row(half, judgement=now))["step_labels"] == {"2": 0, "4": 1}
    labels = ternary_judgement({2: 1}, step_count=5, scorable=[2, 4], outcome=None)
    written = write(as_export_row(record(), judgement=labels))
    wanted = {key: value for key, value in ROW.items() if key != "final_label"}
    assert written == {**wanted, "step_labels": {"2": 1}}


def test_a_first_error_judgement_labels_that_step_alone() -> None:
    written = write(as_export_row(record(), judgement=first_error_judgement(4, step_count=5)))
    assert written["step_labels"] == {"4": -1}


@pytest.mark.parametrize(
    "judgement",
    [
        first_error_judgement(None, step_count=5),
        ternary_judgement({}, step_count=5, scorable=[2, 4], outcome=None),
    ],
)
def test_a_judgement_of_no_step_is_left_out_with_a_reason(judgement: StepJudgement) -> None:
    with pytest.raises(CannotExport) as caught:
        write(as_export_row(record(), judgement=judgement))
    assert caught.value.code == "no_step_labels"


def test_plain_steps_are_written_as_a_conversation_that_reads_back_the_same_labels() -> None:
    plain = TrajectoryRecord(
        "p-1", "How many?", (Step("a"), Step("")), reference_answer="4", generator="g",
        metadata={"step_labels": "not ours", "final_label": 9, "difficulty": 2, "record_id": 5},
    )  # fmt: skip
    labels = ternary_judgement({0: 1, 1: -1}, step_count=2, scorable=[0, 1], outcome=-1)
    written = write(as_export_row(plain, judgement=labels, source="homework"))
    assert written == {
        "record_id": "p-1",
        "data_source": "homework",
        "question": "How many?",
        "ground_truth": "4",
        "generator": "g",
        "messages": [
            {"role": "user", "content": "How many?"},
            {"role": "assistant", "content": "a"},
            {"role": "assistant", "content": ""},
        ],
        "step_labels": {"1": 1, "2": -1},
        "final_label": -1,
        "difficulty": 2,
    }
    again = read(written, ReadContext())
    assert (again.external_id, again.source, again.problem) == ("p-1", "homework", "How many?")
    assert again.gold is not None
    assert again.gold.labels == (None, 1, -1)
