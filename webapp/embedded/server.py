"""What PostgreSQL and Redis have in common: a child that is started until it answers, and stopped."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from webapp.embedded.child import Program, stop_child, tail_of
from webapp.embedded.placement import Placement

LOOK_AGAIN_SECONDS = 0.02


class CannotStart(Exception):
    """A server did not come up; the message holds the end of its log."""


class Server:
    """One server program. A subclass says how to start it and when it answers."""

    name: str
    stop_signals: Sequence[tuple[signal.Signals, float]]

    def __init__(self, placement: Placement, *, log: Path) -> None:
        self.account = placement.account
        self.sockets = placement.sockets
        self.log = log
        self._child: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """The URL under which it answers."""
        raise NotImplementedError

    @property
    def is_running(self) -> bool:
        """False once the child has ended; that also reaps it, so no zombie passes for a server."""
        return self._child is not None and self._child.poll() is None

    def prepare(self) -> Program:
        """Make ready what the program needs and return it."""
        raise NotImplementedError

    def answers(self) -> bool:
        """Judged by a real connection."""
        raise NotImplementedError

    def start(self) -> None:
        """Start and wait until it answers.

        There is no time limit, as recovery after a power cut may take minutes: only a server that ends has failed.
        """
        self._child = self.prepare().start()
        while not self.answers():
            if not self.is_running:
                raise CannotStart(f"{self.name} stopped while starting:\n{tail_of(self.log)}")
            time.sleep(LOOK_AGAIN_SECONDS)

    def stop(self) -> None:
        """Stopping what does not run is harmless."""
        if self._child is not None:
            stop_child(self._child, self.stop_signals)
