"""A Celery worker for as long as one command needs it, where no other serves the queue."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from django.conf import settings

from annotator.scoring.broker import connected
from annotator.scoring.catalogue import CPU
from webapp.bootstrap.packages import worker_environment
from webapp.embedded.child import Program, stop_child, tail_of
from webapp.env import REPOSITORY

ANSWER_WITHIN_S: Final = 1.0
# Warm first (the chunk in hand is finished), then cold; a lease covers whatever is killed.
STOP: Final = ((signal.SIGTERM, 20.0), (signal.SIGQUIT, 5.0))


class NoModelWorkers(Exception):
    """The queue is for models, and their environment is not installed here."""


class WorkerStopped(Exception):
    """The worker that was started for the command ended by itself; the message has the end of its log."""


@dataclass(frozen=True, slots=True)
class ServingWorker:
    """Whoever works: `child` is None where other workers were there already."""

    child: subprocess.Popen[bytes] | None
    log: Path

    def check(self) -> None:
        """Raises WorkerStopped."""
        if self.child is not None and self.child.poll() is not None:
            raise WorkerStopped(f"The worker for this run stopped by itself. Its log ends:\n{tail_of(self.log)}")


@contextmanager
def worker_for(queue: str, *, say: Callable[[str], None]) -> Iterator[ServingWorker]:
    """The workers that serve this queue, or one of our own until the block ends.

    Raises BrokerAway and NoModelWorkers.
    """
    log = settings.ENVIRONMENT.logs / "temporary-worker.log"
    with connected() as broker:
        is_served = queue in broker.queues_served(timeout_s=ANSWER_WITHIN_S)
    if is_served:
        yield ServingWorker(None, log)
        return
    command = _command(queue)
    say("No worker is running, so this command starts one for as long as it takes.")
    log.parent.mkdir(parents=True, exist_ok=True)
    child = Program(command=command, log=log, folder=REPOSITORY).start()
    try:
        yield ServingWorker(child, log)
    finally:
        stop_child(child, STOP)


def _command(queue: str) -> list[str]:
    # A name of its own: two commands at once must not take each other for the same worker.
    return [
        *(_python(queue), "-m", "celery", "-A", "webapp", "worker"),
        *("-I", "worker.tasks", "-Q", queue, "-n", f"temporary-{os.getpid()}@%h"),
        # A model fills the device by itself.
        *(("-c", str(settings.ENVIRONMENT.task_processes)) if queue == CPU else ("--pool", "solo")),
        *("--without-gossip", "--without-mingle", "--loglevel", "WARNING"),
    ]


def _python(queue: str) -> str:
    """The interpreter that has what the queue's scorers need."""
    if queue == CPU or find_spec("torch") is not None:
        return sys.executable
    models = worker_environment()
    if not models.is_ready():
        raise NoModelWorkers(
            f"No worker listens to the queue {queue!r}, and the model workers' environment is not installed here. "
            "`make install` installs it; or start a worker elsewhere, see docs/scoring.md."
        )
    return str(models.folder / "bin" / "python")
