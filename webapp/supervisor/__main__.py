"""`python -m webapp.supervisor [--demo]`: everything in one terminal, until Ctrl-C."""

from __future__ import annotations

import os
import signal
import sys
import time
from types import FrameType
from typing import NoReturn

from webapp.embedded.child import STOP_SIGNALS
from webapp.embedded.layout import prepare_layout
from webapp.embedded.server import CannotStart
from webapp.env import BadEnvironment, Environment, read_environment
from webapp.locks import FileLock
from webapp.supervisor.address import NoPort
from webapp.supervisor.site import Site


def main(arguments: list[str]) -> int:
    """0 after Ctrl-C, 1 when something could not start."""
    for number in STOP_SIGNALS:
        signal.signal(number, _stop)
    try:
        environment = read_environment(os.environ)
        lock = FileLock(prepare_layout(environment).run / "supervisor.lock")
        if not lock.acquire(wait=False):
            say(f"Assay runs already with ASSAY_HOME {environment.home}. Stop it there, or set another ASSAY_HOME.")
            return 1
        run(environment, with_demo="--demo" in arguments)
    except (BadEnvironment, CannotStart, NoPort) as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:
        return 0
    return 0


def run(environment: Environment, *, with_demo: bool) -> None:
    """Up, watch, down."""
    started = time.monotonic()
    site = Site(environment, say=say)
    try:
        site.start(with_demo=with_demo)
        say(f"\nAssay is at {site.address} (after {time.monotonic() - started:.1f} s).\n")
        introduce(site.finish_start(), environment)
        site.watch()
    finally:
        for number in STOP_SIGNALS:  # stopping goes on whatever keys are pressed
            signal.signal(number, signal.SIG_IGN)
        say("\nStopping …")
        site.stop()
        say("Everything has stopped.")


def introduce(answer: dict[str, object], environment: Environment) -> None:
    """Whom to sign in as, and where things are."""
    accounts = answer.get("accounts")
    for account in accounts if isinstance(accounts, list) else []:
        say(f"  {account['role']:<10} user {account['username']:<10} password {account['password']}")
    say(f"\nCtrl-C stops everything. State is kept in {environment.home}, logs in {environment.logs}.")


def say(line: str) -> None:
    """One line on the terminal."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    del number, frame
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
