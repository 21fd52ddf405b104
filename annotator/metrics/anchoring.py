"""Do numbers on the screen pull judgements towards them? Two arms of one experiment, side by side.

Each annotation was made with the evidence shown or hidden, by a draw. Every measure is a ratio of sums (steps called
incorrect over labelled steps, seconds over annotations …), so that it can be drawn again: annotations of one
trajectory are not independent of each other, trajectories are, and the interval is the percentile bootstrap over
trajectories (Efron and Tibshirani 1993, ch. 13; resampling whole clusters as Cameron, Gelbach and Miller 2008 advise).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

REPLICATES: Final = 2_000
# Below this many annotations in either arm an interval says more about the draw than about people.
SMALLEST_N: Final = 50
# Replicates drawn at once: the whole matrix would take 160 MB for 10,000 trajectories.
_AT_ONCE: Final = 100


@dataclass(frozen=True, slots=True)
class ArmRow:
    """One annotation of an experiment. `labels` (those that count) and `rewards` have one entry per step, None where
    there is none.

    `seconds` is the active time (None: not measured). `rewards` is None where the scorer has nothing of the trajectory.
    """

    trajectory: int
    is_shown: bool
    labels: Sequence[int | None]
    scorable: Sequence[int]
    first_error: int | None
    seconds: float | None = None
    rewards: Sequence[float | None] | None = None


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with its 95 % interval; all None where there is nothing to count. `n` annotations of `trajectories`."""

    value: float | None
    low: float | None
    high: float | None
    n: int
    trajectories: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """One measure in both arms, and shown minus hidden.

    `verdict`: `too-few` (no conclusion), `differs` (the interval leaves out 0) or `no-difference-shown`, which is not
    the same as none.
    """

    measure: str
    shown: Estimate
    hidden: Estimate
    difference: Estimate
    verdict: str


@dataclass(frozen=True, slots=True)
class LabelScale:
    """What the labels of a protocol say: the values that a step can get, and which of them say that it is wrong."""

    values: frozenset[int]
    errors: frozenset[int]

    @property
    def lists_errors_only(self) -> bool:
        """Whether a step without a label is one that nobody called wrong, so that no share of labels means anything."""
        return bool(self.values) and self.values <= self.errors


# Numerator and denominator of one annotation; None where it says nothing about the measure.
Parts = tuple[float, float] | None


def compare_arms(rows: Sequence[ArmRow], *, scale: LabelScale, threshold: float | None, seed: int) -> list[Comparison]:
    """Every measure, in the order in which a page shows them. The same seed gives the same intervals.

    The first is `incorrect_share` (of all labels), or where labels only list errors `listed_steps` (per annotation).
    """
    called_wrong: tuple[str, Callable[[ArmRow], Parts]] = (
        ("listed_steps", lambda row: (float(_errors(row, scale)), 1.0))
        if scale.lists_errors_only
        else ("incorrect_share", lambda row: _incorrect(row, scale))
    )
    measures: Mapping[str, Callable[[ArmRow], Parts]] = {
        called_wrong[0]: called_wrong[1],
        "first_error_share": _has_first_error,
        "first_error_position": _position,
        "active_seconds": _seconds,
        "scorer_agreement": lambda row: None if threshold is None else _agreement(row, threshold, scale),
    }
    return [_compare(name, rows, parts_of, seed=seed) for name, parts_of in measures.items()]


def _errors(row: ArmRow, scale: LabelScale) -> int:
    return sum(label in scale.errors for label in row.labels)


def _incorrect(row: ArmRow, scale: LabelScale) -> Parts:
    labelled = sum(label is not None for label in row.labels)
    return (_errors(row, scale), labelled) if labelled else None


def _has_first_error(row: ArmRow) -> Parts:
    return (float(row.first_error is not None), 1.0)


