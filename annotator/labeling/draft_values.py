"""What single values of a draft may be. Pure."""

from typing import Any, Final

MAX_TEXT: Final = 10_000
# A day in one step is a forgotten tab, not work.
MAX_ACTIVE_MS: Final = 86_400_000


def is_int(value: object) -> bool:
    """A whole number; JSON's true is Python's 1, and a label must not be made of it."""
    return isinstance(value, int) and not isinstance(value, bool)


def is_text(value: object, *, longest: int = MAX_TEXT) -> bool:
    """A text that the database takes: no NUL, no halves of characters, not too long."""
    if not isinstance(value, str) or len(value) > longest or "\x00" in value:
        return False
    return not any("\ud800" <= character <= "\udfff" for character in value)


def is_ternary(value: object) -> bool:
    """+1, 0 or -1."""
    return is_int(value) and value in {-1, 0, 1}


def is_bool(value: object) -> bool:
    """True or false, not 1 or 0."""
    return isinstance(value, bool)


def is_duration(value: Any) -> bool:
    """Milliseconds, at most a day."""
    return is_int(value) and 0 <= value <= MAX_ACTIVE_MS
