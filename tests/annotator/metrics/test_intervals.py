"""Shares and their intervals, worked by hand and at their ends."""

import pytest

from annotator.metrics.intervals import NOTHING, Share, grouped_share, wilson_share


def test_wilson_repeats_the_textbook_interval():
    """8 of 10: Brown, Cai and DasGupta (2001) give 0.490 to 0.943."""
    share = wilson_share(8, 10)

    assert (share.hits, share.count, share.value) == (8, 10, 0.8)
    assert (share.low, share.high) == pytest.approx((0.4902, 0.9433), abs=1e-4)


def test_no_error_at_all_is_exactly_one_and_still_uncertain():
    share = wilson_share(10, 10)

    assert share.high == 1.0
    assert share.low == pytest.approx(1 / (1 + 1.959964**2 / 10))


def test_nothing_has_no_share():
    assert wilson_share(0, 0) == NOTHING
    assert grouped_share([], []) == NOTHING
    assert grouped_share([0, 0], [0, 0]) == NOTHING


def test_steps_of_one_trajectory_are_no_independent_witnesses():
    """All right in ten trajectories, all wrong in ten: forty steps, but only twenty opinions."""
    hits, counts = [2] * 10 + [0] * 10, [2] * 20

    grouped, plain = grouped_share(hits, counts, seed=1), wilson_share(20, 40)

    assert grouped.value == plain.value == 0.5
    assert width(grouped) > 1.2 * width(plain)


def width(share: Share) -> float:
    assert share.low is not None
    assert share.high is not None
    return share.high - share.low


def test_a_bootstrap_that_has_nothing_to_vary_claims_no_certainty():
    assert grouped_share([3, 3, 3], [3, 3, 3]) == wilson_share(9, 9)
    assert grouped_share([2], [3]) == wilson_share(2, 3)


def test_the_same_seed_gives_the_same_interval():
    hits, counts = [1, 2, 3, 0, 4], [4, 4, 4, 4, 4]

    assert grouped_share(hits, counts, seed=7) == grouped_share(hits, counts, seed=7)
