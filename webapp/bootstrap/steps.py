"""Runs one outside command as a step: every wait shows progress, every failure ends in a sentence."""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from webapp.env import prepare_home, read_environment
from webapp.locks import holding, is_locked

HEARTBEAT_SECONDS = 5.0
# Of uv's, pip's and npm's output these tell a waiting person something.
WORTH_SHOWING = ("Downloading ", "Building ", "Installed ", "added ")


class StepFailed(Exception):
    """A command ended with an error; the message holds the end of its output."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """One command and what it is for."""

    label: str
    command: Sequence[str | Path]
    environment: Mapping[str, str] | None = None
    folder: Path | None = None

    def run(self) -> None:
        """Run to the end. The whole output goes to ASSAY_HOME/logs/install.log, the telling part to the terminal."""
        say(self.label)
        with subprocess.Popen(
            [os.fspath(part) for part in self.command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=self.environment,
            cwd=self.folder,
            text=True,
            errors="replace",
        ) as child:
            try:
                lines = self._follow(child)
            except BaseException:  # Ctrl-C above all: nothing may go on behind our back
                child.terminate()
                raise
        if child.returncode != 0:
            end = "\n".join(f"    {line}" for line in lines[-25:])
            raise StepFailed(f"{self.label}: failed with exit status {child.returncode}.\n{end}")

    def _follow(self, child: subprocess.Popen[str]) -> list[str]:
        lines, started, last_word = [], time.monotonic(), time.monotonic()
        with _install_log().open("a", encoding="utf-8") as log:
            log.write(f"\n== {self.label}\n")
            for line in _lines_or_none(child):
                if line is not None:
                    lines.append(line)
                    log.write(f"{line}\n")
                if line is not None and line.strip().startswith(WORTH_SHOWING):
                    say(f"  {line.strip()}")
                    last_word = time.monotonic()
                if time.monotonic() - last_word >= HEARTBEAT_SECONDS:
                    say(f"  … {time.monotonic() - started:.0f} s{_written_so_far(child.pid)}")
                    last_word = time.monotonic()
        return lines


@contextmanager
def turn(lock: Path, *, to: str) -> Iterator[None]:
    """One process at a time; who has to wait says for what."""
    if is_locked(lock):
        say(f"Another process is {to}: waiting for it")
    with holding(lock):
        yield


def say(line: str) -> None:
    """One line of progress."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _install_log() -> Path:
    environment = read_environment(os.environ)
    prepare_home(environment)
    environment.logs.mkdir(mode=0o700, exist_ok=True)
    return environment.logs / "install.log"


def _lines_or_none(child: subprocess.Popen[str]) -> Iterator[str | None]:
    """The lines as they come; None for each second without one, so that the caller can say that it still waits."""
    arrived: queue.Queue[str | None] = queue.Queue()
    output = child.stdout

    def read() -> None:
        for line in output or ():
            arrived.put(line.rstrip("\n"))
        arrived.put(None)

    threading.Thread(target=read, daemon=True).start()
    while True:
        try:
            line = arrived.get(timeout=1.0)
        except queue.Empty:
            yield None
            continue
        if line is None:
            return
        yield line


def _written_so_far(pid: int) -> str:
    """How much the process has written, downloads and unpacked files together; unknown on systems without /proc."""
    try:
        counters = Path(f"/proc/{pid}/io").read_text(encoding="ascii")
    except OSError:
        return ""
    written = next(int(line.split()[1]) for line in counters.splitlines() if line.startswith("wchar:"))
    return f", {written / 1e6:,.0f} MB written" if written >= 1e6 else ""
