"""Which steps to continue from: all of them, or those that a binary search for the first error visits."""

from collections.abc import Generator, Sequence

Search = Generator[Sequence[int], Sequence[bool], None]
"""Yields places to continue from, 0 to the number of steps - 1, and is sent for each whether any continuation ended
right."""


def every_step(step_count: int) -> Search:
    """All places, whatever comes of them."""
    yield range(step_count)


def first_error_search(step_count: int) -> Search:
    """One place at a time, until the first without success is known.

    Assumes, as OmegaPRM does, that a solution that cannot end right any more never can again. The last step is asked
    first: if the whole solution ends right, nothing else is visited.
    """
    low, high = 0, step_count - 1
    if any((yield (high,))):
        return
    while low < high:
        middle = (low + high) // 2
        if any((yield (middle,))):
            low = middle + 1
        else:
            high = middle
