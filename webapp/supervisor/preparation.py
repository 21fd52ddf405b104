"""Runs prepare.py as a process of its own, so that the supervisor itself stays small and free of Django."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from webapp.bootstrap.digest import digest_of, is_made, mark_made
from webapp.bootstrap.frontend import BUNDLE
from webapp.embedded import Addresses
from webapp.embedded.child import Program
from webapp.embedded.patience import Patience
from webapp.embedded.server import CannotStart
from webapp.env import REPOSITORY, Environment
from webapp.supervisor.programs import environment_for

# prepare.py begins a line on standard error with it.
STAGE_MARK = "== "


class Preparation:
    """Migrations, static files and the demo, under way since this object was made."""

    def __init__(self, environment: Environment, addresses: Addresses, *, options: list[str]) -> None:
        self._environment = environment
        self._log = environment.logs / "prepare.log"
        self._log.unlink(missing_ok=True)
        self._child = Program(
            command=[sys.executable, "-m", "webapp.supervisor.prepare", *options],
            log=self._log,
            environment=environment_for(environment, addresses),
            folder=REPOSITORY,
        ).start(piped=True)

    def finish(self, *, say: Callable[[str], None]) -> dict[str, object]:
        """Wait for the end; what loading the demo answered, or an empty object."""
        printed = self._wait(say)
        if self._child.returncode != 0:
            raise CannotStart(f"Bringing the database up to date failed:\n{self._said()}")
        mark_made(_stamp(self._environment), _digest())
        answer = json.loads(printed) if printed.strip() else {}
        return answer if isinstance(answer, dict) else {}

    def stop(self) -> None:
        """Interrupted, it is simply done again at the next start."""
        self._child.kill()
        self._child.communicate()

    def _wait(self, say: Callable[[str], None]) -> bytes:
        patience = Patience("Bringing everything up to date", say=say)
        while True:
            try:
                return self._child.communicate(timeout=0.1)[0]
            except subprocess.TimeoutExpired:
                patience.tell(self._stage())

    def _stage(self) -> str:
        stages = [line for line in self._said().splitlines() if line.startswith(STAGE_MARK)]
        return stages[-1].removeprefix(STAGE_MARK) if stages else "starting"

    def _said(self) -> str:
        return self._log.read_text(encoding="utf-8", errors="replace")


def is_up_to_date(environment: Environment) -> bool:
    """Whether the last complete run was made for this bundle, these packages and these migrations."""
    return is_made(_stamp(environment), _digest())


def _stamp(environment: Environment) -> Path:
    return environment.home / "run" / "prepared.stamp"


def _digest() -> str:
    packages = REPOSITORY / "requirements" / "base.txt"
    files = [packages, *BUNDLE.rglob("*"), *(REPOSITORY / "annotator" / "migrations").glob("*.py")]
    return digest_of((file for file in files if file.is_file()), root=REPOSITORY)
