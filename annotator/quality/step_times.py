"""How long an annotator looked at steps: active and idle time, and steps too fast to have been read. No Django.

Active time is what the desk counted while the step had the focus, the page was in sight and somebody was there. What is
left between claim and submission is idle. A step without a measure is unknown and never 0. Steps that were only passed
over (behind the first error, where the protocol stops there) are active time, and no step that took so long.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from annotator.metrics.intervals import Share, wilson_share

# Characters per second. People read some 25; whoever skims a text that they know gets to 50.
READING_SPEED: Final = 60.0
# Beyond these nobody reads: asked for, they are a slip.
SLOWEST: Final = 5
FASTEST: Final = 2_000
# Shorter steps are taken in at a glance, so no speed means anything.
SHORTEST: Final = 60


@dataclass(frozen=True, slots=True)
class TimedWork:
    """One annotation: the steps that it judges as (characters, active milliseconds or None), and the seconds from claim
    to submission (None: not known). `passed_over_ms` is the active time on the others."""

    steps: Sequence[tuple[int, int | None]]
    elapsed_s: float | None
    passed_over_ms: int = 0


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds. `active_s` and `idle_s` are sums over the annotations whose times are known, `per_step_s` and
    `per_trajectory_s` medians of active time; None where nothing was measured. `too_fast` is among the steps that are
    long enough to be read."""

    measured_steps: int
    measured_annotations: int
    active_s: float | None
    idle_s: float | None
    per_step_s: float | None
    per_trajectory_s: float | None
    too_fast: Share


def judged_steps(
    labels: Sequence[int | None], *, first_error: int | None, no_error: bool, scorable: Sequence[int]
) -> set[int]:
    """Steps that an annotation says something of: those that it labels, and all up to the first error, which had to be
    read to find it, also where its protocol labels none."""
    end = max(scorable, default=-1) if no_error else first_error
    return {index for index in scorable if labels[index] is not None or (end is not None and index <= end)}


def time_work(work: Sequence[TimedWork], *, reading_speed: float = READING_SPEED) -> Times:
    """`reading_speed` is in characters per second: whoever spends less on a step cannot have read it."""
    steps = [(length, ms) for one in work for length, ms in one.steps if ms is not None]
    timed = [(active, one.elapsed_s) for one in work if (active := _active_s(one)) is not None]
    known = [(active, elapsed) for active, elapsed in timed if elapsed is not None]
    readable = [(length, ms) for length, ms in steps if length >= SHORTEST]
    too_fast = sum(ms < 1000 * length / reading_speed for length, ms in readable)
    return Times(
        measured_steps=len(steps),
        measured_annotations=len(known),
        active_s=sum(active for active, _ in known) if known else None,
        idle_s=sum(max(0.0, elapsed - active) for active, elapsed in known) if known else None,
        per_step_s=median(ms for _, ms in steps) / 1000 if steps else None,
        per_trajectory_s=median(active for active, _ in timed) if timed else None,
        too_fast=wilson_share(too_fast, len(readable)),
    )


def _active_s(work: TimedWork) -> float | None:
    measured = [ms for _, ms in work.steps if ms is not None]
    return (sum(measured) + work.passed_over_ms) / 1000 if measured else None
