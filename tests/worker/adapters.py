"""Scorers for tests: small, real, and each with one habit that workers must live with."""

import os
import signal
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final

from worker.scorers.contract import Evidence, ScorableTrajectory, ScorerUnavailable, StepRewards, Unscored

ADAPTERS: Final = {
    "counting": "tests.worker.adapters:Counting",
    "short": "tests.worker.adapters:Short",
    "broken": "tests.worker.adapters:Broken",
    "choosy": "tests.worker.adapters:Choosy",
    "away": "tests.worker.adapters:Away",
    "examiner": "tests.worker.adapters:Examiner",
}


class Plain:
    """What most scorers here say of themselves."""

    batch_size: int = 16
    provenance: Mapping[str, str] = MappingProxyType({})


class Counting(Plain):
    """Rewards 1.0 and one piece of evidence per trajectory; writes down each problem that it reads.

    A problem with the word "poison" raises, one with "deadly" kills the process as a lack of memory would.
    """

    def __init__(self, *, log: str = "", seconds: float = 0.0) -> None:
        self._log = Path(log) if log else None
        self._seconds = seconds

    def score(self, batch: Sequence[ScorableTrajectory]) -> list[StepRewards | Unscored]:
        return [self._score(trajectory) for trajectory in batch]

    def _score(self, trajectory: ScorableTrajectory) -> StepRewards:
        if self._log is not None:
            with self._log.open("a", encoding="utf-8") as log:
                log.write(f"{trajectory.problem}\n")
        time.sleep(self._seconds)
        if "poison" in trajectory.problem:
            raise ValueError(f"cannot bear \x00 this: {trajectory.problem}")
        if "deadly" in trajectory.problem:
            os.kill(os.getpid(), signal.SIGKILL)
        rewards = tuple(1.0 if index in trajectory.scorable else None for index in range(len(trajectory.steps)))
        return StepRewards(rewards, evidence=(Evidence(trajectory.scorable[0], "count", "supports", "it is one"),))


class Short(Plain):
    """Breaks its contract: one result too few, and one reward too few for a single trajectory."""

    def score(self, batch: Sequence[ScorableTrajectory]) -> list[StepRewards | Unscored]:
        if len(batch) > 1:
            return [StepRewards((1.0,))]
        return [StepRewards((1.0,) * (len(batch[0].steps) - 1))]


class Broken(Plain):
    """Cannot be built: its weights are not there."""

    def __init__(self) -> None:
        raise FileNotFoundError("no weights here")


class Choosy(Plain):
    """Leaves out problems with the word "long", reads two steps of the others, and says on what it ran."""

    provenance: Mapping[str, str] = MappingProxyType({"dtype": "float32"})

    def score(self, batch: Sequence[ScorableTrajectory]) -> list[StepRewards | Unscored]:
        return [self._score(trajectory) for trajectory in batch]

    def _score(self, trajectory: ScorableTrajectory) -> StepRewards | Unscored:
        if "long" in trajectory.problem:
            return Unscored("4,097 tokens \x00 are more than 4,096.")
        rest = (None,) * (len(trajectory.steps) - 2)
        further = {"redundancy": StepRewards((0.5, 0.5, *rest))}
        return StepRewards((1.0, 1.0, *rest), truncated_because="It read two steps." if rest else "", further=further)


class Away(Plain):
    """Its server does not answer."""

    def score(self, batch: Sequence[ScorableTrajectory]) -> list[StepRewards | Unscored]:
        raise ScorerUnavailable("The server is away: start it.")


class Examiner(Plain):
    """Rewards the steps that are the reference answer, word for word; leaves out what has none."""

    def score(self, batch: Sequence[ScorableTrajectory]) -> list[StepRewards | Unscored]:
        return [self._score(trajectory) for trajectory in batch]

    def _score(self, trajectory: ScorableTrajectory) -> StepRewards | Unscored:
        if trajectory.reference_answer is None:
            return Unscored("There is no reference answer.")
        return StepRewards(tuple(float(step.text == trajectory.reference_answer) for step in trajectory.steps))
