"""The demo's tool-agent trajectories: calls, schemas, outputs, and the flaws that they are meant to show."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Any

import jsonschema
import pytest

from tests.annotator.demo.arithmetic import number
from tests.annotator.demo.content import AGENTS, TEAMS, Row, named


def agent(name: str) -> Row:
    return next(row for row in AGENTS if row["id"] == name)


def calls(row: Row) -> list[Row]:
    return [call for message in row["messages"] for call in message.get("tool_calls", ())]


def violations(row: Row) -> list[str]:
    """What is wrong with the arguments of the calls: 'json', 'schema', or 'tool' where no such tool is offered."""
    schemas = {tool["function"]["name"]: tool["function"]["parameters"] for tool in row["tools"]}
    found = []
    for call in calls(row):
        schema = schemas.get(call["function"]["name"])
        try:
            arguments = json.loads(call["function"]["arguments"])
        except ValueError:
            found.append("json")
            continue
        if schema is None:
            found.append("tool")
        elif not jsonschema.Draft202012Validator(schema).is_valid(arguments):
            found.append("schema")
    return found


@pytest.mark.parametrize("row", [*AGENTS, *TEAMS], ids=named)
def test_tool_schemas_are_valid_and_arguments_fit_them_unless_that_is_the_flaw(row: Row) -> None:
    for tool in row["tools"]:
        assert tool["type"] == "function"
        jsonschema.Draft202012Validator.check_schema(tool["function"]["parameters"])
    assert violations(row) == (["schema", "json"] if row["flaw"] == "schema-violation" else [])


@pytest.mark.parametrize("row", [*AGENTS, *TEAMS], ids=named)
def test_every_call_is_answered_once_in_order_by_the_tool_that_was_called(row: Row) -> None:
    waiting: list[tuple[str, str]] = []
    for message in row["messages"]:
        if message["role"] == "tool":
            assert (message["tool_call_id"], message["name"]) == waiting.pop(0)
            continue
        assert not waiting
        assert message["content"].strip()
        waiting = [(call["id"], call["function"]["name"]) for call in message.get("tool_calls", ())]
    assert not waiting
    assert len({call["id"] for call in calls(row)}) == len(calls(row))
    assert [message["role"] for message in row["messages"][:3]] == ["system", "user", "assistant"]
    assert row["messages"][-1]["role"] == "assistant"
    assert row["messages"][1]["content"] == row["problem"]


def outputs(row: Row, tool: str) -> Iterator[tuple[Row, Any]]:
    """Arguments and decoded output of every call of one tool that gave JSON."""
    answers = {message["tool_call_id"]: message["content"] for message in row["messages"] if message["role"] == "tool"}
    for call in calls(row):
        if call["function"]["name"] == tool and "error" not in answers[call["id"]]:
            yield json.loads(call["function"]["arguments"]), json.loads(answers[call["id"]])


def test_the_tools_themselves_calculate_convert_and_name_weekdays_correctly() -> None:
    for row in [*AGENTS, *TEAMS]:
        for arguments, output in outputs(row, "calculator"):
            assert number(arguments["expression"]) == Fraction(str(output["result"]))
        for message in row["messages"]:
            for day, weekday in re.findall(r'"date": "([\d-]+)", "weekday": "(\w+)"', message["content"]):
                assert date.fromisoformat(day).strftime("%A") == weekday
    factors = {("us_cup", "millilitre"): 236.5882365, ("mile", "kilometre"): 1.609344}
    for row in AGENTS:
        for arguments, output in outputs(row, "convert_units"):
            value, units = arguments["value"], (arguments["from_unit"], arguments["to_unit"])
            exact = (value - 32) * 5 / 9 if units == ("fahrenheit", "celsius") else value * factors[units]
            assert output["value"] == pytest.approx(exact, abs=0.005)


def numbers(text: str) -> set[Fraction]:
    return {Fraction(found) for found in re.findall(r"\d+(?:\.\d+)?", text)}


def numbers_from_nowhere(row: Row) -> set[Fraction]:
    """Numbers that the assistant says and that no earlier message, call or output contains."""
    seen: set[Fraction] = set()
    unseen: set[Fraction] = set()
    for message in row["messages"]:
        said = numbers(message["content"]) | numbers(message.get("reasoning_content", ""))
        unseen |= (said - seen) if message["role"] == "assistant" else set()
        seen |= said | numbers(json.dumps([call["function"]["arguments"] for call in message.get("tool_calls", ())]))
    return unseen


@pytest.mark.parametrize("row", [row for row in AGENTS if row["flaw"] == "none"], ids=named)
def test_a_clean_run_says_no_number_that_it_has_not_seen(row: Row) -> None:
    assert numbers_from_nowhere(row) == set()


def test_the_flaws_of_the_agents_are_in_the_messages() -> None:
    assert numbers_from_nowhere(agent("seed-1")) == {Fraction("8.40")}
    assert numbers_from_nowhere(agent("tickets-1")) == {Fraction("6.08")}
    repeated = Counter(json.dumps(call["function"]) for call in calls(agent("report-1")))
    assert repeated.most_common(1)[0][1] == 3
    assert '"error"' in agent("table-1")["messages"][-2]["content"]
    assert "reserved" in agent("table-1")["messages"][-1]["content"]


def test_one_tool_output_is_long_and_the_answer_drawn_from_it_is_right() -> None:
    row = agent("lamps-1")
    assert len(row["messages"][3]["content"]) > 8_192
    lamps = json.loads(row["messages"][3]["content"])["rows"]
    due = [lamp for lamp in lamps if lamp["on_hand"] < lamp["reorder_level"]]
    empty = [lamp["shelf"] for lamp in lamps if lamp["on_hand"] == 0]
    total = sum(lamp["target"] - lamp["on_hand"] for lamp in due)
    assert row["reference_answer"] == f"{', '.join(lamp['sku'] for lamp in due)}; {total} pieces; shelf {empty[0]}"
    assert len(empty) == 1
    table = row["messages"][-3]["content"]
    for lamp in due:
        assert (
            f"| {lamp['sku']} {lamp['name']} | {lamp['on_hand']} | {lamp['reorder_level']} | {lamp['target']} |"
            in table
        )


def test_some_steps_make_two_calls_and_some_show_their_reasoning() -> None:
    assert any(message.get("reasoning_content") for row in AGENTS for message in row["messages"])
    assert any(len(message.get("tool_calls", ())) == 2 for row in AGENTS for message in row["messages"])
