"""The beat beside long work."""

import threading
from datetime import timedelta

import pytest

from annotator.http.clock import now
from annotator.scoring.models import ScoreChunk
from annotator.scoring.services.chunks import renew_lease
from tests.factories.cast import make_team
from tests.factories.runs import chunks_of, claimed, make_run, make_scorer
from tests.factories.trajectories import make_trajectories
from tests.plugins.committed import committed
from worker.heartbeat import Heartbeat


def test_beats_until_the_work_ends() -> None:
    beats, enough = [], threading.Event()

    def beat() -> None:
        beats.append(1)
        if len(beats) == 3:
            enough.set()

    with Heartbeat(beat, every_s=0.001):
        assert enough.wait(10)
    count = len(beats)

    assert "heartbeat" not in {thread.name for thread in threading.enumerate()}
    assert len(beats) == count


def test_short_work_never_beats() -> None:
    beats: list[int] = []

    with Heartbeat(lambda: beats.append(1), every_s=60):
        pass

    assert beats == []


def test_a_beat_that_fails_leaves_the_work_alone() -> None:
    failed = threading.Event()

    def beat() -> None:
        failed.set()
        raise RuntimeError("the database is away")

    with Heartbeat(beat, every_s=0.001):
        assert failed.wait(10)


def test_work_that_fails_ends_the_beat() -> None:
    with pytest.raises(ValueError, match="work"), Heartbeat(lambda: None, every_s=0.001):
        raise ValueError("work")

    assert "heartbeat" not in {thread.name for thread in threading.enumerate()}


@committed
def test_keeps_a_lease_alive_over_a_connection_of_its_own() -> None:
    team = make_team()
    make_trajectories(team, 1)
    claim = claimed(chunks_of(make_run(team, make_scorer(team)))[0], now=now() - timedelta(minutes=5))
    renewed = threading.Event()

    def beat() -> None:
        renew_lease(claim=claim, now=now())
        renewed.set()

    with Heartbeat(beat, every_s=0.001):
        assert renewed.wait(10)

    lease = ScoreChunk.objects.get().lease_expires_at
    assert lease is not None
    assert lease > now()
