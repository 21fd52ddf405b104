"""Fields inside a row by dotted path: `answer.steps`, `choices.0.message`."""

from collections.abc import Mapping
from typing import Any, Final

ABSENT: Final = object()


def take(row: Mapping[str, Any], path: str) -> tuple[Any, dict[str, Any]]:
    """What stands at the path (ABSENT if nothing does), and the row without it; the row itself is left alone.

    A key that has dots in its name is found by its full name. What stands inside a list stays there.
    """
    if path in row:
        return row[path], {key: value for key, value in row.items() if key != path}
    key, _, below = path.partition(".")
    if not below or key not in row:
        return ABSENT, dict(row)
    inner = row[key]
    if isinstance(inner, dict):
        value, rest = take(inner, below)
        return value, {**row, key: rest}
    return _inside_list(inner, below), dict(row)


def _inside_list(value: Any, path: str) -> Any:
    index, _, below = path.partition(".")
    if not isinstance(value, list) or not index.isdecimal() or int(index) >= len(value):
        return ABSENT
    item = value[int(index)]
    if not below:
        return item
    return take(item, below)[0] if isinstance(item, dict) else _inside_list(item, below)
