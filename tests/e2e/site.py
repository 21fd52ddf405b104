"""The whole site as it runs in production, granian and all, on the test database."""

import os
import signal
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

PATIENCE = 60.0
HOST = "127.0.0.1"


@dataclass(frozen=True)
class Site:
    """A running site: its address, and what it runs with, so that a worker can run beside it."""

    address: str
    environment: Mapping[str, str]


class SiteProcess:
    """granian and its worker, always at the same address; may be killed and started anew."""

    def __init__(self, *, environment: Mapping[str, str], home: Path, workers: int = 1) -> None:
        if not (REPOSITORY / "frontend" / "dist" / "index.html").is_file():
            raise FileNotFoundError("The front end is not built: run `make install`.")
        self._variables = {**environment, "ASSAY_HOME": str(home), "DJANGO_SETTINGS_MODULE": "webapp.settings"}
        self._log = home / "site.log"
        self._port = _free_port()
        self._workers = workers
        self._process: subprocess.Popen[bytes] | None = None
        self.site = Site(address=f"http://{HOST}:{self._port}", environment=self._variables)
        django = [sys.executable, "-W", "ignore", "-m", "django"]
        subprocess.run([*django, "collectstatic", "--noinput", "-v0"], env=self._variables, cwd=REPOSITORY, check=True)

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = ["--interface", "wsgi", "--workers", str(self._workers), "--blocking-threads", "4"]
        options += ["--host", HOST, "--port", str(self._port)]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [str(Path(sys.executable).parent / "granian"), *options, "webapp.wsgi:application"],
                env=self._variables,
                cwd=REPOSITORY,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        _wait_for(self.site.address, self._process, self._log)

    def stop(self) -> None:
        """As a person stops it; whoever does not follow is killed."""
        if self._process is None:
            return
        try:
            self._process.terminate()
            self._process.wait(timeout=PATIENCE)
        finally:
            self.kill()

    @property
    def is_running(self) -> bool:
        """Whether it was started and is not dead."""
        return self._process is not None and self._process.poll() is None

    def freeze(self) -> None:
        """All its processes stand still: requests arrive and are not answered."""
        self._signal(signal.SIGSTOP)

    def kill(self) -> None:
        """kill -9, all its processes at once."""
        self._signal(signal.SIGKILL)
        if self._process is not None:
            self._process.wait(timeout=PATIENCE)

    def _signal(self, number: signal.Signals) -> None:
        if self._process is not None:
            try:
                os.killpg(self._process.pid, number)
            except ProcessLookupError:
                return


@contextmanager
def running_site(*, environment: Mapping[str, str], home: Path, workers: int = 1) -> Iterator[Site]:
    """Start the site and stop it again. `home` keeps its static files apart from those of everybody else."""
    with mortal_site(environment=environment, home=home, workers=workers) as process:
        yield process.site


@contextmanager
def mortal_site(*, environment: Mapping[str, str], home: Path, workers: int = 1) -> Iterator[SiteProcess]:
    """The same, with a handle to kill it and to start it anew."""
    process = SiteProcess(environment=environment, home=home, workers=workers)
    try:
        process.start()
        yield process
    finally:
        process.stop()


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
