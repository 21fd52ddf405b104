"""Rewards from logits, against numbers worked out by hand."""

from math import exp, log, tanh

import numpy as np
import pytest
from numpy.typing import NDArray

from worker.scorers.step_reader.configuration import Readout, ReadoutKind
from worker.scorers.step_reader.readout import Read, WrongOutputs, read_out


def read(kind: ReadoutKind, *rows: list[float], column: int = 1) -> Read:
    logits: NDArray[np.float32] = np.array(rows, dtype=np.float32)
    return read_out(Readout(kind=kind, column=column), logits)


def test_two_labels_give_the_chance_of_the_second_and_the_difference_of_logits():
    found = read("label-softmax", [0.0, log(3)], [2.0, 2.0])

    np.testing.assert_allclose(found.rewards, [0.75, 0.5], atol=1e-6)
    np.testing.assert_allclose(found.margins, [log(3), 0.0], atol=1e-6)


def test_another_column_may_be_the_correct_one():
    assert read("label-softmax", [log(3), 0.0], column=0).rewards[0] == pytest.approx(0.75)


def test_of_many_labels_the_margin_is_against_all_others_together():
    found = read("label-softmax", [0.0, log(2), 0.0])

    assert found.rewards[0] == pytest.approx(0.5)
    assert found.margins[0] == pytest.approx(0.0, abs=1e-6)


def test_a_difference_is_of_probabilities_between_minus_one_and_one():
    found = read("difference", [0.0, log(3)], [5.0, 5.0])

    np.testing.assert_allclose(found.rewards, [0.5, 0.0], atol=1e-6)
    assert found.rewards[0] == pytest.approx(tanh(log(3) / 2))


def test_three_classes_give_validity_and_redundancy():
    found = read("three-class", [log(0.2), log(0.3), log(0.5)])

    assert found.rewards[0] == pytest.approx(0.8, abs=1e-6)
    assert found.margins[0] == pytest.approx(log(0.8 / 0.2), abs=1e-6)
    assert found.further["redundancy"].rewards[0] == pytest.approx(0.3, abs=1e-6)
    assert found.further["redundancy"].margins[0] == pytest.approx(log(0.3 / 0.7), abs=1e-6)


def test_a_committee_gives_its_mean_and_its_spread():
    found = read("ensemble", [0.0, log(3), log(1 / 3)])

    assert found.rewards[0] == pytest.approx(0.5, abs=1e-6)
    assert found.reliability is not None
    assert found.reliability[0] == pytest.approx(0.25, abs=1e-6)  # of 0.5, 0.75, 0.25, dividing by n - 1
    assert found.margins[0] == pytest.approx(0.0, abs=1e-6)


def test_a_committee_of_one_does_not_disagree():
    found = read("ensemble", [1.0])

    assert found.reliability is not None
    assert found.reliability[0] == 0.0


def test_margins_still_differ_where_probabilities_are_all_one():
    found = read("label-softmax", [-50.0, 0.0], [-60.0, 0.0])

    assert list(found.rewards) == [1.0, 1.0]
    np.testing.assert_allclose(found.margins, [50.0, 60.0])


def test_a_probability_of_nothing_stays_with_its_step():
    """Selecting scores by `!= 0`, as a card's snippet does, would drop it and shift all later ones."""
    found = read("label-softmax", [0.0, 1.0], [2_000.0, 0.0], [0.0, 2.0])

    np.testing.assert_allclose(found.rewards, [1 / (1 + exp(-1)), 0.0, 1 / (1 + exp(-2))], atol=1e-6)
    assert found.margins[1] == -2_000.0


@pytest.mark.parametrize(
    ("kind", "row"),
    [("sigmoid", [0.0, 1.0]), ("token-pair", [0.0]), ("three-class", [0.0, 1.0]), ("label-softmax", [0.0])],
)
def test_refuses_a_head_with_another_number_of_outputs(kind: ReadoutKind, row: list[float]):
    with pytest.raises(WrongOutputs, match="of the head's outputs; there are"):
        read(kind, row)
