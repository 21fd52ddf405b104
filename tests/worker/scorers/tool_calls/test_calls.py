"""Calls: tools that exist, arguments that match, repetitions of what has failed."""

from typing import Any

import pytest

from tests.worker.scorers.tool_calls.conversation import SEARCH, calls, false_in, output, rewards, says, user
from worker.scorers.tool_calls.arguments import read_arguments, same_call_key
from worker.scorers.tool_calls.outputs import error_in
from worker.scorers.tool_calls.schemas import ToolSchemas

FAILED = output({"error": "No such page."})
FOUND = output({"result": ["a page"]})


@pytest.mark.parametrize(
    ("call", "reward"),
    [
        (("search", {"query": "x"}), 1.0),
        (("search", {"query": "x", "limit": 3}), 1.0),
        (("search", {"query": "x", "limit": 0}), 0.0),
        (("search", {"query": 3}), 0.0),
        (("search", {"limit": 3}), 0.0),
        (("search", {"query": "x", "page": 2}), 0.0),
        (("search", '{"query": "x"'), 0.0),
        (("search", "x"), 0.0),
        (("search", '"{\\"query\\": \\"x\\"}"'), 0.0),
        (("search", ["x"]), 0.0),
        (("search", ""), 0.0),
        (("search", '{"query": NaN}'), None),
        (("lookup", {"query": "x"}), 0.0),
    ],
)
def test_holds_a_call_against_its_tools_schema(call: tuple[str, Any], reward: float | None) -> None:
    assert rewards(calls(call)) == [reward]
    assert rewards(calls(call), FAILED) == [reward]


@pytest.mark.parametrize("call", [("search", {"limit": 3}), ("search", '{"query": "x"'), ("lookup", {"query": "x"})])
def test_leaves_a_call_open_that_looks_wrong_but_that_the_tool_has_taken(call: tuple[str, Any]) -> None:
    assert rewards(calls(call), FOUND) == [None]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            ("search", {"limit": 3}),
            "The arguments of `search` do not match its schema: 'query' is a required property.",
        ),
        (
            ("search", {"query": 3}),
            "The arguments of `search` do not match its schema: ['query']: 3 is not of type 'string'.",
        ),
        (
            ("search", '{"query": "x"'),
            "The arguments of `search` are not JSON: Expecting ',' delimiter (line 1, column 14).",
        ),
        (("search", ["x"]), "The arguments of `search` are not a JSON object."),
        (("lookup", {}), "There is no tool `lookup`; there are `search`."),
    ],
)
def test_says_what_is_wrong_with_a_call(call: tuple[str, Any], message: str) -> None:
    (evidence,) = false_in(calls(call))
    assert evidence.message == message
    assert evidence.start is None


def test_judges_each_of_several_calls_by_its_own_output() -> None:
    step = calls(("search", {"query": "x"}), ("search", {"limit": 1}), ids=("a", "b"))
    assert rewards(step, output({"error": "no"}, "b"), output({"result": []}, "a")) == [0.0]
    assert rewards(step, output({"error": "no"}, "a"), output({"result": []}, "b")) == [None]


def test_asks_only_for_json_where_no_schema_is_given() -> None:
    assert rewards(calls(("anything", {"a": 1})), tools=()) == [1.0]
    assert rewards(calls(("anything", "{")), tools=()) == [0.0]


@pytest.mark.parametrize(
    "tool", [SEARCH, SEARCH["function"], {"name": "search", "input_schema": {"required": ["query"]}}]
)
def test_reads_tools_in_the_forms_that_are_about(tool: Any) -> None:
    assert rewards(calls(("search", {"query": "x"})), tools=(tool,)) == [1.0]
    assert rewards(calls(("search", {})), tools=(tool,)) == [0.0]


def chained(keyword: str, leaf: dict[str, Any]) -> dict[str, Any]:
    """A schema of a page that asks for eight to the power of thirty checks."""
    definitions: dict[str, Any] = {f"d{n}": {keyword: [{"$ref": f"#/$defs/d{n + 1}"}] * 8} for n in range(30)}
    return {"$defs": {**definitions, "d30": leaf}, "$ref": "#/$defs/d0"}


