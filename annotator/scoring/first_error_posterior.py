"""Where the first error is, by a scorer that gives P(step correct): a distribution over steps and "no error".

p(first error = k) = (1 - s_k) * prod(s_j for j < k) and p(none) = prod(s_j): the parts of one whole, so nothing has
to be normalised. Only rewards that are probabilities of correctness may go in.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FirstErrorPosterior:
    """`by_step[i]` is P(first error = i), 0.0 for steps that were not judged; `none` is P(no error)."""

    by_step: tuple[float, ...]
    none: float


def first_error_posterior(rewards: Sequence[float | None]) -> FirstErrorPosterior | None:
    """The posterior of one trajectory; None when no step was judged. Rewards outside 0..1 raise ValueError."""
    judged = [reward for reward in rewards if reward is not None]
    if not judged:
        return None
    if not all(0.0 <= reward <= 1.0 for reward in judged):
        raise ValueError("A first-error posterior needs probabilities between 0 and 1.")
    survived, by_step = 1.0, []
    for reward in rewards:
        by_step.append(0.0 if reward is None else survived * (1.0 - reward))
        survived *= 1.0 if reward is None else reward
    return FirstErrorPosterior(by_step=tuple(by_step), none=survived)
