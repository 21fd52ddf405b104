"""One row's bytes as a JSON object that PostgreSQL can store.

orjson reads. What it lets through silently (a key that comes twice, a NUL character, an integer that it turns into a
float) is looked for cheaply, and only a row under suspicion is read again, slowly.
"""

from typing import Any, Final

import orjson

from annotator.exchange.json_refusals import DEEPEST, Unreadable, read_slowly, refuse_too_many_values

_NUL: Final = b"\\u0000"
# A key is counted by the quote and colon that end it; these make the count uncertain. The rare byte is looked for
# first, since one byte is found many times faster than two.
_UNUSUAL_COLONS: Final = ((b"", b" :"), (b"\t", b"\t:"), (b"\r", b"\r:"), (b"\n", b"\n:"), (b"", b'\\\\":'))
_BEYOND_INT64: Final = float(2**63)
_KINDS: Final = {list: "a list", str: "text", int: "a number", float: "a number", bool: "true or false"}


def read_object(raw: bytes) -> dict[str, Any]:
    """The object that the bytes are. Raises Unreadable."""
    refuse_too_many_values(raw)
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError:
        value = read_slowly(raw)
    else:
        if not _is_above_suspicion(value, raw):
            value = read_slowly(raw)
    if not isinstance(value, dict):
        raise Unreadable("not_an_object", f"A row must be a JSON object; this is {_KINDS.get(type(value), 'null')}.")
    return value


def is_json(raw: bytes) -> bool:
    """Whether the bytes are one complete JSON value, storable or not."""
    try:
        orjson.loads(raw)
    except orjson.JSONDecodeError:
        return False
    return True


def _is_above_suspicion(value: object, raw: bytes) -> bool:
    """Whether cheap tests prove that orjson hid nothing. False means only: look closer."""
    if _NUL in raw or any(rare in raw and mark in raw for rare, mark in _UNUSUAL_COLONS):
        return False
    # Inside strings the quote before a colon carries a backslash. More such ends than keys: one key came twice.
    return raw.count(b'":') - raw.count(b'\\":') == _count_keys(value)


def _count_keys(value: object) -> int | None:
    """How many keys all objects have together. None where the value is too deep, or where a float may have been
    an integer beyond 64 bit."""
    keys = 0
    level = [value]
    for _ in range(DEEPEST):
        below: list[object] = []
        for container in level:
            keys += len(container) if isinstance(container, dict) else 0
            for item in _items(container):
                kind = type(item)
                if kind is dict or kind is list:
                    below.append(item)
                elif kind is float and not -_BEYOND_INT64 < item < _BEYOND_INT64:
                    return None
        if not below:
            return keys
        level = below
    return None


def _items(container: object) -> Any:
    if isinstance(container, dict):
        return container.values()
    return container if isinstance(container, list) else ()
