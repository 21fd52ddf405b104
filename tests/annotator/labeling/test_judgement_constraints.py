"""What the database itself refuses, protocol by protocol, whoever writes: gold and annotations share the rules."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from annotator.adjudication.models import GoldLabel
from annotator.trajectories.models import Trajectory
from tests.factories.cast import NOON, make_team
from tests.factories.trajectories import make_trajectory

pytestmark = pytest.mark.django_db


@pytest.fixture
def trajectory() -> Trajectory:
    return make_trajectory(make_team(), steps=4)


def write(
    trajectory: Trajectory, protocol: str, labels: list[int | None], first_error: int | None, **more: Any
) -> GoldLabel:
    values = {"no_error": False, "method": "ADJUDICATED", "created_at": NOON, **more}
    return GoldLabel.objects.create(
        trajectory=trajectory, protocol=protocol, labels=labels, first_error=first_error, **values
    )


@pytest.mark.parametrize(
    ("protocol", "labels", "first_error"),
    [
        ("ternary", [1, 0, -1, 1], 2),
        ("first-error", [None, None, None, None], 2),
        ("prm800k", [1, 0, -1, None], 2),
        ("correctable", [1, 0, -1, 1], 1),
        ("binary", [1, 1, -1, 1], 2),
        ("prmbench", [None, -1, None, -1], 1),
        ("visualprocessbench", [1, 0, -1, 0], 2),
    ],
)
def test_takes_what_each_protocol_says(
    trajectory: Trajectory, protocol: str, labels: list[int | None], first_error: int
):
    assert write(trajectory, protocol, labels, first_error).pk


@pytest.mark.parametrize(
    ("protocol", "labels", "values", "rule"),
    [
        ("ternary", [2, None, None, None], {}, "gold_labels_are_its_protocols"),
        ("binary", [0, 1, 1, 1], {}, "gold_labels_are_its_protocols"),
        ("prmbench", [1, None, None, None], {}, "gold_labels_are_its_protocols"),
        ("first-error", [-1, None, None, None], {"first_error": 0}, "gold_labels_are_its_protocols"),
        ("ternary", [1, 0, 1, 1], {"first_error": 1}, "gold_first_error_is_wrong"),
        ("ternary", [1, None, 1, 1], {"first_error": 1}, "gold_first_error_is_wrong"),
        ("correctable", [1, 1, 0, 1], {"first_error": 1}, "gold_first_error_is_wrong"),
        ("ternary", [-1, 1, -1, 1], {"first_error": 2}, "gold_later_error_has_a_reason"),
        # Under this protocol 0 is wrong, too, so it is the earlier error.
        ("correctable", [0, 1, -1, 1], {"first_error": 2}, "gold_later_error_has_a_reason"),
        ("prmbench", [-1, None, -1, None], {"first_error": 2}, "gold_later_error_has_a_reason"),
        ("prm800k", [1, -1, None, 1], {"first_error": 1}, "gold_nothing_behind_a_stop"),
        ("binary", [1, -1, 1, 1], {"no_error": True}, "gold_none_beside_no_error"),
        ("correctable", [1, 0, 1, 1], {"no_error": True}, "gold_none_beside_no_error"),
        ("first-error", [None] * 4, {"first_error": 1, "no_error": True}, "gold_error_or_none"),
        ("first-error", [None] * 4, {"first_error": 4}, "gold_first_error_in_range"),
    ],
)
def test_refuses_what_a_protocol_cannot_say(
    trajectory: Trajectory, protocol: str, labels: list[int | None], values: dict[str, Any], rule: str
):
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        write(trajectory, protocol, labels, **{"first_error": None, **values})


def test_a_reason_lets_the_first_error_come_after_another_wrong_step(trajectory: Trajectory):
    assert write(trajectory, "correctable", [0, 1, -1, 1], 2, first_error_reason="repaired").pk
    assert write(trajectory, "ternary", [0, 1, -1, 1], None, no_error=False).pk
