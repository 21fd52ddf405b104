"""One long-running program of the site: started, watched, started again after a pause, stopped with its family."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from webapp.embedded.child import Program, tail_of

FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 30.0
# Who ran this long was healthy: its next pause is short again.
HEALTHY_SECONDS = 60.0
LAST_MOMENT_SECONDS = 2.0


@dataclass
class Process:
    """A program by its name, and the child that runs it now."""

    name: str
    program: Program
    say: Callable[[str], None]
    child: subprocess.Popen[bytes] | None = None
    deaths: int = 0
    _pause: float = FIRST_PAUSE_SECONDS
    _started: float = field(default=0.0)
    _start_again: float = field(default=0.0)
    _ending_since: float = field(default=0.0)

    def start(self) -> None:
        """Start it; call this from the main thread (child.py says why)."""
        self.child = self.program.start()
        self._started = time.monotonic()

    def watch(self) -> None:
        """To be called again and again: says when the child has died, and starts it again after a pause."""
        if self.child is None:
            if time.monotonic() >= self._start_again:
                self.start()
            return
        status = self.child.poll()
        if status is None:
            return
        self._end_family(self.child)
        self._plan_restart()
        self.say(
            f"{self.name} ended with status {status}; starting it again in {self._pause:.0f} s ({self.program.log})"
        )

    def ask_to_stop(self, number: signal.Signals) -> None:
        """Send a signal to the main process, which stops its own children in its own way."""
        if self.child is not None and self.child.poll() is None:
            self.child.send_signal(number)

    def has_stopped(self) -> bool:
        """Once true, nothing of it is left."""
        if self.child is None:
            return True
        if self.child.poll() is None:
            return False
        if self._end_family(self.child) and self._may_still_end():
            return False
        self.child = None  # never ask again: the number may soon belong to somebody else
        return True

    def _may_still_end(self) -> bool:
        """The killed take a moment to go, and keep their family's number until then. Where nobody collects the dead
        (a container without an init) they never go: for those nobody waits."""
        self._ending_since = self._ending_since or time.monotonic()
        return time.monotonic() - self._ending_since < LAST_MOMENT_SECONDS

    def last_words(self) -> str:
        """The end of its log."""
        return tail_of(self.program.log)

    def _plan_restart(self) -> None:
        lived = time.monotonic() - self._started
        self._pause = FIRST_PAUSE_SECONDS if lived > HEALTHY_SECONDS else min(self._pause * 2, LONGEST_PAUSE_SECONDS)
        self._start_again = time.monotonic() + self._pause
        self.deaths += 1
        self.child = None

    @staticmethod
    def _end_family(child: subprocess.Popen[bytes]) -> bool:
        """The child led a session of its own; whatever is left in it belongs to nobody. Whether anything was left."""
        try:
            os.killpg(child.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            return False
        return True


def stop_all(processes: list[Process]) -> None:
    """All at once: ask kindly, ask firmly (Celery then drops its tasks, which come back by their leases), end."""
    for number, seconds in ((signal.SIGTERM, 8.0), (signal.SIGQUIT, 4.0), (signal.SIGKILL, 4.0)):
        for process in processes:
            process.ask_to_stop(number)
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            running = [process for process in processes if not process.has_stopped()]
            if not running:
                return
            time.sleep(0.02)
