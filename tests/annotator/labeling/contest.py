"""Several processes that ask the API at one moment, for the race tests."""

import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psycopg

from tests.factories.cast import Team
from tests.plugins.services import TestServices

PATIENCE = 30.0
# Seconds after which an answer begun on a busy machine has been given, so that who was first is no matter of luck.
HEAD_START = 0.5


@dataclass(frozen=True)
class Call:
    """What one process asks, below the project unless the path begins with a slash; `after` is how many seconds later
    than the others."""

    who: str
    path: str
    body: Any = None
    method: str = "post"
    after: float = 0.0


@dataclass(frozen=True)
class Answer:
    """What it was answered."""

    status: int
    body: Any


class Contest:
    """The processes, each with a connection of its own, started once and asked often."""

    def __init__(self, team: Team, processes: Sequence["subprocess.Popen[str]"]) -> None:
        self.team = team
        self._processes = processes
        self._rounds = 0

    def at_once(self, *calls: Call) -> list[Answer]:
        """All of them at one moment, and the answers in their order."""
        self.begin(*calls)
        return self.end(len(calls))

    def nearly_at_once(self, *calls: Call, dice: random.Random, within: float = 0.006) -> list[Answer]:
        """The same, each up to so many seconds late, so that over many rounds every order occurs.

        The first rounds are no race: each call comes first once, however busy the machine is.
        """
        first, self._rounds = self._rounds, self._rounds + 1
        if first < len(calls):
            late = [0.0 if place == first else HEAD_START for place in range(len(calls))]
        else:
            late = [dice.uniform(0, within) for _ in calls]
        return self.at_once(*(replace(call, after=after) for call, after in zip(calls, late, strict=True)))

    def begin(self, *calls: Call) -> None:
        """Without waiting for the answers."""
        at = time.time() + 0.01
        for process, call in zip(self._processes, calls, strict=False):
            assert process.stdin is not None
            url = call.path if call.path.startswith("/") else self.team.url(call.path)
            sent = {"who": call.who, "method": call.method, "url": url, "body": call.body, "at": at + call.after}
            process.stdin.write(json.dumps(sent) + "\n")
            process.stdin.flush()

    def end(self, count: int) -> list[Answer]:
        """The answers to what was begun."""
        return [Answer(**_line(process)) for process in self._processes[:count]]


@contextmanager
def contest(team: Team, services: TestServices, count: int) -> Iterator[Contest]:
    """So many processes, ready to be asked."""
    environment = services.environment() | {
        "DJANGO_SETTINGS_MODULE": "webapp.settings",
        "ASSAY_ALLOWED_HOSTS": "testserver",
    }
    processes = [_start(environment) for _ in range(count)]
    try:
        for process in processes:
            assert _line(process) == "ready"
        yield Contest(team, processes)
    finally:
        for process in processes:
            process.kill()
            process.communicate()


def _start(environment: dict[str, str]) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "tests.annotator.labeling.contestant"],
        env=environment,
        cwd=Path(__file__).parents[3],
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def _line(process: "subprocess.Popen[str]") -> Any:
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        assert process.stderr is not None
        raise AssertionError(f"A contestant died: {process.stderr.read()[-2000:]}")
    return json.loads(line)


def wait_until_one_waits_for_a_lock(services: TestServices, count: int = 1) -> None:
    """Until so many other sessions of the test database wait for somebody to commit."""
    statement = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    with psycopg.connect(services.environment()["ASSAY_DATABASE_URL"], autocommit=True) as watcher:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            row = watcher.execute(statement).fetchone()
            if row is not None and row[0] >= count:
                return
            time.sleep(0.01)
    raise AssertionError(f"Nobody waited for a lock within {PATIENCE} s.")
