"""Trajectories and connections for these tests."""

from collections.abc import Callable, Mapping, Sequence

from worker.scorers.contract import ScorableStep, ScorableTrajectory, StepRewards, Unscored
from worker.scorers.endpoint.connection import Connection
from worker.scorers.endpoint.endpoint_settings import EndpointSettings


def solution(*texts: str, problem: str = "What is 2 + 3?", answer: str | None = None) -> ScorableTrajectory:
    steps = tuple(ScorableStep(text) for text in texts)
    return ScorableTrajectory(problem, steps, tuple(range(len(steps))), reference_answer=answer)


def hurried(
    waits: list[float] | None = None, environ: Mapping[str, str] | None = None
) -> Callable[[EndpointSettings], Connection]:
    """Connections that never really wait; `waits` collects how long they would have."""
    slept: list[float] = [] if waits is None else waits
    return lambda settings: Connection(settings, environ=environ or {}, sleep=slept.append)


def scored(result: StepRewards | Unscored) -> StepRewards:
    assert isinstance(result, StepRewards), result
    return result


def unscored(result: StepRewards | Unscored) -> str:
    assert isinstance(result, Unscored), result
    return result.reason


def rewards_of(results: Sequence[StepRewards | Unscored]) -> list[tuple[float | None, ...]]:
    return [scored(result).rewards for result in results]
