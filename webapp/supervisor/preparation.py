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
from webapp.embedded.patience import Patience
from webapp.embedded.server import CannotStart
from webapp.env import REPOSITORY, Environment
from webapp.supervisor.programs import environment_for

# prepare.py begins a line on standard error with it.
STAGE_MARK = "== "


def bring_up_to_date(
    environment: Environment, addresses: Addresses, *, with_demo: bool, say: Callable[[str], None]
) -> dict[str, object]:
    """Migrations, static files and the demo; what loading the demo answered, or an empty object."""
    log = environment.logs / "prepare.log"
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
            printed = _wait_for(child, log, say)
        finally:
            child.kill()  # only an interruption leaves something to kill
    if child.returncode != 0:
        raise CannotStart(f"Bringing the database up to date failed:\n{log.read_text(encoding='utf-8')}")
    mark_made(_stamp(environment), _digest())
    answer = json.loads(printed) if with_demo else {}
    return answer if isinstance(answer, dict) else {}


def is_up_to_date(environment: Environment) -> bool:
    """Whether the last complete run was made for this bundle, these packages and these migrations."""
    return is_made(_stamp(environment), _digest())


def _stamp(environment: Environment) -> Path:
    return environment.home / "run" / "prepared.stamp"


def _digest() -> str:
    packages = REPOSITORY / "requirements" / "base.txt"
    files = [packages, *BUNDLE.rglob("*"), *(REPOSITORY / "annotator" / "migrations").glob("*.py")]
    return digest_of((file for file in files if file.is_file()), root=REPOSITORY)


def _wait_for(child: subprocess.Popen[bytes], log: Path, say: Callable[[str], None]) -> bytes:
    patience = Patience("Bringing everything up to date", say=say)
    while True:
        try:
            return child.communicate(timeout=0.1)[0]
        except subprocess.TimeoutExpired:
            patience.tell(_stage(log))


def _stage(log: Path) -> str:
    stages = [
        line for line in log.read_text(encoding="utf-8", errors="replace").splitlines() if line.startswith(STAGE_MARK)
    ]
    return stages[-1].removeprefix(STAGE_MARK) if stages else "starting"
