"""Runs prepare.py as a process of its own, so that the supervisor itself stays small and free of Django."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable

from webapp.embedded import Addresses
from webapp.embedded.patience import Patience
from webapp.embedded.server import CannotStart
from webapp.env import REPOSITORY, Environment
from webapp.supervisor.programs import environment_for


def bring_up_to_date(
    environment: Environment, addresses: Addresses, *, with_demo: bool, say: Callable[[str], None]
) -> dict[str, object]:
    """Migrations, static files and the demo; what loading the demo answered, or an empty object."""
    log = environment.logs / "prepare.log"
    patience = Patience("Bringing database and files up to date", say=say)
    with log.open("wb") as errors:
        child = subprocess.Popen(
            [sys.executable, "-m", "webapp.supervisor.prepare", *(["--demo"] if with_demo else [])],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            env=environment_for(environment, addresses),
            cwd=REPOSITORY,
        )
        try:
            printed = _wait_for(child, patience)
        finally:
            child.kill()  # only an interruption leaves something to kill
    if child.returncode != 0:
        raise CannotStart(f"Bringing the database up to date failed:\n{log.read_text(encoding='utf-8')}")
    answer = json.loads(printed) if with_demo else {}
    return answer if isinstance(answer, dict) else {}


def _wait_for(child: subprocess.Popen[bytes], patience: Patience) -> bytes:
    while True:
        try:
            return child.communicate(timeout=0.1)[0]
        except subprocess.TimeoutExpired:
            patience.tell()
