"""The second reading of a bidirectional scorer: the same trajectory from its last step to its first (BiPRM).

A step that looks right after what came before it may look wrong beside what follows. The two readings are kept as two
channels: how to merge them is for whoever uses them.
"""

from dataclasses import replace

from worker.scorers.contract import ScorableTrajectory, StepRewards, Unscored

CHANNEL = "reversed"


def backwards(trajectory: ScorableTrajectory) -> ScorableTrajectory:
    """The last step first; the problem stays in front."""
    last = len(trajectory.steps) - 1
    return replace(
        trajectory,
        steps=trajectory.steps[::-1],
        scorable=tuple(last - index for index in reversed(trajectory.scorable)),
    )


def with_backwards(forwards: StepRewards | Unscored, backwards_read: StepRewards | Unscored) -> StepRewards | Unscored:
    """What was read of a trajectory and of its `backwards`, as one result. What could not be read backwards is a
    missing channel, and the reason is told as a truncation."""
    if isinstance(forwards, Unscored):
        return forwards
    if isinstance(backwards_read, Unscored):
        because = forwards.truncated_because or f"Backwards nothing was read: {backwards_read.reason}"
        return replace(forwards, truncated_because=because)
    further = {CHANNEL: _turned(backwards_read)}
    further |= {f"{CHANNEL}-{name}": _turned(other) for name, other in backwards_read.further.items()}
    return replace(forwards, further={**forwards.further, **further})


def _turned(read: StepRewards) -> StepRewards:
    return StepRewards(
        rewards=read.rewards[::-1],
        margins=None if read.margins is None else read.margins[::-1],
        reliability=None if read.reliability is None else read.reliability[::-1],
        truncated_because=read.truncated_because,
    )
