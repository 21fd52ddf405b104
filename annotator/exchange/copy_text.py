"""Values as PostgreSQL's COPY reads them in text form, and rows of them. Bytes throughout: a text that is decoded,
escaped and encoded again is held four times over, and rows can have 16 MB."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

import orjson

NULL: Final = b"\\N"
_BACKSLASH: Final = b"\\"
# What ends a field or a row.
_ENDS: Final = ((b"\n", b"\\n"), (b"\r", b"\\r"), (b"\t", b"\\t"))


def text(value: str) -> bytes:
    """A text."""
    return _escaped(value.encode())


def optional_text(value: str | None) -> bytes:
    """A text or NULL; an empty text is a text."""
    return NULL if value is None else text(value)


def number(value: float | None) -> bytes:
    """A number or NULL. `repr` of a float is the shortest text that reads back as the same float."""
    return NULL if value is None else repr(value).encode()


def boolean(value: bool | None) -> bytes:  # noqa: FBT001 - the value itself
    """True, false or NULL."""
    return NULL if value is None else b"t" if value else b"f"


def raw_bytes(value: bytes) -> bytes:
    """A bytea in its hexadecimal form."""
    return b"\\\\x" + value.hex().encode()


def array(values: Sequence[float | None]) -> bytes:
    """An array of numbers; None becomes NULL, also inside."""
    return ("{" + ",".join(["NULL" if value is None else repr(value) for value in values]) + "}").encode()


def boolean_array(values: Iterable[bool]) -> bytes:
    """An array of true and false."""
    return b"{" + b",".join(b"t" if value else b"f" for value in values) + b"}"


def json(value: Any) -> bytes:
    """A JSON value. What was read from a file is finite, shallow and in 64 bit by then, so this cannot fail on it.

    JSON escapes what ends a row itself, so only its backslashes are left.
    """
    return orjson.dumps(value).replace(_BACKSLASH, 2 * _BACKSLASH)


def moment(value: datetime) -> bytes:
    """A point in time, with its zone."""
    return value.isoformat().encode()


def row(*fields: bytes) -> bytes:
    """One line of fields made by the functions above."""
    return b"\t".join(fields) + b"\n"


def _escaped(value: bytes) -> bytes:
    value = value.replace(_BACKSLASH, 2 * _BACKSLASH)
    for end, written in _ENDS:
        if end in value:
            value = value.replace(end, written)
    return value
