"""The whole site as it runs in production, granian and all, on the test database."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from webapp.env import REPOSITORY

PATIENCE = 30.0
HOST = "127.0.0.1"


@dataclass(frozen=True)
class Site:
    """A running site: its address, and what it runs with, so that a worker can run beside it."""

    address: str
    environment: Mapping[str, str]


@contextmanager
def running_site(*, environment: Mapping[str, str], home: Path) -> Iterator[Site]:
    """Start the site and stop it again. `home` keeps its static files apart from those of everybody else."""
    if not (REPOSITORY / "frontend" / "dist" / "index.html").is_file():
        raise FileNotFoundError("The front end is not built: run `make install`.")
    variables = {**environment, "ASSAY_HOME": str(home), "DJANGO_SETTINGS_MODULE": "webapp.settings"}
    django = [sys.executable, "-W", "ignore", "-m", "django"]
    subprocess.run([*django, "collectstatic", "--noinput", "-v0"], env=variables, cwd=REPOSITORY, check=True)
    port = _free_port()
    log = (home / "site.log").open("wb")
    options = ["--interface", "wsgi", "--workers", "1", "--blocking-threads", "4", "--host", HOST, "--port", str(port)]
    granian = [str(Path(sys.executable).parent / "granian"), *options, "webapp.wsgi:application"]
    process = subprocess.Popen(granian, env=variables, cwd=REPOSITORY, stdout=log, stderr=subprocess.STDOUT)
    try:
        address = f"http://{HOST}:{port}"
        _wait_for(address, process, home / "site.log")
        yield Site(address=address, environment=variables)
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)
        log.close()


@contextmanager
def running_worker(site: Site) -> Iterator[None]:
    """A worker that brings in what is uploaded to the site; it need not know any scorer."""
    options = ["-Q", "cpu", "-P", "solo", "--without-gossip", "--without-mingle", "--without-heartbeat"]
    with (Path(site.environment["ASSAY_HOME"]) / "worker.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", "webapp", "worker", *options],
            env=site.environment,
            cwd=REPOSITORY,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            yield
        finally:
            process.kill()
            process.wait(timeout=PATIENCE)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _wait_for(address: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/health", timeout=2):  # noqa: S310 - our own address
                return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"The site did not come up (pid {os.getpid()}):\n{log.read_text(errors='replace')[-4_000:]}")
