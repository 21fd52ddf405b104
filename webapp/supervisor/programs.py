"""The programs that make up a site, as commands; docker-compose.yml runs the same ones."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from webapp.embedded import Addresses
from webapp.embedded.child import Program
from webapp.env import REPOSITORY, Environment

BINARIES = Path(sys.executable).parent


def web(environment: Environment, addresses: Addresses, *, port: int) -> Program:
    """granian serves pages, API and static files."""
    options = ["--interface", "wsgi", "--host", environment.host, "--port", str(port)]
    options += ["--workers", str(environment.web_workers), "--blocking-threads", str(environment.web_threads)]
    options += ["--respawn-failed-workers", "--workers-kill-timeout", "5"]
    return _program("web", environment, addresses, [BINARIES / "granian", *options, "webapp.wsgi:application"])


def cpu_worker(environment: Environment, addresses: Addresses) -> Program:
    """Imports, rule scorers, sweeps: no torch."""
    options = ["-Q", "cpu", "-n", "cpu@%h", "--concurrency", str(environment.task_processes)]
    return _program("worker", environment, addresses, [*_worker(BINARIES), *options])


def gpu_worker(environment: Environment, addresses: Addresses, *, binaries: Path) -> Program:
    """Models. One process, as a model fills the device by itself; from the environment that has torch."""
    options = ["-Q", "gpu", "-n", "gpu@%h", "--pool", "solo"]
    return _program("worker-gpu", environment, addresses, [*_worker(binaries), *options])


def beat(environment: Environment, addresses: Addresses) -> Program:
    """Sends the periodic tasks."""
    schedule = str(environment.home / "run" / "beat-schedule")
    command: list[str | Path] = [BINARIES / "celery", "-A", "webapp", "beat", "--schedule", schedule]
    return _program("beat", environment, addresses, command)


def environment_for(environment: Environment, addresses: Addresses) -> dict[str, str]:
    """As in production: every program is told where database and broker are, and starts none."""
    return os.environ | {
        "ASSAY_HOME": str(environment.home),
        "ASSAY_DATABASE_URL": addresses.database_url,
        "ASSAY_BROKER_URL": addresses.broker_url,
        "DJANGO_SETTINGS_MODULE": "webapp.settings",
        "PYTHONUNBUFFERED": "1",
    }


def _worker(binaries: Path) -> list[str | Path]:
    return [binaries / "celery", "-A", "webapp", "worker", "-I", "worker.tasks", "--loglevel", "INFO"]


def _program(name: str, environment: Environment, addresses: Addresses, command: list[str | Path]) -> Program:
    return Program(
        command=command,
        log=environment.logs / f"{name}.log",
        environment=environment_for(environment, addresses),
        folder=REPOSITORY,
    )
