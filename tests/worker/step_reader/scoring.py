"""What tests ask a reader for, and get as plain numbers."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tests.worker.step_reader.tiny_models import TEXTS, trajectory
from worker.scorers.contract import ScorableTrajectory, Scorer, StepRewards


def scored(reader: Scorer, batch: Sequence[ScorableTrajectory]) -> list[StepRewards]:
    """What the reader says of each; it must leave none out."""
    found = reader.score(batch)
    rewards = [one for one in found if isinstance(one, StepRewards)]
    assert len(rewards) == len(batch), found
    return rewards


def scored_one(reader: Scorer, question: str, steps: Sequence[str]) -> StepRewards:
    (found,) = scored(reader, [trajectory(question, steps)])
    return found


def margins(found: StepRewards) -> NDArray[np.float64]:
    """float64 [steps], nan where nothing was read."""
    assert found.margins is not None
    return np.array(found.margins, dtype=np.float64)


def all_margins(reader: Scorer) -> NDArray[np.float64]:
    """Of the texts of the tests, one after the other."""
    return np.concatenate([margins(found) for found in scored(reader, [trajectory(*text) for text in TEXTS])])
