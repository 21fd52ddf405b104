"""ProcessBench's measure of a scorer: does its first error fall on the step that people marked, or on none?

Follows the evaluation code of ProcessBench (Zheng et al. 2024): the predicted first error is the first step with a
reward *strictly* below the threshold. Two things are defined that it leaves open: a share of nothing is 0 (it gives
NaN), and a trajectory without any reward is counted apart and as wrong (it has none).
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final, Literal

from annotator.metrics.first_error import first_error_below


class Unjudged(Enum):
    """The prediction of a scorer that gave no reward at all. Not "no error": it is never right."""

    UNJUDGED = "unjudged"


UNJUDGED: Final = Unjudged.UNJUDGED

Prediction = int | None | Literal[Unjudged.UNJUDGED]
"""Index of the predicted first error, None for "no error", or UNJUDGED."""


@dataclass(frozen=True, slots=True)
class Case:
    """One trajectory with gold. `first_error` None is "no error"; trajectories whose gold is open are not cases.

    `rewards` has one entry per step, None where it was not judged; None in place of all where scoring failed or
    never happened. `first_step` is the first step that can be wrong, after a conversation's context.
    """

    source: str
    first_error: int | None
    rewards: Sequence[float | None] | None
    first_step: int = 0


@dataclass(frozen=True, slots=True)
class SourceResult:
    """All shares from 0 (never right) to 1. `f1` is the harmonic mean of both accuracies, so a scorer that always
    says the same has 0. `unjudged_count` of the `n` trajectories had no reward and count as wrong."""

    f1: float
    accuracy_error: float
    accuracy_correct: float
    n: int
    error_count: int
    correct_count: int
    unjudged_count: int


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Results by source, and the unweighted mean of their F1: 400 easy trajectories weigh as much as 1,000 hard."""

    mean_f1: float
    unjudged_count: int
    sources: Mapping[str, SourceResult]


def evaluate(cases: Iterable[Case], *, threshold: float) -> Evaluation:
    """How well "first reward below the threshold" finds the first error."""
    listed = list(cases)
    return evaluate_predictions(
        sources=[case.source for case in listed],
        gold=[case.first_error for case in listed],
        predicted=[predict(case.rewards, threshold=threshold) for case in listed],
    )


def predict(rewards: Sequence[float | None] | None, *, threshold: float) -> Prediction:
    """The first step with a reward strictly below the threshold. Unjudged steps are passed over; where no step was
    judged there is no prediction."""
    if not any(reward is not None and not math.isnan(reward) for reward in rewards or ()):
        return UNJUDGED
    return first_error_below(rewards or (), threshold=threshold)


def evaluate_predictions(
    *, sources: Sequence[str], gold: Sequence[int | None], predicted: Sequence[Prediction]
) -> Evaluation:
    """As `evaluate`, for predictions made in any way; the three sequences are parallel."""
    by_source: dict[str, list[tuple[int | None, Prediction]]] = {}
    for source, truth, guess in zip(sources, gold, predicted, strict=True):
        by_source.setdefault(source, []).append((truth, guess))
    results = {source: _result(pairs) for source, pairs in sorted(by_source.items())}
    return Evaluation(
        mean_f1=share(sum(result.f1 for result in results.values()), len(results)),
        unjudged_count=sum(result.unjudged_count for result in results.values()),
        sources=results,
    )


def share(part: float, whole: float) -> float:
    """part / whole, and 0 where the whole is 0."""
    return part / whole if whole else 0.0


def harmonic_mean(first: float, second: float) -> float:
    """0 where either is 0."""
    return share(2 * first * second, first + second)


def _result(pairs: Sequence[tuple[int | None, Prediction]]) -> SourceResult:
    with_error = [truth == guess for truth, guess in pairs if truth is not None]
    without = [guess is None for truth, guess in pairs if truth is None]
    accuracy_error = share(sum(with_error), len(with_error))
    accuracy_correct = share(sum(without), len(without))
    return SourceResult(
        f1=harmonic_mean(accuracy_error, accuracy_correct),
        accuracy_error=accuracy_error,
        accuracy_correct=accuracy_correct,
        n=len(pairs),
        error_count=len(with_error),
        correct_count=len(without),
        unjudged_count=sum(guess is UNJUDGED for _, guess in pairs),
    )