def _position(row: ArmRow) -> Parts:
    """Scorable steps before the first error, as a share of all scorable steps: 0 is the first of them."""
    if row.first_error is None or row.first_error not in row.scorable:
        return None
    return (list(row.scorable).index(row.first_error) / len(row.scorable), 1.0)


def _seconds(row: ArmRow) -> Parts:
    return None if row.seconds is None else (row.seconds, 1.0)


def _agreement(row: ArmRow, threshold: float, scale: LabelScale) -> Parts:
    """Steps at which person and scorer both say "incorrect", or both do not; a reward strictly below the threshold is
    "incorrect". Where no step is said to be right (a first error alone, a list of errors) it is whether both have the
    same first error."""
    if row.rewards is None:
        return None
    judged = {i: reward < threshold for i, reward in enumerate(row.rewards) if reward is not None}
    if scale.values and not scale.lists_errors_only:
        both = [(row.labels[i] in scale.errors) == is_low for i, is_low in judged.items() if row.labels[i] is not None]
        return (sum(both), len(both)) if both else None
    if not judged:
        return None
    return (float(next((i for i, is_low in sorted(judged.items()) if is_low), None) == row.first_error), 1.0)


def _compare(name: str, rows: Sequence[ArmRow], parts_of: Callable[[ArmRow], Parts], *, seed: int) -> Comparison:
    counted = [(row, parts) for row in rows if (parts := parts_of(row)) is not None]
    places = {pk: place for place, pk in enumerate(sorted({row.trajectory for row, _ in counted}))}
    # One row per trajectory: numerator and denominator of the shown arm, then of the hidden one.
    sums = np.zeros((len(places), 4))
    for row, (over, under) in counted:
        at = 0 if row.is_shown else 2
        sums[places[row.trajectory], at : at + 2] += (over, under)
    drawn = _drawn(sums, seed=seed)
    arms = {is_shown: [row for row, _ in counted if row.is_shown == is_shown] for is_shown in (True, False)}
    shown = _estimate(_ratio(sums.sum(axis=0)[:2]), _ratio(drawn[:, :2]), arms[True])
    hidden = _estimate(_ratio(sums.sum(axis=0)[2:]), _ratio(drawn[:, 2:]), arms[False])
    gap = _ratio(sums.sum(axis=0)[:2]) - _ratio(sums.sum(axis=0)[2:])
    difference = _estimate(gap, _ratio(drawn[:, :2]) - _ratio(drawn[:, 2:]), [row for row, _ in counted])
    return Comparison(name, shown, hidden, difference, _verdict(shown, hidden, difference))


def _drawn(sums: NDArray[np.float64], *, seed: int) -> NDArray[np.float64]:
    """The four sums of each replicate: as many trajectories as there are, drawn with replacement."""
    count = len(sums)
    if count == 0:
        return np.empty((0, 4))
    generator, even = np.random.default_rng(seed), np.full(count, 1 / count)
    parts = [generator.multinomial(count, even, size=_AT_ONCE) @ sums for _ in range(REPLICATES // _AT_ONCE)]
    return np.concatenate(parts)


def _ratio(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    """Numerator over denominator; NaN where an arm is empty."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(sums[..., 0] / sums[..., 1])


def _estimate(value: NDArray[np.float64], drawn: NDArray[np.float64], rows: Sequence[ArmRow]) -> Estimate:
    trajectories = len({row.trajectory for row in rows})
    known = drawn[~np.isnan(drawn)]
    if np.isnan(value) or len(known) == 0:
        return Estimate(None, None, None, len(rows), trajectories)
    low, high = np.quantile(known, [0.025, 0.975])
    return Estimate(float(value), float(low), float(high), len(rows), trajectories)


def _verdict(shown: Estimate, hidden: Estimate, difference: Estimate) -> str:
    if min(shown.n, hidden.n) < SMALLEST_N or difference.low is None or difference.high is None:
        return "too-few"
    return "no-difference-shown" if difference.low <= 0 <= difference.high else "differs"
