"""Reading the fields of a row: each of the right type, or refused by name; what was not used up stays for metadata."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeGuard, TypeVar

from annotator.exchange.places import quoted
from annotator.exchange.records import BadRow
from annotator.trajectories.steps import MAX_STEPS, Step

# What the columns hold; a longer name is refused, never cut.
LONGEST_ID: Final = 500
LONGEST_NAME: Final = 200

SOURCE_KEYS: Final = ("source", "data_source", "split")

T = TypeVar("T")


class Fields:
    """A row being read. `rest` begins as the whole row; a field leaves it only if a column can say it again exactly,
    so an export can add `rest` to its own fields and give the row back."""

    def __init__(self, row: Mapping[str, Any]) -> None:
        self.row = row
        self.rest = dict(row)

    def required(self, name: str) -> Any:
        """The value of a field that must be there. It stays in `rest`."""
        if self.row.get(name) is None:
            raise BadRow("missing_field", f"{name} is missing.")
        return self.row[name]

    def text(self, name: str, *, longest: int | None = None) -> str:
        """A text that must be there."""
        value = checked_text(self.required(name), name, longest=longest)
        del self.rest[name]
        return value

    def optional_text(self, name: str, *, longest: int | None = None) -> str | None:
        """A text or None. An empty text or a null stays in `rest`: the column would not tell them from nothing."""
        if self.row.get(name) in (None, ""):
            return None
        return self.text(name, longest=longest)

    def optional_boolean(self, name: str) -> bool | None:
        """True, false or None."""
        value = self.row.get(name)
        if value is None:
            return None
        if not isinstance(value, bool):
            raise wrong_type(value, name, "true, false or null")
        del self.rest[name]
        return value

    def identifier(self, name: str, *, longest: int = LONGEST_ID) -> str:
        """A text or whole number that names something. A number stays in `rest`, since its text would come back as
        text."""
        value = self.required(name)
        if is_integer(value):
            return str(value)
        if not checked_text(value, name).strip():
            raise BadRow("missing_field", f"{name} is empty.")
        return self.text(name, longest=longest)

    def optional_identifier(self, name: str, *, longest: int = LONGEST_ID) -> str | None:
        """As `identifier`, or None."""
        return None if self.row.get(name) is None else self.identifier(name, longest=longest)

    def source(self) -> str | None:
        """Where the row says that it comes from. Stays in `rest`, since the person may name another source."""
        for name in SOURCE_KEYS:
            if self.row.get(name) not in (None, ""):
                return checked_text(self.row[name], name, longest=LONGEST_NAME)
        return None

    def tools(self) -> Sequence[Any]:
        """Tool schemas; an empty list stays in `rest`."""
        value = self.row.get("tools")
        if value is None:
            return ()
        found = checked_list(value, "tools", checked_object)
        if found:
            del self.rest["tools"]
        return found


def checked_text(value: object, where: str, *, longest: int | None = None) -> str:
    """The value, if it is a text that fits."""
    if not isinstance(value, str):
        raise wrong_type(value, where, "text")
    if longest is not None and len(value) > longest:
        raise BadRow("too_long", f"{where} has {len(value):,} characters; at most {longest} are kept.")
    return value


def checked_object(value: object, where: str) -> dict[str, Any]:
    """The value, if it is an object."""
    if not isinstance(value, dict):
        raise wrong_type(value, where, "an object")
    return value


def checked_list(value: object, where: str, check: Callable[[Any, str], T]) -> list[T]:
    """What `check` makes of each item, if the value is a list."""
    if not isinstance(value, list):
        raise wrong_type(value, where, "a list")
    return [check(item, f"{where}[{index}]") for index, item in enumerate(value)]


def plain_steps(value: object, where: str) -> tuple[Step, ...]:
    """A list of texts as steps of the model."""
    given = countable(value, where)
    texts = given if is_text_list(given) else checked_list(given, where, checked_text)
    return tuple(Step(text=text) for text in texts)


def countable(value: object, where: str) -> list[Any]:
    """The list, if it has any entries and not more than an index can number: asked before anything is made of them,
    since a row has room for a million."""
    if not isinstance(value, list):
        raise wrong_type(value, where, "a list")
    if not value:
        raise BadRow("no_steps", f"{where} is empty.")
    if len(value) > MAX_STEPS:
        raise BadRow("too_many_steps", f"{where} has {len(value):,} entries; at most {MAX_STEPS:,} can be numbered.")
    return value


def reference_text(value: object) -> str | None:
    """A reference answer as people read it: a text as it is, several texts joined, anything else as JSON."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
        return "; ".join(value)
    return json_text(value)


def json_text(value: object) -> str:
    """Compact JSON. Rows are finite and shallow by the time they are read, so this cannot fail on one."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def is_integer(value: object) -> TypeGuard[int]:
    """Whether a JSON value is a whole number; true and false are not, and neither is 1.0."""
    return isinstance(value, int) and not isinstance(value, bool)


def is_text_list(value: object) -> TypeGuard[list[str]]:
    """Whether a JSON value is a list of texts, with at least one."""
    return isinstance(value, list) and bool(value) and all(isinstance(item, str) for item in value)


def wrong_type(value: object, where: str, wanted: str) -> BadRow:
    """The refusal of a value of another type."""
    return BadRow("wrong_type", f"{where} must be {wanted}, not {_named(value)}.")


def _named(value: object) -> str:
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, str):
        return f"the text {quoted(value)}"
    if isinstance(value, int | float):
        return f"the number {quoted(value)}"
    return "a list" if isinstance(value, list) else "an object"
