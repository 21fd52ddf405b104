"""Gives a process the services it needs, for as long as it needs them.

`ensure_services` attaches to the running keeper or starts one; leaving stops what nobody else uses. How the users are
counted, and why kill -9 cannot spoil the count, stands in keeper.py.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from webapp.embedded.child import Program, tail_of
from webapp.embedded.layout import Addresses, addresses, prepare_layout, read_runtime
from webapp.embedded.patience import Patience
from webapp.embedded.redis_server import redis_answers
from webapp.embedded.server import CannotStart
from webapp.env import REPOSITORY, Environment
from webapp.locks import FileLock, is_locked

STOP_SECONDS = 60.0

Say = Callable[[str], None]


@contextmanager
def ensure_services(environment: Environment, *, say: Say | None = None) -> Iterator[Addresses]:
    """The addresses of a database and a broker that answer now; they stay up until the block ends.

    With both ASSAY_DATABASE_URL and ASSAY_BROKER_URL set nothing is started, asked or waited for. `say` is told of
    every wait of over a second. Raises CannotStart with the reason.
    """
    if environment.database_url is not None and environment.broker_url is not None:
        yield addresses(environment)
        return
    services = Services(environment, say=say or say_nothing)
    try:
        services.hold()
        yield addresses(environment)
    finally:
        services.let_go()


class Services:
    """This process's share in the embedded services."""

    def __init__(self, environment: Environment, *, say: Say) -> None:
        self._environment = environment
        self._layout = prepare_layout(environment)
        self._lease = FileLock(self._layout.users_lock)
        self._keeper: subprocess.Popen[bytes] | None = None
        self._say = say

    def hold(self) -> None:
        """Take the lease, start a keeper where there is none, and wait until both servers answer.

        Also for a process that holds it already: the keeper may have been killed meanwhile.
        """
        if self._keeper is not None and self._keeper.poll() is not None:
            self._keeper = None  # one that was killed since; only one that ends while we wait is a failure
        patience = Patience("Waiting for the database and the broker", say=self._say)
        while not self._hold_once():
            patience.tell()
            time.sleep(0.02)
        self._pass_on_notices()

    def _hold_once(self) -> bool:
        if not self._lease.acquire(shared=True, wait=False):  # a keeper is just stopping
            return False
        if self.are_ready():
            return True
        self._start_keeper_unless_there()
        return False

    def _pass_on_notices(self) -> None:
        """What the keeper had to arrange, told by the process that started it."""
        known = read_runtime(self._layout) or {}
        notices = known.get("notices")
        for notice in notices if self._keeper is not None and isinstance(notices, list) else []:
            self._say(str(notice))

    def let_go(self) -> None:
        """Give the lease back; the last one out stops the keeper and waits for it."""
        if self._lease.acquire(wait=False):  # exclusive: nobody else needs the services, and nobody new gets in
            self._stop_keeper()
        elif self._keeper is not None:
            # It goes on for the others. Python would complain of a child that was never waited for.
            self._keeper.returncode = 0
        self._lease.release()

    def has_keeper(self) -> bool:
        """Cheap enough to be asked several times a second."""
        if self._keeper is not None:
            self._keeper.poll()  # so that no zombie stays
        return is_locked(self._layout.keeper_lock)

    def are_ready(self) -> bool:
        """Judged by a keeper that lives and by real connections, never by a file."""
        known = read_runtime(self._layout)
        if known is None or not is_locked(self._layout.keeper_lock):
            return False
        for name, wanted in (("postgres", self._environment.database_url), ("redis", self._environment.broker_url)):
            if wanted is None and f"{name}_address" not in known:
                raise CannotStart(
                    f"The embedded services run without {name}: another process started them with that address set. "
                    "Stop it first, or use another ASSAY_HOME."
                )
        return self._database_answers(known) and self._broker_answers(known)

    def _database_answers(self, known: dict[str, object]) -> bool:
        if self._environment.database_url is not None:
            return True
        try:
            psycopg.connect(str(known["postgres_address"]), connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def _broker_answers(self, known: dict[str, object]) -> bool:
        return self._environment.broker_url is not None or redis_answers(Path(str(known["sockets"])))

    def _start_keeper_unless_there(self) -> None:
        if self._keeper is not None and self._keeper.poll() is not None:
            if self._keeper.returncode != 0:
                raise CannotStart(self._why_it_failed())
            self._keeper = None
        if self._keeper is None and not is_locked(self._layout.keeper_lock):
            self._keeper = start_keeper(self._environment)

    def _stop_keeper(self) -> None:
        known = read_runtime(self._layout)
        until = time.monotonic() + STOP_SECONDS
        if known is not None and is_locked(self._layout.keeper_lock):
            os.kill(int(str(known["pid"])), signal.SIGTERM)
        elif self._keeper is not None:  # interrupted while it was starting
            self._keeper.terminate()
        while is_locked(self._layout.keeper_lock) and time.monotonic() < until:
            time.sleep(0.01)
        if self._keeper is not None:
            self._keeper.wait(STOP_SECONDS)

    def _why_it_failed(self) -> str:
        log = self._environment.logs / "keeper.log"
        try:
            return self._layout.failure.read_text(encoding="utf-8")
        except OSError:
            return f"The keeper of the embedded services stopped while starting:\n{tail_of(log)}"


def start_keeper(environment: Environment) -> subprocess.Popen[bytes]:
    """A process of its own that outlives us, in its own session: Ctrl-C is for us alone."""
    return Program(
        command=[_interpreter(), "-m", "webapp.embedded.keeper"],
        log=environment.logs / "keeper.log",
        death_signal=None,
        environment=os.environ | {"ASSAY_HOME": str(environment.home), "ASSAY_EMBEDDED": environment.embedded},
        folder=REPOSITORY,
    ).start()


def _interpreter() -> str:
    """The environment that has the packaged servers: .venv, also for a process of .venv-worker."""
    installed = REPOSITORY / ".venv" / "bin" / "python"
    return str(installed) if os.access(installed, os.X_OK) else sys.executable


def say_nothing(line: str) -> None:
    """For callers that show no progress."""
    del line
