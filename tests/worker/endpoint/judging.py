"""A judge over a server of ours, for these tests."""

from typing import Any

from tests.worker.endpoint.server import Reply, Server, in_turn, serving
from tests.worker.endpoint.trajectories import hurried, solution
from worker.scorers.contract import (
    ScorableTrajectory,
    StepRewards,
    Unscored,
)
from worker.scorers.generative_judge.judge import GenerativeJudge

THREE = solution("2 and 3 are given.", "2 + 3 = 6.", "So it is 6.")
VOTES = {"n": 4, "temperature": 1.0}


def judge(server: Server, template: str = "processbench-critique-1", **settings: Any) -> GenerativeJudge:
    endpoint = server.endpoint(**settings.pop("endpoint", {}))
    return GenerativeJudge(endpoint=endpoint, template=template, connect=hurried(), **settings)


def judged(reply: Reply, trajectory: ScorableTrajectory = THREE, **settings: Any) -> StepRewards | Unscored:
    with serving(in_turn(reply)) as server:
        (result,) = judge(server, **settings).score([trajectory])
    return result
