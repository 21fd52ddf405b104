"""One program of the site and whatever it leaves behind."""

from __future__ import annotations

import time
from pathlib import Path

from webapp.embedded.child import Program
from webapp.supervisor.process import Process


def state_of(pid: int) -> str | None:
    """The letter that the kernel has for it (Z: dead, and not collected yet); None where there is no such process."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except OSError:
        return None


def test_once_it_has_stopped_nothing_of_its_family_runs(tmp_path: Path) -> None:
    orphan = tmp_path / "orphan"
    leaves_a_child = ["sh", "-c", f"sleep 60 & echo $! > {orphan}"]
    program = Program(
        command=leaves_a_child, log=tmp_path / "log", environment={"PATH": "/bin:/usr/bin"}, folder=tmp_path
    )
    process = Process("program", program, say=lambda _text: None)

    process.start()
    until = time.monotonic() + 10
    while not process.has_stopped() and time.monotonic() < until:
        time.sleep(0.005)

    assert process.has_stopped()
    assert state_of(int(orphan.read_text(encoding="ascii"))) in {None, "Z"}
