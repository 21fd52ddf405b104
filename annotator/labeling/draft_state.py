"""A draft as a pure value: operations go in, a judgement comes out. The page has the same reducer.

Each operation sets one field of one draft and carries its own id, so that a batch sent twice is applied once.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from annotator.labeling.draft_values import is_bool, is_duration, is_int, is_ternary, is_text
from annotator.labeling.protocols import FIRST_ERROR_REASONS, Judgement, Protocol
from annotator.labeling.protocols.judging import is_past_the_end
from annotator.labeling.protocols.propagation import ACCEPTED
from annotator.labeling.step_notes import (
    Known,
    is_alternatives,
    is_correction,
    is_error_types,
    is_flags,
    is_severity,
    is_spans,
    misfit,
)

NOTHING_KNOWN: Final = Known()
# How many ids of applied operations are remembered: far more than a page can have in flight.
REMEMBERED_OPERATIONS: Final = 2_000
_LONGEST_SHOWN: Final = 80


class BadOperation(ValueError):
    """An operation that cannot be applied; the message names it."""


@dataclass(frozen=True, slots=True)
class Operation:
    """Set `field` (of step `step_index` where the field belongs to a step) to `value`; None clears it."""

    id: str
    field: str
    value: Any
    step_index: int | None = None


@dataclass(frozen=True, slots=True)
class DraftState:
    """Sparse per-step values by step index, and the values of the whole trajectory. `repairs`: the earlier step.

    `proposing`: labels are proposed for steps behind the first error. `origins` has 1 where the label is an accepted
    proposal, `refused` the steps for which the proposal was refused. Proposals themselves are nowhere: the page reckons
    them from the rest, and what nobody accepted is no label.
    """

    labels: Mapping[int, int] = field(default_factory=dict)
    unsure: Mapping[int, bool] = field(default_factory=dict)
    comments: Mapping[int, str] = field(default_factory=dict)
    active_ms: Mapping[int, int] = field(default_factory=dict)
    error_types: Mapping[int, list[str]] = field(default_factory=dict)
    severities: Mapping[int, int] = field(default_factory=dict)
    flags: Mapping[int, list[str]] = field(default_factory=dict)
    corrections: Mapping[int, str] = field(default_factory=dict)
    spans: Mapping[int, list[dict[str, Any]]] = field(default_factory=dict)
    alternatives: Mapping[int, list[dict[str, Any]]] = field(default_factory=dict)
    repairs: Mapping[int, int] = field(default_factory=dict)
    origins: Mapping[int, int] = field(default_factory=dict)
    refused: Mapping[int, bool] = field(default_factory=dict)
    first_error: int | None = None
    no_error: bool = False
    proposing: bool = False
    first_error_reason: str = ""
    outcome: int | None = None
    note: str = ""


_PER_STEP: Final = {
    "label": "labels",
    "unsure": "unsure",
    "comment": "comments",
    "active_ms": "active_ms",
    "error_types": "error_types",
    "severity": "severities",
    "flags": "flags",
    "correction": "corrections",
    "spans": "spans",
    "alternatives": "alternatives",
    "repairs": "repairs",
    "origin": "origins",
    "refused": "refused",
}
_WHOLE: Final = frozenset({"first_error", "no_error", "proposing", "first_error_reason", "outcome", "note"})


def from_json(stored: Mapping[str, Any]) -> DraftState:
    """The state as it is stored: JSON has only string keys."""
    sparse: dict[str, Any] = {
        name: {int(key): value for key, value in stored.get(name, {}).items()} for name in _PER_STEP.values()
    }
    whole = {name: stored[name] for name in _WHOLE if name in stored}
    return DraftState(**sparse, **whole)


def to_json(state: DraftState) -> dict[str, Any]:
    """Inverse of `from_json`."""
    stored: dict[str, Any] = {
        name: {str(key): value for key, value in getattr(state, name).items()} for name in _PER_STEP.values()
    }
    stored.update({name: getattr(state, name) for name in sorted(_WHOLE)})
    return stored


def apply_operations(
    state: DraftState,
    operations: Sequence[Operation],
    *,
    scorable: Sequence[int],
    protocol: Protocol,
    known: Known = NOTHING_KNOWN,
) -> DraftState:
    """The state after these operations, in order. Raises BadOperation and then nothing has been applied."""
    stored: dict[str, Any] = {name: dict(getattr(state, name)) for name in _PER_STEP.values()}
    whole: dict[str, Any] = {name: getattr(state, name) for name in _WHOLE}
    allowed = set(scorable)
    for operation in operations:
        if operation.field in _PER_STEP:
            index = operation.step_index
            if index is None or index not in allowed:
                raise BadOperation(f"Operation {operation.id}: step {index} is not a step that can be labelled.")
            if operation.field == "label":
                _check_label(operation, stored["labels"], protocol)
            value = _checked(operation)
            _refuse_misfit(operation, value, allowed=allowed, known=known)
            _set(stored[_PER_STEP[operation.field]], index, value)
        elif operation.field in _WHOLE:
            whole[operation.field] = _checked_whole(operation, allowed)
        else:
            raise BadOperation(f"Operation {operation.id}: there is no field {operation.field!r}.")
    return DraftState(**stored, **whole)


def judgement_of(state: DraftState, *, step_count: int) -> Judgement:
    """What the draft says so far."""
    return Judgement(
        labels=tuple(state.labels.get(index) for index in range(step_count)),
        first_error=state.first_error,
        no_error=state.no_error,
        first_error_reason=state.first_error_reason,
        outcome=state.outcome,
        typed=frozenset(step for step, types in state.error_types.items() if types),
    )


def _check_label(operation: Operation, labels: Mapping[int, int], protocol: Protocol) -> None:
    """A label has to be one of the protocol's, and may not lie where the protocol asks nothing. None clears it."""
    value, index = operation.value, operation.step_index or 0
    if value is None:
        return
    if not is_int(value) or value not in protocol.label_values:
        raise BadOperation(f"Operation {operation.id}: {_shown(value)} is no label of the protocol {protocol.name}.")
    if is_past_the_end(index, [labels.get(step) for step in range(index)], protocol):
        raise BadOperation(
            f"Operation {operation.id}: step {index} comes after the first error, where {protocol.name} takes no label."
        )


