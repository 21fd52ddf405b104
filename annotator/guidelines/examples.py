"""Worked examples as a guideline version stores them. No Django here.

A text example is prose. A step example names a step of a trajectory of the project with its right label: it holds
numbers only, since content never changes.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

MOST_EXAMPLES: Final = 50


@dataclass(frozen=True, slots=True)
class Example:
    """One worked example. `body` is Markdown: the example itself, or why the step has that label."""

    id: str
    title: str
    body: str
    trajectory: int | None = None
    step_index: int | None = None
    label: int | None = None

    @property
    def is_step(self) -> bool:
        """Whether it shows a step of a trajectory."""
        return self.trajectory is not None


def to_json(examples: Iterable[Example]) -> list[dict[str, Any]]:
    """The stored form."""
    return [asdict(example) for example in examples]


def from_json(stored: Sequence[Mapping[str, Any]]) -> list[Example]:
    """Inverse of `to_json`."""
    return [Example(**example) for example in stored]


def trajectories_of(examples: Iterable[Example]) -> list[int]:
    """The trajectories that the examples show, each once."""
    return list(dict.fromkeys(example.trajectory for example in examples if example.trajectory is not None))
