"""What a person changed after something was revealed to them. No Django here."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stood:
    """What was said at one moment. `labels` has one entry per step, None where unlabelled. `proposed` are the steps
    whose label is an accepted proposal of the desk; of what stood before a reveal nobody knows which were."""

    labels: Sequence[int | None]
    first_error: int | None
    no_error: bool
    proposed: frozenset[int] = frozenset()

    @property
    def says_something(self) -> bool:
        """Whether there is anything in it that could be changed."""
        return any(label is not None for label in self.labels) or self.first_error is not None or self.no_error


@dataclass(frozen=True, slots=True)
class Change:
    """`steps` had a label before and another (or none) after. `added` got their first label after: work that went on is
    no change of mind. `first_error` is true where one was named, or said not to be, and that is another now."""

    steps: list[int]
    added: list[int]
    first_error: bool

    @property
    def is_any(self) -> bool:
        """Whether anything that had been said is another now."""
        return bool(self.steps) or self.first_error


def change_between(before: Stood, after: Stood) -> Change:
    """What became of `before`. Steps whose label is an accepted proposal now are in neither list."""
    pairs = [
        (index, old, new)
        for index, (old, new) in enumerate(zip(before.labels, after.labels, strict=True))
        if index not in after.proposed
    ]
    had_named = before.first_error is not None or before.no_error
    return Change(
        steps=[index for index, old, new in pairs if old is not None and old != new],
        added=[index for index, old, new in pairs if old is None and new is not None],
        first_error=had_named and (before.first_error, before.no_error) != (after.first_error, after.no_error),
    )
