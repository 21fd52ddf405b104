"""Starts the demo as a stranger would, signs in, waits for the worker's scores, and stops it: nothing may be left."""

from __future__ import annotations

import http.cookiejar
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from webapp.bootstrap.steps import StepFailed, say
from webapp.env import REPOSITORY

START_SECONDS = 300.0
SCORE_SECONDS = 180.0
STOP_SECONDS = 60.0


@dataclass(frozen=True)
class Running:
    """A demo that answers."""

    process: subprocess.Popen[str]
    address: str
    passwords: dict[str, str]
    seconds: float


def smoke() -> None:
    """Raises StepFailed at the first thing that is not as promised."""
    with _home() as home:
        with _demo(home) as first:
            say(f"First start: the page answers after {first.seconds:.1f} s")
            _look_around(first)
            _stop(first, home)
        with _demo(home) as second:
            say(f"Second start: the page answers after {second.seconds:.1f} s")
            _stop(second, home)


@contextmanager
def _home() -> Iterator[Path]:
    """A fresh ASSAY_HOME, removed at the end by the command that removes any other."""
    folder = Path(tempfile.mkdtemp(prefix="assay-smoke-"))
    folder.chmod(0o711)  # under root the database runs as somebody else, who has to pass through
    try:
        yield folder / "home"
    finally:
        clean = [sys.executable, "-m", "webapp.bootstrap", "clean-home"]
        subprocess.run(clean, cwd=REPOSITORY, env=_variables(folder / "home"), check=False)
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _demo(home: Path) -> Iterator[Running]:
    started = time.monotonic()
    command = ["make", "--no-print-directory", "demo", f"PYTHON={sys.executable}"]
    process = subprocess.Popen(
        command, cwd=REPOSITORY, env=_variables(home), stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        address, passwords = _read_introduction(process)
        yield Running(process, address, passwords, time.monotonic() - started)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
        process.communicate()


def _read_introduction(process: subprocess.Popen[str]) -> tuple[str, dict[str, str]]:
    """What a person reads: the address, then a line per account."""
    address, passwords, until = "", {}, time.monotonic() + START_SECONDS
    for line in process.stdout or ():
        say(f"  {line.rstrip()}")
        words = line.split()
        if line.startswith("Assay is at "):
            address = words[3]
        if " password " in line:
            passwords[words[0]] = words[-1]
        if line.startswith("Ctrl-C stops") and address:
            return address, passwords
        if time.monotonic() > until:
            raise StepFailed(f"The demo did not come up within {START_SECONDS:.0f} s.")
    raise StepFailed("The demo ended before its page answered.")


def _look_around(running: Running) -> None:
    visit = _Visitor(running.address)
    if b"<script" not in visit.get(""):
        raise StepFailed("The start page loads no script: is that the front end?")
    if json.loads(visit.get("health")) != {"status": "ok"}:
        raise StepFailed("The health check does not say ok.")
    if set(running.passwords) != {"annotator", "reviewer", "manager"}:
        raise StepFailed(f"Three accounts were promised, and these were printed: {sorted(running.passwords)}.")
    visit.sign_in("manager", running.passwords["manager"])
    say("Signed in as manager; waiting for the worker's scores")
    _until(lambda: _all_scored(visit), SCORE_SECONDS, "The worker did not finish scoring the demo")


def _all_scored(visit: _Visitor) -> bool:
    runs = json.loads(visit.get("api/v1/projects/demo/runs"))["results"]
    if any(run["status"] in {"FAILED", "CANCELLED"} for run in runs):
        raise StepFailed(f"A score run of the demo failed: {runs}")
    # Runs of models wait for the model workers' environment, which may take longer than anybody watches.
    waited_for = [run for run in runs if run["queue"] == "cpu"]
    return bool(waited_for) and all(run["status"] == "FINISHED" and run["counts"]["ok"] > 0 for run in waited_for)


def _stop(running: Running, home: Path) -> None:
    """Ctrl-C reaches everything in the terminal's foreground: make and what it started."""
    os.killpg(running.process.pid, signal.SIGINT)
    printed = running.process.communicate(timeout=STOP_SECONDS)[0]
    if "Everything has stopped." not in printed:
        raise StepFailed(f"Ctrl-C did not stop it cleanly:\n{printed}")
    left = _processes_of(home)
    if left:
        raise StepFailed(f"These processes are left behind: {left}")
    say("Stopped; nothing is left")


def _processes_of(home: Path) -> list[str]:
    """By their environment, on systems that show it."""
    left = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if f"ASSAY_HOME={home}\0".encode() in (entry / "environ").read_bytes() and entry.name != str(os.getpid()):
                left.append((entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace"))
        except OSError:
            continue  # gone meanwhile, or somebody else's
    return left


def _variables(home: Path) -> dict[str, str]:
    return os.environ | {"ASSAY_HOME": str(home), "PYTHONUNBUFFERED": "1"}


def _until(is_so: Callable[[], bool], seconds: float, otherwise: str) -> None:
    until = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > until:
            raise StepFailed(f"{otherwise} within {seconds:.0f} s.")
        time.sleep(0.5)


class _Visitor:
    """A browser in small: cookies, and the token that changes have to send back."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._cookies = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(self._cookies)
        )

    def get(self, path: str) -> bytes:
        return self._ask(urllib.request.Request(self._address + path))  # noqa: S310 - the address that we started

    def sign_in(self, username: str, password: str) -> None:
        self.get("api/v1/session")
        token = next(cookie.value for cookie in self._cookies if cookie.name == "csrftoken")
        body: dict[str, Any] = {"username": username, "password": password}
        headers = {"Content-Type": "application/json", "X-CSRFToken": token or ""}
        address = f"{self._address}api/v1/session"
        self._ask(urllib.request.Request(address, json.dumps(body).encode(), headers))  # noqa: S310 - the same

    def _ask(self, request: urllib.request.Request) -> bytes:
        try:
            with self._opener.open(request, timeout=30) as answer:
                return bytes(answer.read())
        except OSError as error:
            raise StepFailed(f"{request.full_url} did not answer as it should: {error}") from error
