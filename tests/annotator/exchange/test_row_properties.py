"""What holds for every file: nothing raises, every JSON row comes back as it is, chunks cut nothing apart."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.exchange.json_documents import split_documents
from annotator.exchange.json_lines import split_lines
from annotator.exchange.rows import Row
from tests.annotator.exchange.json_strategies import json_objects
from tests.annotator.exchange.row_files import rows_of

pytestmark = pytest.mark.slow

spellings = st.sampled_from(
    [{}, {"indent": 1}, {"separators": (",", ":")}, {"separators": (" , ", " : ")}, {"ensure_ascii": False}]
)


def chunks(content: bytes, size: int) -> list[bytes]:
    return [content[start : start + size] for start in range(0, len(content), size)]


def read(name: str, content: bytes) -> list[Any]:
    with TemporaryDirectory() as folder:
        return list(rows_of(Path(folder), name, content))


@settings(deadline=None)
@given(values=st.lists(json_objects, max_size=4), spelling=spellings)
def test_every_json_object_comes_back_as_it_is(values: list[dict[str, Any]], spelling: dict[str, Any]) -> None:
    text = json.dumps(values, **spelling).encode()
    rows = read("array.json", text)
    assert [row.value for row in rows if isinstance(row, Row)] == values
    concatenated = "".join(json.dumps(value, **spelling) for value in values).encode()
    assert [row.value for row in read("several.json", concatenated) if isinstance(row, Row)] == values


@settings(deadline=None)
@given(content=st.binary(max_size=200), name=st.sampled_from(["a.jsonl", "a.json", "a.jsonl.gz", "a"]))
def test_no_bytes_raise(content: bytes, name: str) -> None:
    for row in read(name, content):
        assert isinstance(row, Row) or row.message.isprintable()


@settings(deadline=None)
@given(
    content=st.text(alphabet='{}[],:"\\ \na1', max_size=80),
    name=st.sampled_from(["a.jsonl", "a.json"]),
)
def test_no_arrangement_of_brackets_and_quotes_raises(content: str, name: str) -> None:
    for row in read(name, content.encode()):
        assert isinstance(row, Row) or row.code in {
            "malformed_json",
            "not_an_object",
            "truncated_json",
            "duplicate_key",
        }


@settings(deadline=None)
@given(values=st.lists(json_objects, max_size=4), spelling=spellings, size=st.integers(1, 40))
def test_chunks_of_any_size_cut_the_same_rows(
    values: list[dict[str, Any]], spelling: dict[str, Any], size: int
) -> None:
    text = json.dumps(values, **spelling).encode()
    pieces = list(split_documents(chunks(text, size), longest=10_000))
    assert [piece.number for piece in pieces] == list(range(1, len(values) + 1))
    assert [json.loads(piece.raw) for piece in pieces] == values
    lines = "\n".join(json.dumps(value) for value in values).encode()
    assert [json.loads(piece.raw) for piece in split_lines(chunks(lines, size), longest=10_000)] == values


@settings(deadline=None)
@given(text=st.text(alphabet='{}[],:"\\ \na1', max_size=60), size=st.integers(1, 10))
def test_what_is_cut_does_not_depend_on_the_chunks(text: str, size: int) -> None:
    whole = list(split_documents(chunks(text.encode(), 1000), longest=1000))
    assert list(split_documents(chunks(text.encode(), size), longest=1000)) == whole


def test_an_escape_may_fall_between_two_chunks() -> None:
    values = [{"a": '"]'}, {'b"\\': "\\"}, {"c": '}\\"{'}, {"d": "\\\\"}]
    text = json.dumps(values).encode()
    for size in range(1, len(text) + 1):
        pieces = split_documents(chunks(text, size), longest=1000)
        assert [json.loads(piece.raw) for piece in pieces] == values
