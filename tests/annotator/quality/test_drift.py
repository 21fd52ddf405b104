"""Accuracy over time, worked by hand."""

import random
from math import log
from statistics import median

import pytest

from annotator.metrics.intervals import lower_bound
from annotator.quality.drift import ALARM, SURE, WINDOW, watch

GOOD_START = [True] * 18 + [False] * 2


def test_cuts_the_answers_into_windows_of_twenty():
    windows = watch([True] * 20 + [False] * 20 + [True] * 5).windows

    assert [(window.first, window.last, window.share.hits) for window in windows] == [
        (1, 20, 20),
        (21, 40, 0),
        (41, 45, 5),
    ]


def test_signals_a_fall_where_the_sum_of_log_likelihood_ratios_reaches_the_alarm():
    """18 of 20 make sure of 0.7816, and a fall would be to 0.5816: a wrong answer adds log(0.4184 / 0.2184) = 0.6501, a
    right one takes log(0.7816 / 0.5816) = 0.2956. Four wrong, one right, four wrong are 4.905; the next wrong one is
    the alarm."""
    expected = lower_bound(18, 20, z=SURE)
    wrong, right = log((1.2 - expected) / (1 - expected)), -log(expected / (expected - 0.2))
    assert (round(expected, 4), round(wrong, 4), round(right, 4)) == (0.7816, 0.6501, -0.2956)
    assert 8 * wrong + right < ALARM < 9 * wrong + right

    signal = watch([*GOOD_START, True, True, *[False] * 4, True, *[False] * 5, True]).signal

    assert signal is not None
    assert (signal.since, signal.noticed, signal.before, signal.over) == (23, 32, 0.9, None)
    assert signal.expected == expected


def test_a_signal_is_past_when_the_answers_are_as_before_again():
    """17 right ones take as much as the alarm wanted: 17 x 0.2956 = 5.02."""
    fell = [*GOOD_START, *[False] * 20]

    still = watch([*fell, *[True] * 16]).signal
    past = watch([*fell, *[True] * 17]).signal

    assert still is not None
    assert past is not None
    assert (still.noticed, still.over) == (28, None)
    assert (past.noticed, past.over) == (28, 57)


def test_the_latest_signal_counts():
    again = watch([*GOOD_START, *[False] * 20, *[True] * 40, *[False] * 20]).signal

    assert again is not None
    assert (again.since, again.noticed, again.over) == (81, 88, None)


PEOPLE, LONG = 600, 220


def simulated(seed: int, *accuracies: tuple[int, float]) -> list[bool]:
    """Answers of somebody: so many at that accuracy, then so many at the next."""
    dice = random.Random(seed)
    return [dice.random() < accuracy for count, accuracy in accuracies for _ in range(count)]


@pytest.mark.parametrize("accuracy", [0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99])
def test_of_steady_annotators_at_most_one_in_twenty_gets_a_signal_within_200_answers(accuracy: float):
    accused = sum(watch(simulated(seed, (LONG, accuracy))).signal is not None for seed in range(PEOPLE))

    # 4.5 % at most by 3,000 of each; of 600, 7 % is three standard deviations more.
    assert accused / PEOPLE < 0.07


@pytest.mark.parametrize(
    ("before", "after", "share", "delay"),
    [(0.95, 0.65, 0.93, 26), (0.9, 0.6, 0.85, 34), (0.8, 0.5, 0.75, 42), (0.9, 0.5, 0.97, 22), (0.95, 0.75, 0.68, 45)],
)
def test_a_real_fall_is_noticed_as_often_and_as_soon_as_the_docs_say(
    before: float, after: float, share: float, delay: int
):
    signals = [watch(simulated(seed, (60, before), (160, after))).signal for seed in range(PEOPLE)]
    delays = [found.noticed - 60 for found in signals if found is not None and found.noticed > 60]

    assert abs(len(delays) / PEOPLE - share) < 0.06
    assert abs(median(delays) - delay) <= 6


def test_steady_work_gives_no_signal():
    steady = [True] * 9 + [False]

    assert watch(steady * 10).signal is None


def test_the_first_window_sets_what_is_expected_and_is_never_a_fall():
    assert watch([False] * WINDOW).signal is None
    assert watch([False] * WINDOW + [True] * 20).signal is None


def test_somebody_who_was_always_right_may_slip_once():
    assert watch([True] * WINDOW + [False] + [True] * 10).signal is None


def test_intervals_part_when_the_last_window_lies_wholly_below_the_first():
    assert watch([True] * 20 + [False] * 15 + [True] * 5).intervals_part
    assert not watch([True] * 20 + [False] * 5 + [True] * 15).intervals_part


def test_nothing_has_neither_windows_nor_a_signal():
    found = watch([])

    assert (list(found.windows), found.signal, found.intervals_part) == ([], None, False)
