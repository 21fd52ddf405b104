"""What to do with the postmaster.pid that a killed server left in its data folder."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

from webapp.embedded.account import Account


def clear_stale_pid(data: Path, *, account: Account) -> None:
    """Make the data folder startable. The caller holds the lock that lets only one keeper use this folder.

    A server of this very folder that still runs (its keeper was killed) is asked to stop and waited for. A number that
    belongs to some other process now would make PostgreSQL refuse for ever, so it is replaced by our own, which
    PostgreSQL ignores as its parent's; the rest of the file stays, because it leads to the shared memory in which
    PostgreSQL looks for surviving back ends.
    """
    path = data / "postmaster.pid"
    try:
        first, *rest = path.read_text(encoding="utf-8").splitlines()
        pid = int(first)
    except (OSError, ValueError):
        return
    if _runs_in(data, pid):
        _stop_orphan(data, pid)
        return
    draft = data / "postmaster.pid.new"
    draft.write_text("\n".join([str(os.getpid()), *rest, ""]), encoding="utf-8")
    if account.changes:
        os.chown(draft, account.uid, account.gid)
    draft.replace(path)


def _runs_in(data: Path, pid: int) -> bool:
    """Whether this process is alive, no zombie, and a server of this data folder."""
    try:
        return Path(f"/proc/{pid}/cwd").samefile(data)
    except OSError:
        if Path("/proc/self/cwd").exists():
            return False
    listed = subprocess.run(["ps", "-p", str(pid), "-o", "command="], capture_output=True, text=True, check=False)
    return str(data) in listed.stdout


def _stop_orphan(data: Path, pid: int) -> None:
    for number, seconds in ((signal.SIGINT, 20.0), (signal.SIGQUIT, 10.0), (signal.SIGKILL, 10.0)):
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            return
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if not _runs_in(data, pid):
                return
            time.sleep(0.02)
