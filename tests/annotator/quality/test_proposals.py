"""What a proposal makes of a gold label, and what it refuses."""

import pytest

from annotator.labeling.protocols import FIRST_ERROR, PRM800K, TERNARY, Judgement, Protocol
from annotator.quality.proposals import BadProposal, Proposal, revised

GOLD = Judgement(labels=(1, None, -1, 0, 1), first_error=2, no_error=False, outcome=-1)
CLEAN = Judgement(labels=(1, None, 1, 0, 1), first_error=None, no_error=True, outcome=1)
SCORABLE = [0, 2, 3, 4]


def made(gold: Judgement, protocol: Protocol = TERNARY, **proposal: object) -> Judgement:
    return revised(gold, Proposal(**proposal), protocol=protocol, scorable=SCORABLE)  # type: ignore[arg-type]


def test_an_earlier_first_error_gets_the_label_of_one_and_later_labels_stay():
    assert made(GOLD, first_error=0) == Judgement((-1, None, -1, 0, 1), 0, no_error=False, outcome=-1)


def test_a_later_first_error_leaves_the_former_one_open():
    """That it is not the first error does not say what it is instead."""
    assert made(GOLD, first_error=3).labels == (1, None, None, -1, 1)


def test_no_error_takes_back_what_was_called_wrong():
    assert made(GOLD, no_error=True) == Judgement((1, None, None, 0, 1), None, no_error=True, outcome=-1)


def test_clean_gold_gets_an_error():
    assert made(CLEAN, first_error=4) == Judgement((1, None, 1, 0, -1), 4, no_error=False, outcome=1)


def test_another_label_changes_that_step_alone():
    assert made(GOLD, step_index=3, label=-1).labels == (1, None, -1, -1, 1)


def test_where_a_protocol_stops_nothing_stands_behind_the_first_error():
    gold = Judgement((1, None, 1, 0, -1), 4, no_error=False)

    assert made(gold, PRM800K, first_error=2).labels == (1, None, -1, None, None)


def test_where_no_step_has_a_label_none_gets_one():
    gold = Judgement((None,) * 5, 2, no_error=False)

    assert made(gold, FIRST_ERROR, first_error=3) == Judgement((None,) * 5, 3, no_error=False)


@pytest.mark.parametrize(
    ("gold", "proposal", "says"),
    [
        (GOLD, {}, "one thing"),
        (GOLD, {"first_error": 0, "no_error": True}, "one thing"),
        (GOLD, {"first_error": 1}, "cannot be the first error"),
        (GOLD, {"first_error": 2}, "already"),
        (CLEAN, {"no_error": True}, "already"),
        (GOLD, {"step_index": 3, "label": 0}, "already"),
        (GOLD, {"step_index": 1, "label": 1}, "cannot be labelled"),
        (GOLD, {"step_index": 3, "label": 7}, "one of"),
        (GOLD, {"step_index": 0, "label": -1}, "would be the first error"),
        (CLEAN, {"step_index": 4, "label": -1}, "would be the first error"),
        (GOLD, {"step_index": 2, "label": 1}, "is the first error"),
    ],
)
def test_refuses_what_contradicts_itself_or_changes_nothing(gold: Judgement, proposal: dict[str, object], says: str):
    with pytest.raises(BadProposal, match=says):
        revised(gold, Proposal(**proposal), protocol=TERNARY, scorable=SCORABLE)  # type: ignore[arg-type]
