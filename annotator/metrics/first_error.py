"""The first error that a scorer's rewards imply."""

from collections.abc import Sequence


def first_error_below(rewards: Sequence[float | None], *, threshold: float) -> int | None:
    """Index of the first reward strictly below the threshold (as ProcessBench's reference code has it); None if there
    is none. Steps that were not judged (None) are passed over."""
    return next((i for i, reward in enumerate(rewards) if reward is not None and reward < threshold), None)
