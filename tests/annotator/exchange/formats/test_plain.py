"""A team's own trajectories in."""

from typing import Any

import pytest

from annotator.exchange.formats.contract import ReadContext
from annotator.exchange.formats.plain import BadFieldMap, parse_field_map, read
from annotator.exchange.records import BadRow, TrajectoryRecord
from annotator.trajectories.steps import Step, content_hash

ROW = {"id": "t-1", "problem": "p", "steps": ["a", "b"]}
TALK = [{"role": "user", "content": "How many?"}, {"role": "assistant", "content": "4"}]


def record(row: dict[str, Any], *, maps: list[str] | None = None) -> TrajectoryRecord:
    return read(row, ReadContext(field_map=parse_field_map(maps or [])))


def refusal(row: dict[str, Any], *, maps: list[str] | None = None) -> tuple[str, str]:
    with pytest.raises(BadRow) as caught:
        record(row, maps=maps)
    return caught.value.code, str(caught.value)


def test_every_field_has_its_place_and_the_rest_becomes_metadata() -> None:
    made = record({
        **ROW, "reference_answer": "4", "outcome": True, "generator": "g", "group": "q", "source": "s",
        "tools": [{"name": "look"}], "temperature": 0.7, "tags": ["x"],
    })  # fmt: skip
    assert made == TrajectoryRecord(
        external_id="t-1",
        problem="p",
        steps=(Step("a"), Step("b")),
        source="s",
        reference_answer="4",
        outcome=True,
        generator="g",
        group_key="q",
        tools=[{"name": "look"}],
        metadata={"source": "s", "temperature": 0.7, "tags": ["x"]},
    )


@pytest.mark.parametrize("name", ["problem", "question", "prompt"])
def test_the_problem_has_three_names(name: str) -> None:
    made = record({name: "p", "steps": ["a"]})
    assert (made.problem, made.metadata) == ("p", {})


def test_the_first_name_of_the_problem_wins_and_the_others_are_kept() -> None:
    made = record({"prompt": "c", "question": "b", "problem": "a", "steps": ["x"]})
    assert (made.problem, made.metadata) == ("a", {"prompt": "c", "question": "b"})


def test_a_conversation_states_its_own_problem() -> None:
    made = record({"messages": TALK})
    assert (made.problem, [step.role for step in made.steps]) == ("How many?", ["user", "assistant"])
    assert record({"messages": TALK, "problem": "p"}).problem == "p"


@pytest.mark.parametrize("name", ["source", "data_source", "split"])
def test_the_source_has_three_names(name: str) -> None:
    assert record({**ROW, name: "s"}).source == "s"
    assert record({**ROW, name: None}).source is None


def test_a_row_without_an_id_is_named_after_its_content() -> None:
    without = {key: value for key, value in ROW.items() if key != "id"}
    made = record(without)
    digest = content_hash(problem="p", steps=made.steps)
    assert made.external_id == digest.hex()[:32]
    assert record({**without, "outcome": True, "reference_answer": "4", "note": 1}).external_id == made.external_id
    assert record({**without, "id": None}).external_id == made.external_id
    assert record({**without, "problem": "q"}).external_id != made.external_id
    assert record({**without, "steps": ["a b"]}).external_id != made.external_id


def test_numbers_may_name_things() -> None:
    made = record({**ROW, "id": 17, "group": 0})
    assert (made.external_id, made.group_key) == ("17", "0")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("4", "4"),
        (4, "4"),
        (0.5, "0.5"),
        (["4", "four"], "4; four"),
        ({"a": [1]}, '{"a":[1]}'),
        ([], "[]"),
        (None, None),
    ],
)
def test_a_reference_answer_of_any_type_is_shown_as_text(value: Any, text: str | None) -> None:
    made = record({**ROW, "reference_answer": value})
    assert made.reference_answer == text
    assert made.metadata.get("reference_answer", text) in (text, value)


@pytest.mark.parametrize(
    ("row", "code", "place"),
    [
        ({"steps": ["a"]}, "missing_field", "problem, question, prompt"),
        ({"problem": "p"}, "missing_field", "steps and messages are both missing"),
        ({"problem": "p", "steps": None, "messages": None}, "missing_field", "--map"),
        ({"problem": "p", "steps": ["a"], "messages": TALK}, "ambiguous_field", "both there"),
        ({"problem": TALK, "steps": ["a"]}, "wrong_type", "problem must be text, not a list"),
        ({**ROW, "id": ""}, "missing_field", "id is empty"),
        ({**ROW, "id": True}, "wrong_type", "id must be text, not true"),
        ({**ROW, "group": "x" * 201}, "too_long", "group"),
        ({**ROW, "outcome": 1}, "wrong_type", "outcome must be true, false or null, not the number 1"),
        ({**ROW, "outcome": "correct"}, "wrong_type", 'not the text "correct"'),
        ({**ROW, "steps": {}}, "wrong_type", "steps"),
        ({"messages": [{"role": "assistant", "content": "4"}]}, "missing_field", "problem"),
    ],
)
def test_refuses_a_row_with_the_field_and_place(row: dict[str, Any], code: str, place: str) -> None:
    found, message = refusal(row)
    assert found == code, message
    assert place in message


def test_a_map_finds_fields_by_dotted_path_and_leaves_the_rest() -> None:
    row = {
        "uid": 5,
        "task": {"text": "p", "level": 3},
        "runs": [{"steps": ["a", "b"], "model": "g"}],
        "dotted.name": "q",
        "id": "theirs",
    }
    maps = ["id=uid", "problem=task.text", "steps=runs.0.steps", "generator=runs.0.model", "group=dotted.name"]
    made = record(row, maps=maps)
    assert (made.external_id, made.problem, made.generator, made.group_key) == ("5", "p", "g", "q")
    assert [step.text for step in made.steps] == ["a", "b"]
    assert made.metadata == {"task": {"level": 3}, "runs": row["runs"], "id": "theirs"}
    assert row["task"] == {"text": "p", "level": 3}


def test_a_map_settles_which_of_two_holds_the_steps() -> None:
    made = record({"problem": "p", "steps": ["a"], "messages": TALK}, maps=["messages=messages"])
    assert len(made.steps) == 2
    assert made.metadata == {"steps": ["a"]}


@pytest.mark.parametrize("path", ["task", "task.other", "task.text.deeper", "runs.1.steps", "runs.x", "runs.0.steps.9"])
def test_a_path_that_leads_nowhere_is_named(path: str) -> None:
    row = {"problem": "p", "task.": {}, "runs": [{"steps": ["a"]}]}
    assert refusal(row, maps=[f"steps={path}"]) == (
        "missing_field", f"{path} is missing, where --map looks for steps.",
    )  # fmt: skip


def test_an_optional_field_may_be_absent_at_its_path() -> None:
    assert record(ROW, maps=["generator=meta.model"]).generator == ""


@pytest.mark.parametrize("pair", ["steps", "steps=", "=a", "labels=a", "", "id=a"])
def test_refuses_a_map_that_it_cannot_follow(pair: str) -> None:
    with pytest.raises(BadFieldMap) as caught:
        parse_field_map(["id=b", pair])
    assert pair in str(caught.value) or "twice" in str(caught.value)
