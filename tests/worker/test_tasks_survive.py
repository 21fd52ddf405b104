"""What a run survives: killed workers, an emptied broker, doubled messages, and another run of the same scorer."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from annotator.http.clock import now
from annotator.scoring.broker import connected
from annotator.scoring.models import (
    ChunkStatus,
    RewardEvidence,
    RewardStatus,
    RunStatus,
    ScoreChunk,
    Scorer,
    ScoreRun,
    TrajectoryRewards,
)
from annotator.scoring.queries import OPEN_RUNS, counts_of
from annotator.scoring.services.chunks import LEASE
from annotator.scoring.services.sending import SURELY_TAKEN_AFTER
from annotator.scoring.services.sweeping import sweep
from annotator.trajectories.models import Trajectory, TrajectoryText
from annotator.trajectories.steps import Step, content_hash, digest, to_json
from tests.factories.cast import NOON, Team, make_team
from tests.factories.runs import chunks_of, make_run, make_scorer
from tests.plugins.broker import empty_broker
from tests.plugins.committed import committed
from tests.plugins.services import TestServices
from tests.worker.processes import wait_for, worker_process

pytestmark = [committed, pytest.mark.slow]
COUNT = 300
# Late enough for every lease to have run out and for every message to be taken for lost.
LATER = max(LEASE, SURELY_TAKEN_AFTER) + timedelta(seconds=5)


@pytest.fixture(autouse=True)
def _nothing_is_waiting(services: TestServices) -> Iterator[None]:
    empty_broker()
    yield
    empty_broker()


@pytest.fixture
def team() -> Team:
    return make_team()


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "read.txt"


def make_many(team: Team, problems: list[str]) -> None:
    """Trajectories of two steps, in three statements."""
    steps = [Step(text="one"), Step(text="two")]
    rows = Trajectory.objects.bulk_create(
        Trajectory(
            project=team.project,
            source="tests",
            external_id=f"t-{index}",
            step_count=2,
            scorable=[0, 1],
            content_hash=content_hash(problem=problem, steps=steps),
            record_hash=digest(problem),
            imported_at=NOON,
        )
        for index, problem in enumerate(problems)
    )
    TrajectoryText.objects.bulk_create(
        TrajectoryText(trajectory=row, problem=problem, steps=[to_json(step) for step in steps])
        for row, problem in zip(rows, problems, strict=True)
    )


def make_slow_scorer(team: Team, log: Path, *, seconds: float = 0.02) -> Scorer:
    return make_scorer(team, "counting", configuration={"log": str(log), "seconds": seconds})


def is_over(run: ScoreRun) -> bool:
    run.refresh_from_db()
    return run.status not in OPEN_RUNS


def recorded() -> int:
    return TrajectoryRewards.objects.count()


def assert_each_has_one_reward(count: int = COUNT) -> None:
    rows = TrajectoryRewards.objects.filter(is_current=True, status=RewardStatus.OK)
    assert Counter(rows.values_list("trajectory_id", flat=True)) == dict.fromkeys(
        Trajectory.objects.values_list("pk", flat=True), 1
    )
    assert rows.count() == TrajectoryRewards.objects.count() == count
    assert RewardEvidence.objects.count() == count


def test_a_worker_killed_in_the_middle_loses_nothing_and_doubles_nothing(
    services: TestServices, team: Team, log: Path
) -> None:
    make_many(team, [f"problem {index}" for index in range(COUNT)])
    run = make_run(team, make_slow_scorer(team, log), at=now())
    with worker_process(services) as worker:
        wait_for(lambda: recorded() >= 40, "the first rewards")
        worker.kill()
    kept = set(TrajectoryRewards.objects.values_list("trajectory__text__problem", flat=True))
    assert 40 <= len(kept) < COUNT
    assert not is_over(run)

    sweep(now=now() + LATER)
    with worker_process(services):
        wait_for(lambda: is_over(run), "the end of the run")

    assert run.status == RunStatus.FINISHED
    assert_each_has_one_reward()
    counts = counts_of([run], now=now())[run.pk]
    assert (counts.total, counts.done, counts.ok, counts.failed, counts.unchanged) == (COUNT, COUNT, COUNT, 0, 0)
    read = Counter(log.read_text(encoding="utf-8").splitlines())
    assert {problem: read[problem] for problem in kept} == dict.fromkeys(kept, 1)


def test_an_emptied_broker_costs_nothing(services: TestServices, team: Team, log: Path) -> None:
    make_many(team, [f"problem {index}" for index in range(COUNT)])
    run = make_run(team, make_slow_scorer(team, log, seconds=0.0), at=now())
    assert {chunk.status for chunk in chunks_of(run)} == {ChunkStatus.SENT}
    empty_broker()

    assert sweep(now=now() + LATER).sent == len(chunks_of(run))
    with worker_process(services):
        wait_for(lambda: is_over(run), "the end of the run")

    assert run.status == RunStatus.FINISHED
    assert_each_has_one_reward()


def connected_processes() -> set[int]:
    """The server's processes that serve this test database now, one for each connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
        return {pid for (pid,) in cursor.fetchall()}


