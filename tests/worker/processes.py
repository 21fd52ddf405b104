"""Celery workers as processes of their own, as in production, and ways to be rough with them."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.plugins.services import TestServices
from webapp.env import REPOSITORY

PATIENCE_S = 90.0


class WorkerProcess:
    """One `celery worker` with two processes under it, in a session of its own."""

    def __init__(self, services: TestServices, log: Path) -> None:
        self._log = log
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                _command(),
                env=services.environment(),
                cwd=REPOSITORY,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def kill(self) -> None:
        """kill -9, the worker and everything under it."""
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(PATIENCE_S)

    def log(self) -> str:
        """What it wrote."""
        return self._log.read_text(encoding="utf-8", errors="replace")


@contextmanager
def worker_process(services: TestServices) -> Iterator[WorkerProcess]:
    """A worker that knows the tests' scorers, until the block ends."""
    with tempfile.TemporaryDirectory() as folder:
        worker = WorkerProcess(services, Path(folder) / "worker.log")
        try:
            yield worker
        except BaseException:
            sys.stderr.write(worker.log())
            raise
        finally:
            worker.kill()


def wait_for(condition: Callable[[], bool], what: str) -> None:
    """Look until it is so; fails after a while."""
    until = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < until, f"waited {PATIENCE_S:.0f} s in vain for {what}"
        time.sleep(0.05)


def _command() -> list[str]:
    return [
        *(sys.executable, "-m", "celery", "-A", "webapp", "worker", "-Q", "cpu", "-c", "2"),
        *("-I", "worker.tasks,tests.worker.registered", "--without-gossip", "--without-mingle", "-l", "INFO"),
    ]
