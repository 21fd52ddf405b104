"""One step in, one reward out: what most tests of the equation checker need."""

from worker.scorers.contract import ScorableStep, ScorableTrajectory, StepRewards
from worker.scorers.equation_checker import EquationChecker


def score_steps(*texts: str, problem: str = "", checker: EquationChecker | None = None) -> StepRewards:
    """The steps as one trajectory, all of them scorable."""
    trajectory = ScorableTrajectory(problem, tuple(map(ScorableStep, texts)), tuple(range(len(texts))))
    return (checker or EquationChecker()).score([trajectory])[0]


def reward_of(text: str, *, problem: str = "") -> float | None:
    """The reward of a trajectory's only step."""
    return score_steps(text, problem=problem).rewards[0]
