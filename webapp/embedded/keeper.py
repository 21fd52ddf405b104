"""The one process that runs the embedded servers: `python -m webapp.embedded.keeper`.

It belongs to nobody: whoever needs the servers first starts it, and it ends by itself when the last user is gone. A
user is a process that holds the shared lock on `users.lock`; the kernel lets go of it also after kill -9, so no count
can go wrong. The keeper's servers die with it, and it starts again a server that died.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import time
from types import FrameType
from typing import NoReturn

from webapp.embedded.account import NoAccount
from webapp.embedded.child import STOP_SIGNALS
from webapp.embedded.layout import Layout, prepare_layout, write_runtime
from webapp.embedded.placement import Placement, decide_placement
from webapp.embedded.postgres_server import PostgresServer
from webapp.embedded.programs import NoServerProgram
from webapp.embedded.redis_server import RedisServer
from webapp.embedded.server import CannotStart, Server
from webapp.env import Environment, read_environment
from webapp.locks import FileLock

LOOK_EVERY_SECONDS = 0.25
LONGEST_PAUSE_SECONDS = 30.0


class Keeper:
    """Starts the servers of one ASSAY_HOME, watches them, and stops them when nobody needs them."""

    def __init__(self, environment: Environment, layout: Layout) -> None:
        self._environment = environment
        self._layout = layout
        self._servers: list[Server] = []
        self._placement: Placement | None = None
        self._next_try: dict[str, tuple[float, float]] = {}

    def run(self) -> None:
        """Until asked to stop, or until the last user has gone."""
        for number in STOP_SIGNALS:
            signal.signal(number, _leave)
        users = FileLock(self._layout.users_lock)
        try:
            self._start()
            while not users.acquire(wait=False):
                self._restart_dead()
                time.sleep(LOOK_EVERY_SECONDS)
        finally:
            self._stop()
            users.release()  # who waits for this lock finds everything stopped

    def _start(self) -> None:
        notices: list[str] = []
        self._placement = decide_placement(self._environment, self._layout, say=notices.append)
        logs = self._environment.logs
        if self._placement.postgres is not None:
            self._servers.append(
                PostgresServer(self._placement, program=self._placement.postgres, log=logs / "postgres.log")
            )
        if self._placement.redis is not None:
            self._servers.append(RedisServer(self._placement, program=self._placement.redis, log=logs / "redis.log"))
        for server in self._servers:
            _note(f"starting {server.name} as {self._placement.account.name}")
            server.start()
        known = {"pid": os.getpid(), "sockets": str(self._placement.sockets), "notices": notices}
        write_runtime(self._layout, known | {f"{server.name}_address": server.address for server in self._servers})
        _note("everything answers")

    def _restart_dead(self) -> None:
        """With a growing pause, so that a server that cannot run does not fill the log."""
        for server in self._servers:
            if server.is_running:
                continue
            not_before, pause = self._next_try.get(server.name, (0.0, 0.5))
            if time.monotonic() < not_before:
                continue
            self._next_try[server.name] = (time.monotonic() + pause, min(pause * 2, LONGEST_PAUSE_SECONDS))
            _note(f"{server.name} is gone; starting it again")
            try:
                server.start()
            except CannotStart as error:
                _note(str(error))

    def _stop(self) -> None:
        self._layout.runtime.unlink(missing_ok=True)
        for server in reversed(self._servers):
            server.stop()
        if self._placement is not None:
            shutil.rmtree(self._placement.sockets, ignore_errors=True)
        _note("stopped")


def main() -> int:
    """0 when done or when another keeper is there already; 1, with the reason in failure.txt, when it cannot start."""
    environment = read_environment(os.environ)
    layout = prepare_layout(environment)
    lock = FileLock(layout.keeper_lock)
    if not _acquire(lock):
        return 0
    layout.runtime.unlink(missing_ok=True)
    layout.failure.unlink(missing_ok=True)
    try:
        Keeper(environment, layout).run()
    except (CannotStart, NoAccount, NoServerProgram, OSError) as error:
        layout.failure.write_text(str(error), encoding="utf-8")
        _note(str(error))
        return 1
    finally:
        lock.release()
    return 0


def _acquire(lock: FileLock) -> bool:
    """A few tries, because who asks whether a keeper is there holds the lock for a moment."""
    for _ in range(20):
        if lock.acquire(wait=False):
            return True
        time.sleep(0.01)
    return False


def _leave(number: int, frame: FrameType | None) -> NoReturn:
    """Once is enough: what comes while stopping must not interrupt that."""
    del number, frame
    for other in STOP_SIGNALS:
        signal.signal(other, signal.SIG_IGN)
    sys.exit(0)


def _note(line: str) -> None:
    """Into logs/keeper.log, which is this process's standard output."""
    sys.stdout.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')} {line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
