"""What a scorer gave for one trajectory, as plain values, and whether it fits that trajectory."""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

Numbers = Sequence[float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepEvidence:
    """Why a step got its reward; `start` and `end` are offsets into the step's text."""

    step_index: int
    kind: str
    verdict: str
    message: str
    start: int | None = None
    end: int | None = None
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredTrajectory:
    """What a scorer's main channel says about one trajectory: one entry per step of *all* steps, None where it was not
    judged. `further` are its other channels, by name.

    `content_hash` is the text that was read. `truncated_because` is empty unless the scorer could not read to the end.
    """

    trajectory_id: int
    content_hash: bytes
    rewards: Numbers
    margins: Numbers | None = None
    reliability: Numbers | None = None
    evidence: Sequence[StepEvidence] = ()
    truncated_because: str = ""
    further: Mapping[str, "ScoredTrajectory"] = field(default_factory=dict)


def misfit(scored: ScoredTrajectory, *, step_count: int, scorable: Sequence[int], content_hash: bytes) -> str | None:
    """Why this result cannot be the trajectory's; None when it fits."""
    if scored.content_hash != content_hash:
        return "The text that was scored is not the text that the trajectory has."
    for name in ("rewards", "margins", "reliability"):
        numbers: Numbers | None = getattr(scored, name)
        if numbers is not None and len(numbers) != step_count:
            return f"The scorer gave {len(numbers)} {name} for {step_count} steps."
    judged = {index for index, reward in enumerate(scored.rewards) if reward is not None}
    if not judged <= set(scorable):
        return f"The scorer gave a reward for step {min(judged - set(scorable))}, which is not one to judge."
    if any(not 0 <= evidence.step_index < step_count for evidence in scored.evidence):
        return "The scorer gave evidence for a step that does not exist."
    return _not_a_number(scored)


def to_real(number: float) -> float:
    """The nearest four-byte float, which is what the database keeps; too small becomes 0.

    Raises OverflowError for what is too large.
    """
    # Of a fixed byte order on purpose: in the machine's own struct makes infinity of what is too large.
    (rounded,) = struct.unpack("<f", struct.pack("<f", number))
    return float(rounded)


def _not_a_number(scored: ScoredTrajectory) -> str | None:
    for numbers in (scored.rewards, scored.margins or (), scored.reliability or ()):
        for index, number in enumerate(numbers):
            if number is not None and not _is_storable(number):
                return f"The scorer gave {number} for step {index}, which cannot be kept as a number."
    return None


def _is_storable(number: float) -> bool:
    try:
        return isfinite(to_real(number))
    except OverflowError:
        return False