def test_a_database_that_drops_every_connection_costs_a_try_and_nothing_else(
    services: TestServices, team: Team, log: Path
) -> None:
    make_many(team, [f"problem {index}" for index in range(COUNT)])
    run = make_run(team, make_slow_scorer(team, log), at=now())
    ours = connected_processes()
    with worker_process(services) as worker:
        wait_for(lambda: recorded() >= 40, "the first rewards")
        # Not those that wait in this process for the tests to come.
        theirs = connected_processes() - ours
        assert len(theirs) >= 2  # two processes were at work
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pid) FROM unnest(%s::int[]) AS pid", [sorted(theirs)])
        wait_for(lambda: "could not be worked on" in worker.log(), "the news of it")
        assert not is_over(run)
        sweep(now=now() + LATER)
        wait_for(lambda: is_over(run), "the end of the run")

    assert run.status == RunStatus.FINISHED
    assert_each_has_one_reward()


def test_messages_that_come_several_times_are_worked_on_once(services: TestServices, team: Team, log: Path) -> None:
    make_many(team, [f"problem {index}" for index in range(COUNT)])
    run = make_run(team, make_slow_scorer(team, log, seconds=0.005), at=now())
    with connected() as broker:
        for _ in range(3):
            for chunk in chunks_of(run):
                broker.send_chunk(chunk.pk, queue="cpu")

        with worker_process(services):
            wait_for(lambda: is_over(run) and broker.count_waiting("cpu") == 0, "the end of the run")

    assert_each_has_one_reward()
    assert set(ScoreChunk.objects.values_list("status", "attempts")) == {(ChunkStatus.DONE, 1)}
    assert Counter(Counter(log.read_text(encoding="utf-8").splitlines()).values()) == {1: COUNT}


def test_two_runs_of_one_scorer_at_once_end_with_one_reward_each(services: TestServices, team: Team, log: Path) -> None:
    make_many(team, [f"problem {index}" for index in range(COUNT)])
    scorer = make_slow_scorer(team, log, seconds=0.002)
    runs = [make_run(team, scorer, at=now()) for _ in range(2)]

    with worker_process(services):
        wait_for(lambda: all(is_over(run) for run in runs), "the end of both runs")

    assert_each_has_one_reward()
    first, second = counts_of(runs, now=now()).values()
    assert first.ok + second.ok == COUNT
    assert (first.ok + first.unchanged, second.ok + second.unchanged) == (COUNT, COUNT)


def test_a_trajectory_that_kills_the_process_fails_alone(services: TestServices, team: Team, log: Path) -> None:
    make_many(team, [f"problem {index}" if index != 7 else "deadly" for index in range(20)])
    run = make_run(team, make_slow_scorer(team, log, seconds=0.0), at=now())

    with worker_process(services) as worker:
        for death in range(1, 5):  # in a batch, from the front, from the back, and alone
            wait_for(lambda death=death: deaths(log) == death, f"death {death}")  # type: ignore[misc]
            wait_for(lambda death=death: worker.log().count("signal 9") >= death, "the news of it")  # type: ignore[misc]
            sweep(now=now() + LATER)

    assert is_over(run)
    counts = counts_of([run], now=now())[run.pk]
    assert (counts.ok, counts.failed) == (19, 1)
    failed = TrajectoryRewards.objects.get(status=RewardStatus.FAILED)
    assert failed.trajectory.external_id == "t-7"
    assert "ran out of memory" in failed.reason


def deaths(log: Path) -> int:
    return log.read_text(encoding="utf-8").splitlines().count("deadly") if log.exists() else 0
