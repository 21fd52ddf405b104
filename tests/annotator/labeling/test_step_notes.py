"""Notes on steps in a draft: what they may hold, what they may refer to, and what they still need."""

from typing import Any

import pytest

from annotator.labeling.draft_state import (
    BadOperation,
    DraftState,
    Operation,
    apply_operations,
    from_json,
    to_json,
)
from annotator.labeling.note_gaps import note_gaps
from annotator.labeling.protocols import TERNARY
from annotator.labeling.step_notes import MAX_CORRECTION, Known
from annotator.labeling.taxonomies.prmbench import PRMBENCH
from annotator.labeling.taxonomies.taxonomy import type_ids

KNOWN = Known(
    error_types=type_ids(PRMBENCH), lengths={(0, "text"): 5, (1, "text"): 9, (2, "text"): 7, (2, "reasoning"): 3}
)


def op(name: str, value: Any, step: int | None = None) -> Operation:
    return Operation(id="7b0c", field=name, value=value, step_index=step)


def span(step: int = 1, start: int = 0, end: int = 4, part: str = "text") -> dict[str, Any]:
    return {"step": step, "part": part, "start": start, "end": end}


def other(text: str = "Add them.", rating: int | None = 1) -> dict[str, Any]:
    return {"text": text, "rating": rating}


def apply(*operations: Operation, state: DraftState | None = None) -> DraftState:
    return apply_operations(state or DraftState(), operations, scorable=[0, 2], protocol=TERNARY, known=KNOWN)


ALL = [
    op("error_types", ["circular", "counterfactual"], 2),
    op("severity", 3, 2),
    op("flags", ["guessed"], 0),
    op("correction", "<b>5</b>", 2),
    op("spans", [span(1), span(2, 0, 3, "reasoning")], 2),
    op("alternatives", [other(), other("Guess.", -1)], 2),
    op("repairs", 0, 2),
]


def test_notes_survive_json_and_back():
    state = apply(*ALL)

    assert from_json(to_json(state)) == state
    assert (state.error_types, state.severities) == ({2: ["circular", "counterfactual"]}, {2: 3})
    assert (state.corrections, state.repairs) == ({2: "<b>5</b>"}, {2: 0})


def test_empty_values_and_null_clear_them():
    emptied = [op(one.field, [] if isinstance(one.value, list) else None, one.step_index) for one in ALL]

    assert apply(*ALL, *emptied) == DraftState()
    assert apply(op("correction", "x", 0), op("correction", "", 0)) == DraftState()


def test_evidence_may_lie_in_a_step_that_cannot_be_labelled():
    assert apply(op("spans", [span(1, 0, 9)], 0)).spans == {0: [span(1, 0, 9)]}


@pytest.mark.parametrize(
    "bad",
    [
        op("error_types", ["no-such-type"], 0),
        op("error_types", ["simplicity"], 0),
        op("error_types", ["circular", "circular"], 0),
        op("error_types", "circular", 0),
        op("error_types", [1], 0),
        op("error_types", ["circular"], 1),
        op("severity", 0, 0),
        op("severity", 5, 0),
        op("severity", True, 0),
        op("severity", "2", 0),
        op("flags", ["clever"], 0),
        op("flags", ["guessed", "guessed"], 0),
        op("flags", {"guessed": True}, 0),
        op("correction", 5, 0),
        op("correction", "x" * (MAX_CORRECTION + 1), 0),
        op("correction", "a\x00b", 0),
        op("spans", [span(1, 4, 4)], 0),
        op("spans", [span(1, -1, 4)], 0),
        op("spans", [span(1, 0, 10)], 0),
        op("spans", [span(7, 0, 1)], 0),
        op("spans", [span(1, 0, 1, "reasoning")], 0),
        op("spans", [span(1, 0, 1, "title")], 0),
        op("spans", [{**span(), "quote": "x"}], 0),
        op("spans", [span(True, 0, 1)], 0),
        op("spans", [span()] * 21, 0),
        op("spans", ["1-4"], 0),
        op("alternatives", [other(rating=2)], 0),
        op("alternatives", [other("\ud800")], 0),
        op("alternatives", [{"text": "x"}], 0),
        op("alternatives", [other()] * 9, 0),
        op("repairs", 2, 2),
        op("repairs", 1, 2),
        op("repairs", 2, 0),
        op("repairs", True, 2),
        op("repairs", "0", 2),
    ],
    ids=lambda bad: f"{bad.field}={bad.value!r:.30}@{bad.step_index}",
)
def test_refuses_what_no_note_can_say(bad: Operation):
    with pytest.raises(BadOperation):
        apply(op("label", 1, 0), bad)


def test_a_refusal_says_what_does_not_fit():
    with pytest.raises(BadOperation, match="the text of step 0 ends at character 5, before 6"):
        apply(op("spans", [span(0, 0, 6)], 2))
    with pytest.raises(BadOperation, match="'wrong' is no error type"):
        apply(op("error_types", ["wrong"], 2))


def test_fabricated_evidence_must_cite_a_place():
    flagged = apply(op("flags", ["fabricated-evidence"], 2))
    cited = apply(op("spans", [span()], 2), state=flagged)

    assert [(gap.kind, gap.step_index) for gap in note_gaps(flagged, taxonomy=PRMBENCH)] == [("evidence", 2)]
    assert note_gaps(cited, taxonomy=PRMBENCH) == []


def test_an_alternative_needs_words_and_a_rating():
    state = apply(op("alternatives", [other(), other("  "), other("Guess.", None)], 0))

    assert [gap.message for gap in note_gaps(state, taxonomy=None)] == [
        "Alternative 2 of step 0 is empty: write it or take it away.",
        "Alternative 3 of step 0 has no rating.",
    ]


def test_an_error_type_that_the_queue_no_longer_has_must_go():
    state = apply(op("error_types", ["circular"], 2))

    assert note_gaps(state, taxonomy=PRMBENCH) == []
    assert [gap.message for gap in note_gaps(state, taxonomy=None)] == [
        "Take 'circular' from step 2: this queue asks for none."
    ]
