"""What is said of one statement."""

from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class Judgement:
    """`doubts`: it looks false, but there is a reason not to say so; the step cannot be called right either.
    `rounded` are literals that turned out to be rounded results: later steps may compute with them."""

    verdict: Literal["supports", "contradicts", "doubts"]
    kind: Literal["arithmetic", "comparison", "identity"]
    message: str
    details: dict[str, str] = field(default_factory=dict)
    rounded: frozenset[str] = frozenset()
