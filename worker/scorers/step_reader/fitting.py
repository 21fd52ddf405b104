"""What becomes of a trajectory that is longer than its model reads."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from worker.scorers.contract import ScorableTrajectory, Unscored
from worker.scorers.step_reader.configuration import Limits
from worker.scorers.step_reader.encoded import Encoded
from worker.scorers.step_reader.rendering import Renderer
from worker.scorers.step_reader.writing import CannotRender


@dataclass(frozen=True, slots=True)
class Fitted:
    """What is read of a trajectory; `because` says why that is not all of it, empty if it is."""

    encoded: Encoded
    because: str = ""


def fit(renderer: Renderer, trajectory: ScorableTrajectory, limits: Limits) -> Fitted | Unscored:
    """The trajectory as tokens, at most `limits.max_tokens` of them."""
    try:
        encoded = renderer.encode(trajectory)
        if length(encoded) <= limits.max_tokens:
            return Fitted(encoded)
        return _overflown(renderer, trajectory, encoded, limits)
    except CannotRender as reason:
        return Unscored(str(reason))


def length(encoded: Encoded) -> int:
    """Positions that the model needs to read all of it: a leaf stands behind its prefix."""
    return int(max([len(encoded.ids), *(encoded.leaves + 1)]))


def _overflown(
    renderer: Renderer, trajectory: ScorableTrajectory, encoded: Encoded, limits: Limits
) -> Fitted | Unscored:
    too_long = f"{length(encoded):,} tokens are more than the {limits.max_tokens:,} that this scorer reads"
    if limits.overflow == "skip":
        return Unscored(f"{too_long}.")
    if limits.overflow == "window":
        return _windowed(renderer, trajectory, limits, too_long)
    return _truncated(encoded, limits, too_long)


def _truncated(encoded: Encoded, limits: Limits, too_long: str) -> Fitted | Unscored:
    """All steps that end within the limit. What was read does not change by what is cut off: attention is causal."""
    ends = encoded.leaves if len(encoded.leaves) else encoded.reads
    count = _whole(encoded.steps, int(np.searchsorted(ends, limits.max_tokens)))
    if count == 0:
        return Unscored(f"{too_long}, and the first step does not end within them.")
    end = int(ends[count - 1]) + (0 if len(encoded.leaves) else 1)
    kept = replace(
        encoded,
        ids=encoded.ids[:end],
        reads=encoded.reads[:count],
        steps=encoded.steps[:count],
        leaves=encoded.leaves[:count],
    )
    last = int(encoded.steps[count - 1]) + 1
    return Fitted(kept, f"{too_long}: nothing after step {last} was read.")


def _whole(steps: NDArray[np.int64], count: int) -> int:
    """So many reads, or fewer: where a step has several, it is read whole or not at all."""
    while 0 < count < len(steps) and steps[count - 1] == steps[count]:
        count -= 1
    return count


def _windowed(renderer: Renderer, trajectory: ScorableTrajectory, limits: Limits, too_long: str) -> Fitted | Unscored:
    """The task and as many of the last messages as fit: fewer messages are never more tokens, so halving finds it."""
    total = len(trajectory.steps)
    fits, too_many = 0, min(limits.window_messages, total) + 1
    while too_many - fits > 1:
        count = (fits + too_many) // 2
        if length(renderer.encode(trajectory, first_message=total - count)) <= limits.max_tokens:
            fits = count
        else:
            too_many = count
    encoded = renderer.encode(trajectory, first_message=total - fits)
    if len(encoded.steps) == 0:
        return Unscored(f"{too_long}, and the task with the last step to judge does not fit either.")
    return Fitted(encoded, f"{too_long}: only the task and the last {fits} of {total} messages were read.")
