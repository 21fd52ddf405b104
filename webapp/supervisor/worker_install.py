"""Installs the model workers' environment while the site serves already, and shows how far it is."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from webapp.bootstrap.packages import worker_environment
from webapp.embedded.child import Program
from webapp.env import REPOSITORY, Environment

RETRY_SECONDS = 300.0


class WorkerInstall:
    """The installation in a process of its own; a failure is told and tried again later, as the network may be down."""

    def __init__(self, environment: Environment, *, say: Callable[[str], None]) -> None:
        self._say = say
        self._environment = environment
        self._child: subprocess.Popen[bytes] | None = None
        self._next_try = 0.0

    @property
    def binaries(self) -> Path:
        """Where the environment's programs are, once it is done."""
        return worker_environment().folder / "bin"

    def is_done(self) -> bool:
        """To be asked again and again; starts the installation where it is needed, and passes on its progress."""
        if self._child is not None:
            self._pass_on()
            if self._child.poll() is None:
                return False
            self._finish()
        if worker_environment().is_ready():
            return True
        if time.monotonic() >= self._next_try:
            self._start()
        return False

    def stop(self) -> None:
        """Interrupted at any moment, it goes on where it was at the next start."""
        if self._child is not None and self._child.poll() is None:
            self._child.send_signal(signal.SIGTERM)
            self._child.wait()

    def _start(self) -> None:
        self._say("Installing the model workers' environment in the background; the rule scorers work already.")
        self._child = Program(
            command=[sys.executable, "-m", "webapp.bootstrap", "install-worker"],
            log=self._environment.logs / "install-worker.log",
            environment=os.environ | {"ASSAY_HOME": str(self._environment.home)},
            folder=REPOSITORY,
        ).start(piped=True)
        if self._child.stdout is not None:
            os.set_blocking(self._child.stdout.fileno(), False)

    def _pass_on(self) -> None:
        output = self._child.stdout if self._child is not None else None
        for line in (output.read() or b"").decode(errors="replace").splitlines() if output is not None else ():
            self._say(f"  model workers: {line.strip()}")

    def _finish(self) -> None:
        self._pass_on()
        if self._child is not None and self._child.returncode != 0:
            self._say(f"That did not work; trying again in {RETRY_SECONDS / 60:.0f} minutes. All else goes on.")
            self._next_try = time.monotonic() + RETRY_SECONDS
        self._child = None