def nested(depth: int) -> dict[str, Any]:
    schema: dict[str, Any] = {}
    for _ in range(depth):
        schema = {"allOf": [schema]}
    return schema


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "http://localhost:1/schema.json"},
        {"$ref": "file:///schema.json"},
        {"$ref": "#/nowhere"},
        {"$ref": "#"},
        chained("allOf", {}),
        chained("anyOf", {"type": "integer"}),
        {**chained("allOf", {}), "unevaluatedProperties": False},
        nested(900),
        {"type": "wrong"},
        {"properties": 3},
        {"properties": {"query": {"pattern": "("}}},
        {"patternProperties": {"(a+)+$": False}},
        {"enum": list(range(50_000))},
        [1, 2],
        "text",
        3,
    ],
)
def test_takes_a_schema_that_it_cannot_use_for_none(schema: Any) -> None:
    tool = {"name": "search", "parameters": schema}
    assert rewards(calls(("search", {"query": "a" * 40 + "!"})), tools=(tool,)) == [1.0]
    assert ToolSchemas([tool]).complaint_about("search", {"query": "a" * 40 + "!"}) is False


def test_never_runs_a_pattern_of_a_schema() -> None:
    tool = {"name": "search", "parameters": {"properties": {"query": {"pattern": "(a+)+$"}}}}
    assert rewards(calls(("search", {"query": "a" * 60 + "!"})), tools=(tool,)) == [1.0]


def test_contradicts_the_repetition_of_a_failed_call_however_it_is_spelled() -> None:
    first = calls(("search", '{"query": "x", "limit": 2}'))
    again = calls(("search", '{ "limit":2, "query":"x" }'))
    assert rewards(first, FAILED, again, FAILED) == [1.0, 0.0]
    (evidence,) = false_in(first, FAILED, again)
    assert evidence.message == "This repeats to the letter a call of `search` that failed before: No such page."
    assert evidence.details == {"first_call": "0"}


@pytest.mark.parametrize(
    "between",
    [
        (FOUND,),
        (output({"error": "Timeout, try again."}),),
        (FAILED, user("I have created the page now.")),
        (FAILED, calls(("search", {"query": "y"})), FOUND),
        (),
    ],
)
def test_allows_a_call_again_that_succeeded_timed_out_or_after_which_something_changed(
    between: tuple[Any, ...],
) -> None:
    call = calls(("search", {"query": "x"}))
    assert rewards(call, *between, call)[-1] == 1.0


def test_allows_another_call_after_a_failure() -> None:
    call, other = calls(("search", {"query": "x"})), calls(("search", {"query": "y"}))
    assert rewards(call, FAILED, other, FAILED, says("Nothing was found.")) == [1.0, 1.0, 1.0]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"error": "No such page."}', "No such page."),
        ('{"errors": ["a", "b"]}', "['a', 'b']"),
        ('{"status": "error", "message": "bad"}', "bad"),
        ('{"success": false}', "the call failed"),
        ('{"error": true, "detail": "bad"}', "bad"),
        ("Error: no such file", "Error: no such file"),
        ("Traceback (most recent call last):\n  ...", "Traceback (most recent call last): ..."),
        ('{"error": "a\\u0000b\\ud800c\\u202ed"}', "a b c d"),
        ('{"error": "' + "x" * 500 + '"}', "x" * 200 + "…"),
        ("ValueError: x", "ValueError: x"),
        ("requests.exceptions.HTTPError: 404", "requests.exceptions.HTTPError: 404"),
        ("HTTP 404 Not Found", "HTTP 404 Not Found"),
        ('{"error": null, "result": 3}', None),
        ('{"error": "", "result": 3}', None),
        ('{"error": false}', None),
        ('{"status": "ok"}', None),
        ('{"result": "The Comedy of Errors"}', None),
        ('[{"error": "in a row"}]', None),
        ("The error of the measurement is 3 %.", None),
        ("Errors and their causes: a study", None),
        ("", None),
        ("{broken", None),
    ],
)
def test_tells_an_error_from_an_output_that_mentions_errors(text: str, message: str | None) -> None:
    error = error_in(text)
    assert (error.message if error else None) == message


@pytest.mark.parametrize(
    "text", ["Timeout", "429 too many requests", "The book is locked. Try again.", "connection reset"]
)
def test_knows_an_error_that_may_pass(text: str) -> None:
    error = error_in(f'{{"error": "{text}"}}')
    assert error is not None
    assert error.is_passing


def test_reads_arguments_or_says_that_it_cannot() -> None:
    assert read_arguments("").value == {}
    assert read_arguments("[" * 100_000).state in ("unknown", "broken")
    assert read_arguments('{"a": ' + "9" * 10_000 + "}").state == "unknown"
    assert read_arguments('"' + "x" * 300_000 + '"').state == "unknown"
    assert (
        same_call_key("f", '{"a": 1, "b": 2}')
        == same_call_key("f", '{"b":2,"a":1}')
        != same_call_key("g", '{"b":2,"a":1}')
    )
