"""Shares with their uncertainty: Wilson's interval where units are independent, a bootstrap where they are not."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final

import numpy as np

# Two-sided, 95 percent.
Z: Final = 1.959963984540054
REPLICATES: Final = 1_000


@dataclass(frozen=True, slots=True)
class Share:
    """`hits` of `count`, from 0 to 1, and the 95 % interval around it. All three are None where nothing was counted."""

    hits: int
    count: int
    value: float | None
    low: float | None
    high: float | None


NOTHING: Final = Share(0, 0, None, None, None)


def wilson_share(hits: int, count: int) -> Share:
    """Wilson's score interval (1927), which stays inside 0 to 1 and is honest at the ends and for few units."""
    if count == 0:
        return NOTHING
    centre, margin = _wilson(hits, count, Z)
    # What rounding leaves at the ends is cut off: no error at all is exactly 1.
    low = 0.0 if hits == 0 else max(0.0, centre - margin)
    return Share(hits, count, hits / count, low, 1.0 if hits == count else min(1.0, centre + margin))


def lower_bound(hits: int, count: int, *, z: float) -> float:
    """Wilson's bound on one side: the true share lies above it as surely as `z` standard deviations say. 0 of nothing
    is 0."""
    if hits == 0:
        return 0.0
    centre, margin = _wilson(hits, count, z)
    return max(0.0, centre - margin)


def _wilson(hits: int, count: int, z: float) -> tuple[float, float]:
    share, square = hits / count, z * z / count
    margin = z * sqrt(share * (1 - share) / count + square / (4 * count)) / (1 + square)
    return (share + square / 2) / (1 + square), margin


def grouped_share(hits: Sequence[int], counts: Sequence[int], *, seed: int = 0) -> Share:
    """A share over units that come in groups (steps in trajectories), whose groups alone are independent.

    The interval is the percentile bootstrap over groups, with Wilson's over all units where it has nothing to vary (one
    group, or all alike): drawing from what never differs would claim certainty. `seed` makes it repeatable.
    """
    total, count = sum(hits), sum(counts)
    plain = wilson_share(total, count)
    filled = [(hit, size) for hit, size in zip(hits, counts, strict=True) if size]
    if plain.value is None or len(filled) < 2 or len({hit / size for hit, size in filled}) < 2:
        return plain
    groups = np.asarray(filled, dtype=np.float64)
    drawn = np.random.default_rng(seed).multinomial(len(groups), np.full(len(groups), 1 / len(groups)), size=REPLICATES)
    resampled = drawn @ groups
    low, high = np.quantile(resampled[:, 0] / resampled[:, 1], [0.025, 0.975])
    return Share(total, count, plain.value, float(low), float(high))
