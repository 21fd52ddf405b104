"""Operations on drafts: what they change, and which are refused whole."""

from typing import Any

import pytest

from annotator.labeling.draft_state import (
    BadOperation,
    DraftState,
    Operation,
    apply_operations,
    from_json,
    judgement_of,
    to_json,
)
from annotator.labeling.protocols import BINARY, FIRST_ERROR, PRM800K, TERNARY, Protocol


def op(name: str, value: Any, step: int | None = None) -> Operation:
    return Operation(id="7b0c", field=name, value=value, step_index=step)


def test_the_last_value_of_a_field_stands_and_null_clears_it():
    state = apply_operations(
        DraftState(),
        [op("label", 1, 0), op("label", -1, 0), op("label", 0, 2), op("label", None, 2)],
        scorable=[0, 2],
        protocol=TERNARY,
    )

    assert state.labels == {0: -1}
    assert judgement_of(state, step_count=3).labels == (-1, None, None)


def test_survives_json_and_back():
    state = apply_operations(
        DraftState(),
        [op("label", 1, 0), op("unsure", True, 0), op("comment", "why", 2), op("outcome", 0), op("first_error", 2)],
        scorable=[0, 2],
        protocol=TERNARY,
    )

    assert from_json(to_json(state)) == state
    assert from_json({}) == DraftState()


@pytest.mark.parametrize(
    "bad",
    [
        op("label", True, 0),
        op("label", 2, 0),
        op("label", 1.0, 0),
        op("label", "1", 0),
        op("label", [1], 0),
        op("label", 1, 1),
        op("label", 1, None),
        op("unsure", 1, 0),
        op("active_ms", -5, 0),
        op("comment", "a\x00b", 0),
        op("comment", "\ud800", 0),
        op("comment", "x" * 10_001, 0),
        op("first_error", 1),
        op("first_error", True),
        op("first_error", [0]),
        op("no_error", 1),
        op("outcome", 2),
        op("first_error_reason", "because"),
        op("first_error_reason", {"a": 1}),
        op("reward", 1, 0),
    ],
    ids=lambda bad: f"{bad.field}={bad.value!r:.20}",
)
def test_refuses_what_is_not_a_value_of_the_field(bad: Operation):
    with pytest.raises(BadOperation):
        apply_operations(DraftState(), [op("label", 1, 0), bad], scorable=[0, 2], protocol=TERNARY)


@pytest.mark.parametrize("field", ["label", "comment", "outcome"])
def test_a_refusal_says_of_a_long_value_the_beginning(field: str):
    step = None if field == "outcome" else 0

    with pytest.raises(BadOperation, match=r"is no (value of|label)") as refused:
        apply_operations(DraftState(), [op(field, "x" * 100_000, step)], scorable=[0, 2], protocol=TERNARY)

    assert "'xxxx" in str(refused.value)
    assert len(str(refused.value)) < 250


@pytest.mark.parametrize(("protocol", "label"), [(BINARY, 0), (FIRST_ERROR, -1), (FIRST_ERROR, 1)])
def test_refuses_a_label_that_the_protocol_does_not_have(protocol: Protocol, label: int):
    with pytest.raises(BadOperation, match=f"{label} is no label of the protocol {protocol.name}"):
        apply_operations(DraftState(), [op("label", label, 0)], scorable=[0], protocol=protocol)


def test_refuses_a_label_behind_the_error_at_which_a_protocol_stops_and_clears_one_there():
    stopped = [op("label", 1, 0), op("label", 1, 2), op("label", -1, 0)]

    with pytest.raises(BadOperation, match="step 2 comes after the first error, where prm800k takes no label"):
        apply_operations(DraftState(), [*stopped, op("label", 0, 2)], scorable=[0, 2], protocol=PRM800K)
    cleared = apply_operations(DraftState(), [*stopped, op("label", None, 2)], scorable=[0, 2], protocol=PRM800K)
    moved = apply_operations(
        DraftState(), [*stopped, op("label", 1, 0), op("label", -1, 2)], scorable=[0, 2], protocol=PRM800K
    )

    assert cleared.labels == {0: -1}
    assert moved.labels == {0: 1, 2: -1}
