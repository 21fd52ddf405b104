"""The arguments of a call: text that should be a JSON object."""

import json
from dataclasses import dataclass
from typing import Any, Final, Literal, NoReturn

MAX_CHARACTERS: Final = 200_000


class _NotStandard(ValueError):
    """NaN and Infinity, which some parsers take and JSON does not know."""


@dataclass(frozen=True, slots=True)
class Arguments:
    """`state` is "unknown" where we cannot tell: too long, too deep, NaN. `problem` is what is wrong with "broken"."""

    state: Literal["read", "broken", "unknown"]
    value: Any = None
    problem: str = ""


def read_arguments(text: str) -> Arguments:
    """The arguments as a value. An empty text is an empty object: many models call a tool without arguments so."""
    if len(text) > MAX_CHARACTERS:
        return Arguments("unknown")
    if not text.strip():
        return Arguments("read", {})
    try:
        return Arguments("read", json.loads(text, parse_constant=_refuse))
    except json.JSONDecodeError as error:
        return Arguments("broken", problem=f"{error.msg} (line {error.lineno}, column {error.colno})")
    except (ValueError, RecursionError):
        return Arguments("unknown")


def same_call_key(name: str, text: str) -> str:
    """Equal for calls of the same tool with the same arguments, however they are spaced and ordered."""
    arguments = read_arguments(text)
    if arguments.state != "read":
        return f"{name} {text}"
    try:
        return f"{name} {json.dumps(arguments.value, sort_keys=True, ensure_ascii=True)}"
    except (ValueError, RecursionError):
        return f"{name} {text}"


def _refuse(constant: str) -> NoReturn:
    raise _NotStandard(constant)
