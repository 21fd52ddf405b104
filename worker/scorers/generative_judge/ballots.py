"""One answer of a judge, read strictly: what it says of each step, or why it cannot be read."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Ballot:
    """`marks` by step index: 1 right, 0 wrong (of a rating: 1, 0, -1). A step that it does not speak of has none.

    `after` is the mark of the steps behind the last one that it speaks of, where others speak of them: the critique
    that found the first error at step 3 says that all is not well up to step 5. `missing` are steps that it should
    have spoken of.
    """

    marks: Mapping[int, float]
    explanations: Mapping[int, str] = field(default_factory=dict)
    after: float | None = None
    missing: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Unreadable:
    """`why` names what was found instead of an answer; `beginning` is how it begins."""

    why: str
    beginning: str
