"""AgentProcessBench's measures of a judge: labels of single steps, and the first step labelled -1.

Follows its evaluation code: everything is pooled over trajectories (the row "AVG" is not a mean of sets), and a step
that the judge left out is a miss. In that code a judge that failed has no -1, hence "no error", hence a hit on every
trajectory without one; the strict variant beside it counts a failure as wrong.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from annotator.metrics.processbench import share


@dataclass(frozen=True, slots=True)
class LabelledCase:
    """One trajectory: gold labels per step (None where there is no gold) and a judge's, None in place of all where
    the judge failed or never saw it."""

    gold: Sequence[int | None]
    predicted: Sequence[int | None] | None


@dataclass(frozen=True, slots=True)
class StepEvaluation:
    """All accuracies from 0 to 1, 0 where there is nothing to count.

    `step_accuracy` is over gold steps, the others over trajectories: `trajectory_accuracy` for all gold steps right,
    `first_error_accuracy` for the same first -1 (or none in either), `strict_first_error_accuracy` with failures
    counted as wrong.
    """

    step_accuracy: float
    trajectory_accuracy: float
    first_error_accuracy: float
    strict_first_error_accuracy: float
    step_count: int
    trajectory_count: int
    failed_count: int


def evaluate_steps(cases: Iterable[LabelledCase]) -> StepEvaluation:
    """Pool all trajectories. Predictions longer or shorter than the gold are compared where both have a step."""
    listed = list(cases)
    hits = [_hits(case) for case in listed]
    same_first = [first_error_of(case.gold) == first_error_of(case.predicted or ()) for case in listed]
    judged = [case.predicted is not None for case in listed]
    same_and_judged = [same and known for same, known in zip(same_first, judged, strict=True)]
    step_count = sum(map(len, hits))
    return StepEvaluation(
        step_accuracy=share(sum(map(sum, hits)), step_count),
        trajectory_accuracy=share(sum(bool(found) and all(found) for found in hits), len(listed)),
        first_error_accuracy=share(sum(same_first), len(listed)),
        strict_first_error_accuracy=share(sum(same_and_judged), len(listed)),
        step_count=step_count,
        trajectory_count=len(listed),
        failed_count=judged.count(False),
    )


def first_error_of(labels: Sequence[int | None]) -> int | None:
    """Index of the first -1, None without one."""
    return next((index for index, label in enumerate(labels) if label == -1), None)


def _hits(case: LabelledCase) -> list[bool]:
    """For each gold step whether the judge says the same."""
    said = dict(enumerate(case.predicted or ()))
    return [said.get(index) == label for index, label in enumerate(case.gold) if label is not None]
