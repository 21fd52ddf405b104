"""Reward files in."""

from typing import Any

import pytest

from annotator.exchange.formats.contract import ReadContext
from annotator.exchange.formats.rewards import read
from annotator.exchange.records import BadRow, RewardRecord

ROW = {"id": "t-1", "scorer": "s", "scores": [0.5, None, 1, -2]}


def record(**changes: Any) -> RewardRecord:
    made = read({**ROW, **changes}, ReadContext())
    assert isinstance(made, RewardRecord)
    return made


def test_a_row_becomes_rewards_and_null_is_not_judged() -> None:
    assert record() == RewardRecord("t-1", None, "s", (0.5, None, 1.0, -2.0))
    assert all(reward is None or type(reward) is float for reward in record().rewards)


def test_the_row_may_name_its_source_and_have_a_number_as_id() -> None:
    made = record(id=7, split="math")
    assert (made.external_id, made.source) == ("7", "math")


@pytest.mark.parametrize(
    ("changes", "code", "place"),
    [
        ({"scores": None}, "missing_field", "scores"),
        ({"scores": []}, "wrong_score_count", "scores is empty"),
        ({"scores": 0.5}, "wrong_type", "scores must be a list"),
        ({"scores": [0.5, True]}, "wrong_type", "scores[1] must be a number or null, not true"),
        ({"scores": [0.5, "nan"]}, "wrong_type", "scores[1]"),
        ({"scores": [[0.5]]}, "wrong_type", "scores[0]"),
        ({"scorer": None}, "missing_field", "scorer"),
        ({"scorer": "  "}, "missing_field", "scorer is empty"),
        ({"scorer": 5}, "wrong_type", "scorer"),
        ({"id": None}, "missing_field", "id"),
        ({"id": ["a"]}, "wrong_type", "id"),
    ],
)
def test_refuses_a_row_with_the_field_and_place(changes: dict[str, Any], code: str, place: str) -> None:
    with pytest.raises(BadRow) as caught:
        record(**changes)
    assert caught.value.code == code
    assert place in str(caught.value)
