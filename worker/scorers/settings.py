"""Settings as JSON has them become dataclasses; what is wrong with them becomes a sentence."""

import difflib
from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import Any, TypeVar

Settings = TypeVar("Settings")


class BadSetting(ValueError):
    """A setting that the scorer cannot work with; the message names it and says what to write."""


def read_settings(kind: type[Settings], given: Mapping[str, Any], *, called: str) -> Settings:
    """The dataclass `kind` with the settings `given`. Raises BadSetting for unknown and missing names."""
    if not isinstance(given, Mapping):
        raise BadSetting(f"{called} is a table of settings, not {type(given).__name__}.")
    known = {each.name: each for each in fields(kind)}  # type: ignore[arg-type]
    for name in given:
        if name not in known:
            close = difflib.get_close_matches(str(name), known, n=1)
            hint = f" Did you mean {close[0]!r}?" if close else ""
            raise BadSetting(f"{called} has no setting {name!r}.{hint} There are: {', '.join(known)}.")
    for name, each in known.items():
        if name not in given and each.default is MISSING and each.default_factory is MISSING:
            raise BadSetting(f"{called} needs the setting {name!r}.")
    return kind(**given)


def require_number(name: str, value: object, *, at_least: float, at_most: float = float("inf")) -> None:
    """Raises BadSetting unless `value` is a number in that range."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not at_least <= value <= at_most:
        upper = "" if at_most == float("inf") else f" and at most {at_most:g}"
        raise BadSetting(f"{name} is a number of at least {at_least:g}{upper}, not {value!r}.")


def require_whole(name: str, value: object, *, at_least: int, at_most: float = float("inf")) -> None:
    """Raises BadSetting unless `value` is a whole number in that range."""
    require_number(name, value, at_least=at_least, at_most=at_most)
    if not isinstance(value, int):
        raise BadSetting(f"{name} is a whole number, not {value!r}.")


def require_text(name: str, value: object) -> None:
    """Raises BadSetting unless `value` is a text with something in it."""
    if not isinstance(value, str) or not value.strip():
        raise BadSetting(f"{name} is a text, not {value!r}.")


def require_one_of(name: str, value: object, choices: tuple[str, ...]) -> None:
    """Raises BadSetting unless `value` is one of `choices`."""
    if value not in choices:
        raise BadSetting(f"{name} is one of {', '.join(choices)}, not {value!r}.")
