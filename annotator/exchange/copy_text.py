"""Values as PostgreSQL's COPY reads them in text form, and rows of them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

import orjson

NULL: Final = "\\N"


def text(value: str) -> str:
    """A text: backslash and the three characters that end a field or a row are escaped."""
    if "\\" in value:
        value = value.replace("\\", "\\\\")
    if "\n" in value:
        value = value.replace("\n", "\\n")
    if "\r" in value:
        value = value.replace("\r", "\\r")
    return value.replace("\t", "\\t") if "\t" in value else value


def optional_text(value: str | None) -> str:
    """A text or NULL; an empty text is a text."""
    return NULL if value is None else text(value)


def number(value: float | None) -> str:
    """A number or NULL. `repr` of a float is the shortest text that reads back as the same float."""
    return NULL if value is None else repr(value)


def boolean(value: bool | None) -> str:  # noqa: FBT001 - the value itself
    """True, false or NULL."""
    return NULL if value is None else "t" if value else "f"


def raw_bytes(value: bytes) -> str:
    """A bytea in its hexadecimal form."""
    return "\\\\x" + value.hex()


def array(values: Sequence[float | None]) -> str:
    """An array of numbers; None becomes NULL, also inside."""
    return "{" + ",".join(["NULL" if value is None else repr(value) for value in values]) + "}"


def boolean_array(values: Iterable[bool]) -> str:
    """An array of true and false."""
    return "{" + ",".join("t" if value else "f" for value in values) + "}"


def json(value: Any) -> str:
    """A JSON value. What was read from a file is finite, shallow and in 64 bit by then, so this cannot fail on it."""
    return text(orjson.dumps(value).decode())


def moment(value: datetime) -> str:
    """A point in time, with its zone."""
    return value.isoformat()


def row(*fields: str) -> str:
    """One line of fields made by the functions above."""
    return "\t".join(fields) + "\n"
