"""Where somebody stands in a qualification, from what they got right so far. No Django here."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rules:
    """`threshold` of the units of `minimum` trajectories must be right, in one of `attempts` tries."""

    threshold: float
    minimum: int
    attempts: int


@dataclass(frozen=True, slots=True)
class Standing:
    """`attempt` counts from 1; `done` trajectories of it are in. `shares` are what finished attempts came to."""

    attempt: int
    done: int
    shares: tuple[float, ...]
    has_passed: bool
    has_failed: bool


def standing(answers: Sequence[tuple[int, int]], rules: Rules) -> Standing:
    """`answers` are (right units, units) per trajectory, in the order of submission. The first attempt that reaches the
    threshold passes, whatever came after it; one without any unit reaches nothing."""
    shares: list[float] = []
    for start in range(0, rules.minimum * rules.attempts, rules.minimum):
        part = answers[start : start + rules.minimum]
        if len(part) < rules.minimum:
            return Standing(len(shares) + 1, len(part), tuple(shares), has_passed=False, has_failed=False)
        units = sum(count for _, count in part)
        shares.append(sum(right for right, _ in part) / units if units else 0.0)
        if shares[-1] >= rules.threshold:
            return Standing(len(shares), rules.minimum, tuple(shares), has_passed=True, has_failed=False)
    return Standing(rules.attempts, rules.minimum, tuple(shares), has_passed=False, has_failed=True)
