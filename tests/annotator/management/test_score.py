"""`manage.py score`, as somebody types it."""

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from annotator.scoring.models import RunStatus, ScoreChunk, ScoreRun, TrajectoryRewards
from annotator.trajectories.steps import Step
from tests.factories.cast import Team, make_team
from tests.factories.scoring import make_channel
from tests.factories.trajectories import make_trajectory
from tests.plugins.broker import empty_broker
from tests.plugins.committed import committed
from tests.plugins.services import TestServices
from webapp.env import REPOSITORY

pytestmark = committed
SUM = Step(text="3 + 4 = 7")


@pytest.fixture
def team(services: TestServices) -> Team:
    empty_broker()
    return make_team()


def score(services: TestServices, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", "score", *arguments],
        cwd=REPOSITORY,
        env=services.environment(),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def workers_of(pid: int) -> list[str]:
    """The processes that a process started."""
    return Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()


def answer(done: subprocess.CompletedProcess[str]) -> Any:
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.slow
def test_brings_its_own_worker_where_none_runs_and_says_so(services: TestServices, team: Team) -> None:
    for index in range(3):
        make_trajectory(team, f"t-{index}", steps=[SUM])

    done = score(services, "algebra", "--scorer", "equation-checker", "--wait", "--json")

    assert answer(done) == {
        "run": ScoreRun.objects.get().pk,
        "scorer": "equation-checker",
        "scored": 3,
        "unchanged": 0,
        "failed": 0,
        "truncated": 0,
        "reasons": {},
    }
    assert "No worker is running, so this command starts one" in done.stderr
    assert "3 of 3 trajectories" in done.stderr
    assert [row.rewards for row in TrajectoryRewards.objects.all()] == [[1.0]] * 3

    again = answer(score(services, "algebra", "--scorer", "equation-checker", "--wait", "--json"))

    assert (again["run"], again["scored"], again["unchanged"]) == (None, 0, 3)


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks for processes where Linux lists them")
def test_ctrl_c_cancels_the_run_and_leaves_no_worker_behind(services: TestServices, team: Team) -> None:
    for index in range(200):
        make_trajectory(team, f"t-{index}", steps=[SUM], with_slots=False)
    command = [sys.executable, "manage.py", "score", "algebra", "--scorer", "equation-checker", "--wait"]

    with subprocess.Popen(command, cwd=REPOSITORY, env=services.environment(), stderr=subprocess.PIPE, text=True) as p:
        assert p.stderr is not None
        told = [p.stderr.readline(), p.stderr.readline()]
        workers = workers_of(p.pid)
        p.send_signal(signal.SIGINT)
        told.append(p.stderr.read())

    run = ScoreRun.objects.get()
    assert (p.returncode, run.status) == (130, RunStatus.CANCELLED)
    assert f"Run {run.pk} is cancelled. What was scored is kept; the next run does the rest." in told[2]
    assert workers
    assert not [pid for pid in workers if Path(f"/proc/{pid}").exists()]


def test_without_wait_asks_and_goes(services: TestServices, team: Team) -> None:
    make_trajectory(team, "t-0", steps=[SUM])
    make_trajectory(team, "t-1", steps=[SUM])

    done = score(services, "algebra", "--scorer", "equation-checker", "--filter", "id:t-1")

    run = ScoreRun.objects.get()
    assert done.stdout == f"Run {run.pk} is asked for: 1 trajectories. Workers take it from here.\n"
    assert (run.status, ScoreChunk.objects.get().status) == (RunStatus.QUEUED, "SENT")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nowhere", "--scorer", "equation-checker"], "There is no project 'nowhere'."),
        (
            ["algebra", "--scorer", "oracle"],
            "There is no scorer 'oracle'; Assay can run: assay-small-prm, equation-checker",
        ),
        (["algebra", "--scorer", "prm"], "The rewards of 'prm' come from files"),
        (["algebra", "--scorer", "equation-checker", "--filter", "colour:red"], "There is no filter 'colour'"),
    ],
)
def test_says_what_is_wrong_and_leaves_standard_output_alone(
    services: TestServices, team: Team, arguments: list[str], sentence: str
) -> None:
    make_channel(team, "prm")

    done = score(services, *arguments, "--wait", "--json")

    assert (done.returncode, done.stdout) == (1, "")
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_says_so_when_the_broker_does_not_answer_and_keeps_the_run(services: TestServices, team: Team) -> None:
    make_trajectory(team, "t-0", steps=[SUM])
    environment = services.environment() | {"ASSAY_BROKER_URL": "redis://127.0.0.1:1/0"}

    done = subprocess.run(
        [sys.executable, "manage.py", "score", "algebra", "--scorer", "equation-checker", "--wait", "--json"],
        cwd=REPOSITORY, env=environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip

    run = ScoreRun.objects.get()
    assert (done.returncode, done.stdout) == (1, "")
    assert f"The broker does not answer. Run {run.pk} is kept" in done.stderr
    assert ScoreChunk.objects.get().status == "UNSENT"
