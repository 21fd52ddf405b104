"""Tool schemas and the arguments that should match them. A hostile schema neither fetches, nor hangs, nor raises."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from functools import lru_cache
from typing import Any, Final, Literal

import jsonschema
import referencing
import referencing.exceptions
from jsonschema import Draft202012Validator, validators

MAX_SCHEMA_CHARACTERS: Final = 30_000
MAX_WORK: Final = 5_000
MAX_UNIQUE_ITEMS: Final = 500


class SchemaOutOfBounds(Exception):
    """The schema uses what we do not follow, or asks for more work than a schema should."""


class ToolSchemas:
    """The tools of a trajectory by name, in the OpenAI form, also without its envelope, and with `input_schema`. `text`
    is all that is said about them, as JSON."""

    def __init__(self, tools: Sequence[Mapping[str, Any]]) -> None:
        self._schemas: dict[str, str | None] = {}
        self.text = _as_text(list(tools)) or ""
        for tool in tools:
            function = tool.get("function", tool) if isinstance(tool, Mapping) else None
            if isinstance(function, Mapping) and isinstance(function.get("name"), str):
                self._schemas[function["name"]] = _as_text(function.get("parameters", function.get("input_schema")))

    def __bool__(self) -> bool:
        return bool(self._schemas)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._schemas)

    def knows(self, name: str) -> bool:
        return name in self._schemas

    def complaint_about(self, name: str, value: Any) -> str | Literal[False] | None:
        """What does not match, in a sentence; None where all matches; False where the schema cannot be used."""
        text = self._schemas.get(name)
        if text is None:
            return False
        try:
            return _first_complaint(_checked(text), value)
        except _FAILURES:
            return False


def _as_text(schema: Any) -> str | None:
    if schema is None:
        return None
    try:
        text = json.dumps(schema)
    except (TypeError, ValueError, RecursionError):
        return None
    return text if len(text) <= MAX_SCHEMA_CHARACTERS else None


@lru_cache(maxsize=256)
def _checked(text: str) -> Any:
    """The schema, if it is one. Cached, since all trajectories of a file bring the same few tools."""
    schema = json.loads(text)
    if _uses(schema, "patternProperties"):
        raise SchemaOutOfBounds
    Draft202012Validator.check_schema(schema)
    return schema


def _first_complaint(schema: Any, value: Any) -> str | None:
    budget = _Budget(cost_of_error=1 + len(json.dumps(value)) // 100)
    token = _budget.set(budget)
    try:
        validator = _BoundedValidator(schema, registry=referencing.Registry())
        complaint = next(iter(validator.iter_errors(value)), None)
    finally:
        _budget.reset(token)
    if complaint is None:
        return None
    place = "".join(f"[{part!r}]" for part in complaint.absolute_path)
    return f"{place}: {complaint.message}" if place else str(complaint.message)


class _Budget:
    """How much a validation may still do. An error costs more than a check: its message shows the whole value."""

    def __init__(self, *, cost_of_error: int) -> None:
        self._remaining = MAX_WORK
        self._cost_of_error = cost_of_error

    def spend_check(self) -> None:
        self._spend(1)

    def spend_error(self) -> None:
        self._spend(self._cost_of_error)

    def _spend(self, amount: int) -> None:
        self._remaining -= amount
        if self._remaining < 0:
            raise SchemaOutOfBounds


_budget: ContextVar[_Budget] = ContextVar("_budget")


def _counted(check: Callable[..., Any]) -> Callable[..., Iterator[Any]]:
    def counted(validator: Any, parameter: Any, instance: Any, schema: Any) -> Iterator[Any]:
        budget = _budget.get()
        budget.spend_check()
        if "uniqueItems" in schema and isinstance(instance, list) and len(instance) > MAX_UNIQUE_ITEMS:
            raise SchemaOutOfBounds
        for error in check(validator, parameter, instance, schema) or ():
            budget.spend_error()
            yield error

    return counted


# Draft 2020-12 without patterns, which run on text that we do not control and can take forever, and with a limit on the
# work: with `$ref`, a schema of a page can ask for more checks than there is time.
_BoundedValidator: Any = validators.create(
    meta_schema=Draft202012Validator.META_SCHEMA,
    validators={
        keyword: _counted(check) for keyword, check in Draft202012Validator.VALIDATORS.items() if keyword != "pattern"
    },
    type_checker=Draft202012Validator.TYPE_CHECKER,
    id_of=lambda schema: Draft202012Validator.ID_OF(schema) or "",
)


def _uses(schema: Any, keyword: str) -> bool:
    pending = [schema]
    while pending:
        current = pending.pop()
        if isinstance(current, Mapping):
            if keyword in current:
                return True
            pending.extend(current.values())
        elif isinstance(current, list):
            pending.extend(current)
    return False


_FAILURES: Final = (
    SchemaOutOfBounds,
    jsonschema.SchemaError,
    jsonschema.exceptions.UndefinedTypeCheck,
    jsonschema.exceptions.UnknownType,
    referencing.exceptions.Unresolvable,
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)
