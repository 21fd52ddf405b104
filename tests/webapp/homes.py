"""An ASSAY_HOME of its own for a test, processes that hold its services, and a look at what runs."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from webapp.embedded.layout import usual_sockets
from webapp.env import REPOSITORY

# Holds the services until its standard input ends, and says where they are.
HOLDER = """
import json, os, sys
from webapp.embedded.services import ensure_services
from webapp.env import read_environment
with ensure_services(read_environment(os.environ), say=lambda line: print(line, file=sys.stderr)) as found:
    print(json.dumps([found.database_url, found.broker_url]), flush=True)
    sys.stdin.read()
"""


@dataclass(frozen=True)
class Home:
    """A folder for ASSAY_HOME, and the variables and account under which its processes run."""

    path: Path
    variables: Mapping[str, str] = field(default_factory=dict)
    python: str = sys.executable
    user: int | None = None
    repository: Path = REPOSITORY

    def environment(self) -> dict[str, str]:
        """Without addresses from outside, and with the package's own servers."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("ASSAY_")}
        return kept | {"ASSAY_HOME": str(self.path), "ASSAY_EMBEDDED": "packages"} | dict(self.variables)

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """A Python process of this home."""
        return subprocess.Popen(
            [self.python, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=self.repository,
            env=self.environment(),
            text=True,
            user=self.user,
            group=self.user,
            extra_groups=None if self.user is None else [],
        )

    def runtime(self) -> dict[str, object]:
        """What the keeper wrote of itself."""
        known: dict[str, object] = json.loads((self.path / "run" / "services.json").read_text(encoding="utf-8"))
        return known

    def processes(self, *, containing: str = "") -> list[int]:
        """All processes that were started for this ASSAY_HOME and whose command holds the given text."""
        return [pid for pid in _pids() if containing in _command_of(pid) and self._owns(pid)]

    def comes_to_rest(self, *, seconds: float = 20.0) -> bool:
        """Whether none is left in time: who was the last to go is a moment longer on its way out."""
        return eventually(lambda: not self.processes(), seconds=seconds)

    def commands(self) -> list[str]:
        """The command lines of those processes, for the message of a test that found one too many."""
        return [_command_of(pid) for pid in self.processes()]

    def _owns(self, pid: int) -> bool:
        """By its variables; Redis writes its title over them, so also by the folder in which the servers run."""
        mark = f"ASSAY_HOME={self.path}\0".encode()
        name = usual_sockets(self.path).name.rpartition("-")[2]  # what stands before it depends on the user
        process = Path(f"/proc/{pid}")
        try:
            folder = str((process / "cwd").readlink()).removesuffix(" (deleted)")
            return mark in (process / "environ").read_bytes() + b"\0" or folder.endswith(name)
        except OSError:
            return False


@dataclass
class Holder:
    """A process that holds the services of a home."""

    process: subprocess.Popen[str]
    database_url: str = ""
    broker_url: str = ""

    def wait_until_ready(self) -> None:
        """Raises with what it said, if it ended instead."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise AssertionError(self.process.communicate()[1])
        self.database_url, self.broker_url = json.loads(line)

    def let_go(self) -> str:
        """End it in the ordinary way; what it said on standard error."""
        said = self.process.communicate(timeout=180)[1]
        assert self.process.returncode == 0, said
        return said


@contextmanager
def fresh_home(*, below: Path | None = None, mode: int = 0o711) -> Iterator[Path]:
    """A folder outside pytest's own, which only root may enter; removed with whatever was kept elsewhere for it."""
    root = Path(tempfile.mkdtemp(prefix="at-", dir=below))
    root.chmod(mode)
    home = root / "home"
    try:
        yield home
    finally:
        pointer = home / "state_folder"
        if pointer.exists():
            shutil.rmtree(pointer.read_text(encoding="utf-8").strip(), ignore_errors=True)
        shutil.rmtree(root, ignore_errors=True)


@contextmanager
def holding(home: Home) -> Iterator[Holder]:
    """The services of a home, held by another process for the length of the block."""
    with home.start("-c", HOLDER) as process:  # leaving closes its standard input, and waits
        holder = Holder(process)
        holder.wait_until_ready()
        yield holder


def eventually(is_so: Callable[[], bool], *, seconds: float = 20.0) -> bool:
    """Whether it becomes true in time."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if is_so():
            return True
        time.sleep(0.05)
    return False


def database_answers(url: str) -> bool:
    """By a real connection."""
    try:
        psycopg.connect(url, connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True


def is_alive(pid: int) -> bool:
    """A zombie is dead."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def _pids() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit() and is_alive(int(entry.name))]


def _command_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""
