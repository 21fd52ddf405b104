"""Accuracy over time, worked by hand."""

from math import log

from annotator.quality.drift import ALARM, WINDOW, watch

GOOD_START = [True] * 18 + [False] * 2


def test_cuts_the_answers_into_windows_of_twenty():
    windows = watch([True] * 20 + [False] * 20 + [True] * 5).windows

    assert [(window.first, window.last, window.share.hits) for window in windows] == [
        (1, 20, 20),
        (21, 40, 0),
        (41, 45, 5),
    ]


def test_signals_a_fall_where_the_sum_of_log_likelihood_ratios_reaches_the_alarm():
    """0.9 before, 0.7 after a fall: a wrong answer adds log(0.3 / 0.1) = 1.0986, a right one takes log(0.9 / 0.7) =
    0.2513. Three wrong answers give 3.30, less 0.25 for a right one 3.04, and the next wrong one 4.14: the alarm."""
    wrong, right = log(0.3 / 0.1), -log(0.9 / 0.7)
    assert 3 * wrong + right < ALARM < 4 * wrong + right

    signal = watch([*GOOD_START, True, True, False, False, False, True, False, True]).signal

    assert signal is not None
    assert (signal.since, signal.noticed, signal.before) == (23, 27, 0.9)


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
