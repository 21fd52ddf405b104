"""Annotators against gold, worked by hand."""

import pytest

from annotator.quality.accuracy import Comparison, Judged, measure

SCORABLE = [1, 3, 4, 6]


def compared(gold: list[int | None], said: list[int | None], labels_compare: bool = True) -> Comparison:
    return Comparison(gold=judged(gold), said=judged(said), scorable=range(len(gold)), labels_compare=labels_compare)


def judged(labels: list[int | None]) -> Judged:
    first = labels.index(-1) if -1 in labels else None
    return Judged(labels, first, first is None)


def test_counts_only_steps_that_both_sides_label():
    found = measure([compared([1, None, -1, 0], [1, 1, None, -1])])

    assert (found.steps.hits, found.steps.count) == (1, 2)


def test_recall_is_counted_for_each_gold_label():
    found = measure([compared([1, 1, 0, -1, -1], [1, 0, 0, -1, 1]), compared([1, -1], [1, -1])])

    assert {label: (share.hits, share.count) for label, share in found.recalls.items()} == {
        -1: (2, 3),
        0: (1, 1),
        1: (2, 3),
    }


def test_a_label_that_gold_never_gives_has_no_recall():
    assert measure([compared([1, -1], [0, -1])]).recalls[0].value is None


def test_distance_counts_scorable_steps_and_says_who_was_early():
    """Gold at step 4; tool output stands between 4 and 6, so step 6 is one late, step 1 two early."""
    late = Comparison(Judged([], 6, False), Judged([], 4, False), SCORABLE)
    early = Comparison(Judged([], 1, False), Judged([], 4, False), SCORABLE)

    assert (late.distance(), early.distance()) == (1, -2)
    assert measure([late, early, early]).first_errors.distances == {-2: 2, 1: 1}


def test_missed_and_invented_errors_are_told_apart():
    clean, flawed = Judged([], None, no_error=True), Judged([], 3, no_error=False)
    found = measure([
        Comparison(said=clean, gold=flawed, scorable=SCORABLE),
        Comparison(said=flawed, gold=clean, scorable=SCORABLE),
        Comparison(said=flawed, gold=clean, scorable=SCORABLE),
        Comparison(said=clean, gold=clean, scorable=SCORABLE),
    ])  # fmt: skip

    assert (found.first_errors.missed, found.first_errors.invented) == (1, 2)
    assert (found.first_errors.right.hits, found.first_errors.right.count) == (1, 4)


def test_gold_that_decides_nothing_is_no_unit():
    undecided = Judged([None, None], None, no_error=False)
    found = measure([Comparison(said=judged([1, -1]), gold=undecided, scorable=[0, 1])])

    assert found.trajectories == 0
    assert found.first_errors.right.value is None


def test_labels_of_another_protocol_are_not_compared_but_the_first_error_is():
    found = measure([compared([1, -1], [0, -1], labels_compare=False)])

    assert found.steps.count == 0
    assert found.first_errors.right.value == 1.0


def test_the_trivial_baselines_are_counted_on_the_same_units():
    """Three of five labelled gold steps are +1; one of two trajectories is clean."""
    found = measure([compared([1, 1, None], [1, 1, -1]), compared([1, -1, 0], [-1, -1, 0])])

    assert found.always_correct.value == pytest.approx(3 / 5)
    assert found.always_clean.value == 0.5
    assert found.steps.value == pytest.approx(4 / 5)


def test_outcomes_need_both_sides():
    def one(gold: int | None, said: int | None) -> Comparison:
        return Comparison(Judged([], None, True, said), Judged([], None, True, gold), SCORABLE)

    found = measure([one(1, 1), one(-1, 1), one(None, 1), one(1, None)])

    assert (found.outcomes.hits, found.outcomes.count) == (1, 2)
