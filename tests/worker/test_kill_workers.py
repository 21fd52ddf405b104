"""The scenario of benchmarks/kill_workers.py, smaller: real workers with a real model, killed while they score."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.scoring.models import ScoreChunk, TrajectoryRewards
from annotator.trajectories.models import Trajectory
from benchmarks.kill_workers import faults, is_over, is_same, requested_run, trajectory, write_trajectories
from benchmarks.rough_workers import Roughness, Workers, disturb
from tests.plugins.broker import empty_broker
from tests.plugins.committed import committed
from tests.plugins.services import TestServices
from worker.presets import preset
from worker.scorers import registry
from worker.scorers.contract import ScorableStep, ScorableTrajectory, StepRewards

pytest.importorskip("torch")
pytestmark = [committed, pytest.mark.slow, pytest.mark.worker]
COUNT = 300


@pytest.fixture(autouse=True)
def _nothing_is_waiting(services: TestServices) -> Iterator[None]:
    empty_broker()
    yield
    empty_broker()


def rewards_of_an_undisturbed_reader() -> dict[str, tuple[float | None, ...]]:
    """What the model says of each, in one process, by external id."""
    rows = [trajectory(index) for index in range(COUNT)]
    reader = registry.load("step-reader", preset("assay-small-prm").configuration)
    results = reader.score(
        [ScorableTrajectory(row["problem"], tuple(map(ScorableStep, row["steps"])), (0, 1)) for row in rows]
    )
    return {
        row["id"]: result.rewards for row, result in zip(rows, results, strict=True) if isinstance(result, StepRewards)
    }


def test_two_kills_and_an_emptied_broker_lose_nothing_and_double_nothing(
    services: TestServices, tmp_path: Path
) -> None:
    file = tmp_path / "small.jsonl"
    write_trajectories(file, COUNT)
    run = requested_run("sums", file)

    with Workers(tmp_path, environment=services.environment()) as workers:
        first, second = workers.start("first"), workers.start("second")
        disturb(run, first, second, workers=workers, roughness=Roughness(is_hurried=True))
        workers.wait_until(lambda: is_over(run), "the end of the run")

    assert faults(run) == []
    assert TrajectoryRewards.objects.count() == Trajectory.objects.count() == COUNT
    assert ScoreChunk.objects.filter(run=run, attempts__gt=1).exists()  # both kills hit a chunk in the middle
    expected = rewards_of_an_undisturbed_reader()
    rows = dict(TrajectoryRewards.objects.values_list("trajectory__external_id", "rewards"))
    assert {name for name in expected if not is_same(expected[name], rows[name])} == set()
    assert len(expected) == COUNT
    provenance = TrajectoryRewards.objects.values_list("provenance__content", flat=True).distinct().get()
    assert json.loads(json.dumps(provenance))["dtype"] == "float32"