def _set(values: dict[int, Any], index: int, value: Any) -> None:
    if value is None:
        values.pop(index, None)
    else:
        values[index] = value


def _checked(operation: Operation) -> Any:
    value = operation.value
    if value is None:
        return None
    if not _STEP_CHECKS[operation.field](value):
        raise BadOperation(f"Operation {operation.id}: {_shown(value)} is no value of {operation.field}.")
    return None if value in ("", []) or value is False else value


def _shown(value: object) -> str:
    """The value in a sentence: of a long one the beginning."""
    text = repr(value)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"


def _refuse_misfit(operation: Operation, value: Any, *, allowed: set[int], known: Known) -> None:
    if value is None or operation.step_index is None:
        return
    found = misfit(operation.field, value, step_index=operation.step_index, scorable=allowed, known=known)
    if found is not None:
        raise BadOperation(f"Operation {operation.id}: {found}.")


def _checked_whole(operation: Operation, allowed: set[int]) -> Any:
    value = operation.value
    if value is None:
        return {"no_error": False, "proposing": False, "first_error_reason": "", "note": ""}.get(operation.field)
    is_a_step = operation.field != "first_error" or (is_int(value) and value in allowed)
    if not (is_a_step and _WHOLE_CHECKS[operation.field](value)):
        raise BadOperation(f"Operation {operation.id}: {_shown(value)} is no value of {operation.field}.")
    return value


def _is_accepted(value: object) -> bool:
    return is_int(value) and value == ACCEPTED


def _is_reason(value: object) -> bool:
    return isinstance(value, str) and (value == "" or value in FIRST_ERROR_REASONS)


_STEP_CHECKS: Final[Mapping[str, Callable[[Any], bool]]] = {
    "label": is_ternary,
    "unsure": is_bool,
    "comment": is_text,
    "active_ms": is_duration,
    "error_types": is_error_types,
    "severity": is_severity,
    "flags": is_flags,
    "correction": is_correction,
    "spans": is_spans,
    "alternatives": is_alternatives,
    "repairs": is_int,
    "origin": _is_accepted,
    "refused": is_bool,
}
_WHOLE_CHECKS: Final[Mapping[str, Callable[[Any], bool]]] = {
    "first_error": is_int,
    "no_error": is_bool,
    "proposing": is_bool,
    "first_error_reason": _is_reason,
    "outcome": is_ternary,
    "note": is_text,
}
