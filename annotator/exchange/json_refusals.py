"""The slow reading of a row: everything that JSON, jsonb or a 64-bit number cannot hold is refused with its place."""

import json
import math
import re
from collections.abc import Iterator
from typing import Any, Final, NoReturn

from annotator.exchange.places import Path, place, quoted

# A byte of JSON can become a hundred of memory: `{},` is an object. No row of a person's work has so many values.
MOST_VALUES: Final = 1_000_000
# Far below every recursion limit on the way (Python's json, PostgreSQL's parser), far above any real tool schema.
DEEPEST: Final = 100

_INT64: Final = range(-(2**63), 2**64)
_MOST_DIGITS: Final = 20
_LONE_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_VALUE_MARKS: Final = (b",", b"{", b"[")
_MARKS_OR_STRING: Final = re.compile(rb'[{}\[\],]|"[^"\\]*+(?:\\.[^"\\]*+)*+"?', re.DOTALL)


class Unreadable(Exception):
    """A row that is not a JSON object that can be stored. `code` is stable and countable."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def read_slowly(raw: bytes) -> object:
    """The JSON value that the bytes are, nothing lost and nothing rounded. Raises Unreadable."""
    text = _decoded(raw)
    _refuse_deep_nesting(raw)
    try:
        value = json.loads(
            text, object_pairs_hook=_object, parse_constant=_constant, parse_int=_integer, parse_float=_float
        )
    except json.JSONDecodeError as error:
        raise Unreadable("malformed_json", f"Not JSON: {error.msg.lower()} at character {error.pos + 1}.") from None
    check_storable(value)
    return value


def refuse_too_many_values(raw: bytes) -> None:
    """Raise Unreadable before a row is parsed that would take far more memory than it has bytes."""
    # The quick count has those inside strings, too, and decides alone for all but a few rows.
    if len(raw) <= MOST_VALUES or sum(map(raw.count, _VALUE_MARKS)) <= MOST_VALUES:
        return
    if sum(mark in _VALUE_MARKS for mark in _marks(raw)) > MOST_VALUES:
        raise Unreadable("too_many_values", f"The row has more than {MOST_VALUES:,} values.")


def check_storable(value: object, path: Path = (), *, depth: int = 0) -> None:
    """Raise Unreadable, naming the place, for what JSON or jsonb cannot hold. Recursion ends at `DEEPEST`."""
    if isinstance(value, str):
        _check_text(value, path)
    elif isinstance(value, float):
        _check_finite(value, path)
    elif isinstance(value, _Refused):
        raise Unreadable(value.code, f"{place(path)} {value.reason}")
    elif isinstance(value, dict | list):
        if depth >= DEEPEST:
            _refuse_depth()
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            if isinstance(key, str):
                _check_text(key, path, what="a key of ")
            check_storable(item, (*path, key), depth=depth + 1)


class _Refused:
    """Stands in the value for something that has no place there, until the walk knows where it is."""

    def __init__(self, code: str, reason: str) -> None:
        self.code = code
        self.reason = reason


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        byte, position = raw[error.start], error.start + 1
        message = f"Byte 0x{byte:02x} at position {position} is not UTF-8; save the file as UTF-8."
        raise Unreadable("wrong_encoding", message) from None


def _refuse_deep_nesting(raw: bytes) -> None:
    depth = 0
    for mark in _marks(raw):
        if mark in b"{[":
            depth += 1
        elif mark in b"}]":
            depth -= 1
        if depth > DEEPEST:
            _refuse_depth()


def _marks(raw: bytes) -> Iterator[bytes]:
    """Brackets and commas outside strings."""
    for match in _MARKS_OR_STRING.finditer(raw):
        if not match[0].startswith(b'"'):
            yield match[0]


def _refuse_depth() -> NoReturn:
    raise Unreadable("too_deep", f"Objects and lists are nested more than {DEEPEST} deep.")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any] | _Refused:
    made = dict(pairs)
    if len(made) == len(pairs):
        return made
    keys = [key for key, _ in pairs]
    twice = next(key for index, key in enumerate(keys) if keys.index(key) < index)
    return _Refused("duplicate_key", f"has the key {quoted(twice)} twice.")


def _constant(name: str) -> _Refused:
    return _Refused("not_a_number", f"is {name}, which JSON has not; use null.")


def _integer(digits: str) -> int | _Refused:
    if len(digits) <= _MOST_DIGITS and int(digits) in _INT64:
        return int(digits)
    return _Refused("number_too_large", "is an integer beyond 64 bit, which could not be kept exactly.")


def _float(digits: str) -> float | _Refused:
    number = float(digits)
    if math.isfinite(number):
        return number
    return _Refused("number_too_large", "is a number beyond what a 64-bit float can hold.")


def _check_finite(number: float, path: Path) -> None:
    if not math.isfinite(number):
        raise Unreadable("not_a_number", f"{place(path)} is not a finite number, which JSON has not; use null.")


def _check_text(text: str, path: Path, what: str = "") -> None:
    if "\x00" in text:
        message = f"{what}{place(path)} holds a NUL character (\\u0000), which cannot be stored."
        raise Unreadable("nul_character", message)
    if _LONE_SURROGATE.search(text):
        message = f"{what}{place(path)} holds half of a surrogate pair, which is no character."
        raise Unreadable("lone_surrogate", message)
