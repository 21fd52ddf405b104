"""Reading the values of a lesson out of JSON, with a sentence for whatever is not as it should be. No Django here."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

LONGEST_WORDS: Final = 2_000


class BadLesson(ValueError):
    """A lesson that cannot be taught; the message names the place and says what would be right."""


def mapping(raw: object, where: str, known: frozenset[str]) -> Mapping[str, Any]:
    """An object with no other fields than the known ones."""
    if not isinstance(raw, Mapping):
        raise BadLesson(f"{where} has to be an object.")
    unknown = sorted(set(raw) - known)
    if unknown:
        raise BadLesson(f"{where} has a field {unknown[0]!r}; there are {', '.join(sorted(known))}.")
    return raw


def listed(raw: object, name: str, *, most: int, least: int = 1) -> Sequence[object]:
    """A list of as many values as are allowed."""
    if not isinstance(raw, list) or not least <= len(raw) <= most:
        raise BadLesson(f"{name} has to be a list of {least} to {most}.")
    return raw


def text(row: Mapping[str, Any], name: str, where: str, *, longest: int) -> str:
    """A text that is needed."""
    value = row.get(name)
    if not isinstance(value, str) or not value.strip():
        raise BadLesson(f"{where} needs {name}, a text.")
    return _storable(value, f"{name} of {where.lower()}", longest)


def words(row: Mapping[str, Any], name: str) -> str:
    """A text that may be left out."""
    value = row.get(name, "")
    if not isinstance(value, str):
        raise BadLesson(f"{name} has to be a text.")
    return _storable(value, name, LONGEST_WORDS)


def whole(row: Mapping[str, Any], name: str) -> int | None:
    """A whole number that may be left out."""
    value = row.get(name)
    if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
        raise BadLesson(f"{name} has to be a whole number or left out.")
    return value


def flag(row: Mapping[str, Any], name: str) -> bool:
    """Yes or no, no where it is left out."""
    value = row.get(name)
    if value is not None and not isinstance(value, bool):
        raise BadLesson(f"{name} has to be true or false, or left out.")
    return bool(value)


def _storable(value: str, what: str, longest: int) -> str:
    """What the database takes: no NUL, no half characters."""
    if len(value) > longest:
        raise BadLesson(f"{what} has {len(value):,} characters; at most {longest:,} are kept.")
    if "\0" in value or any("\ud800" <= character <= "\udfff" for character in value):
        raise BadLesson(f"{what} has a character that cannot be stored.")
    return value
