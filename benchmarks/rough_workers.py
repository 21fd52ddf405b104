"""Model workers as processes of their own, and ways to be rough with them while they score."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self

from webapp.env import REPOSITORY

if TYPE_CHECKING:
    from annotator.scoring.models import ScoreRun

PATIENCE_S: Final = 900.0
SWEEP_EVERY_S: Final = 2.0


@dataclass(frozen=True, slots=True)
class Roughness:
    """`shares` of the run after which a worker is killed. `is_hurried`: leases and messages are made old instead of
    waiting for the clock, and the other worker rests while the one to be killed starts, so that of a few trajectories
    some are left for it."""

    shares: tuple[float, float] = (0.2, 0.5)
    is_hurried: bool = False


class Worker:
    """One `celery worker` that scores in its own process on one thread, in a session of its own."""

    def __init__(self, name: str, *, environment: Mapping[str, str], log: Path) -> None:
        self.name = name
        self._log = log
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                _command(name),
                env={**environment, "DJANGO_SETTINGS_MODULE": "webapp.settings", "OMP_NUM_THREADS": "1"},
                cwd=REPOSITORY,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def kill(self) -> None:
        """kill -9."""
        self._signal(signal.SIGKILL)
        self._process.wait()

    def rest(self) -> None:
        """It stands still where it is."""
        self._signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """After a rest."""
        self._signal(signal.SIGCONT)

    def check(self) -> None:
        """It must be alive."""
        if self._process.poll() is not None:
            raise RuntimeError(f"The worker {self.name} ended by itself:\n{self.log()[-3_000:]}")

    def log(self) -> str:
        """What it wrote."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    def _signal(self, number: signal.Signals) -> None:
        if self._process.poll() is None:
            os.killpg(self._process.pid, number)


class Workers:
    """Those that work at the moment. While something is waited for, the sweep goes on, as beat would have it."""

    def __init__(self, folder: Path, *, environment: Mapping[str, str]) -> None:
        self._folder = folder
        self._environment = environment
        self._there: list[Worker] = []
        self._swept = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        for worker in self._there:
            worker.kill()

    def start(self, name: str) -> Worker:
        """One more."""
        worker = Worker(name, environment=self._environment, log=self._folder / f"worker-{name}.log")
        self._there.append(worker)
        return worker

    def kill(self, worker: Worker) -> None:
        """kill -9 this one."""
        worker.kill()
        self._there.remove(worker)

    def wait_until(self, condition: Callable[[], bool], what: str) -> None:
        """Look until it is so, and sweep every now and then. Fails after a quarter of an hour."""
        until = time.monotonic() + PATIENCE_S
        while not condition():
            if time.monotonic() > until:
                raise TimeoutError(f"Waited {PATIENCE_S:.0f} s in vain for {what}.")
            for worker in self._there:
                worker.check()
            self._sweep()
            time.sleep(0.02)

    def _sweep(self) -> None:
        from annotator.http.clock import now
        from annotator.scoring.services.sweeping import sweep

        if time.monotonic() - self._swept > SWEEP_EVERY_S:
            sweep(now=now())
            self._swept = time.monotonic()


def disturb(run: "ScoreRun", first: Worker, second: Worker, *, workers: Workers, roughness: Roughness) -> None:
    """Kill the first worker in the middle of a chunk, empty the broker, start it anew, and kill it again."""
    early, late = (round(share * run.trajectory_count) for share in roughness.shares)
    _kill_in_a_chunk(run, first, second, workers=workers, roughness=roughness, at_least=early)
    _empty_broker(roughness)
    kept = recorded(run)
    workers.wait_until(lambda: recorded(run) > kept, "results of the worker that is left")
    third = workers.start(f"{first.name}-again")
    _kill_in_a_chunk(run, third, second, workers=workers, roughness=roughness, at_least=late)


def recorded(run: "ScoreRun") -> int:
    """How many results there are."""
    from annotator.scoring.models import TrajectoryRewards

    return TrajectoryRewards.objects.filter(run=run).count()


def _kill_in_a_chunk(
    run: "ScoreRun", worker: Worker, other: Worker, *, workers: Workers, roughness: Roughness, at_least: int
) -> None:
    """While the other one rests, whatever chunk goes on is this one's: that is the moment."""
    if not roughness.is_hurried:
        workers.wait_until(lambda: "succeeded in" in worker.log(), f"a chunk of {worker.name}")
        workers.wait_until(lambda: recorded(run) >= at_least, f"{at_least} results")
    other.rest()
    before = _progress(run)
    workers.wait_until(lambda: _has_stopped_in_a_chunk(run, worker, before), "a chunk in the middle of which to kill")
    workers.kill(worker)
    other.go_on()
    if roughness.is_hurried:
        _lapse(_going_on(before, _progress(run)))


def _has_stopped_in_a_chunk(run: "ScoreRun", worker: Worker, before: dict[int, tuple[int, int]]) -> bool:
    """A look at a worker that stands still: it stays so in the middle of a chunk, and goes on otherwise."""
    if recorded(run) == run.trajectory_count:
        raise RuntimeError("The run was over before a worker could be killed in it: take more trajectories.")
    worker.rest()
    if _going_on(before, _progress(run)):
        return True
    worker.go_on()
    return False


def _progress(run: "ScoreRun") -> dict[int, tuple[int, int]]:
    """Of each chunk that is held: how many of its trajectories have results, and how many it has."""
    from annotator.scoring.models import ChunkStatus, ScoreChunk, TrajectoryRewards

    chunks = dict(ScoreChunk.objects.filter(run=run, status=ChunkStatus.CLAIMED).values_list("pk", "trajectory_ids"))
    done = set(TrajectoryRewards.objects.filter(run=run).values_list("trajectory", flat=True))
    return {pk: (len(done.intersection(ids)), len(ids)) for pk, ids in chunks.items()}


def _going_on(before: dict[int, tuple[int, int]], after: dict[int, tuple[int, int]]) -> list[int]:
    """Chunks that are half done, and were less so before."""
    return [pk for pk, (done, size) in after.items() if before.get(pk, (0, 0))[0] < done < size]


def _lapse(chunk_ids: list[int]) -> None:
    from annotator.http.clock import now
    from annotator.scoring.models import ScoreChunk

    ScoreChunk.objects.filter(pk__in=chunk_ids).update(lease_expires_at=now() - timedelta(seconds=1))


def _empty_broker(roughness: Roughness) -> None:
    """As a broker that starts anew: whoever waited for a message waits for one that never comes."""
    from celery import current_app
    from django.db.models import F

    from annotator.scoring.models import ChunkStatus, ScoreChunk
    from annotator.scoring.services.sending import SURELY_TAKEN_AFTER

    with current_app.connection_for_write() as connection:
        channel: Any = connection.default_channel
        channel.client.flushdb()
    if roughness.is_hurried:
        waiting = ScoreChunk.objects.filter(status=ChunkStatus.SENT)
        waiting.update(sent_at=F("sent_at") - SURELY_TAKEN_AFTER)


def _command(name: str) -> list[str]:
    return [
        *(sys.executable, "-m", "celery", "-A", "webapp", "worker", "-Q", "gpu", "--pool", "solo"),
        *("-I", "worker.tasks", "-n", f"{name}@%h", "--without-gossip", "--without-mingle", "-l", "INFO"),
    ]
