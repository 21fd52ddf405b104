"""Starts a program as a child that cannot outlive us, as the account that it may run as."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from webapp.embedded.account import Account

PR_SET_PDEATHSIG = 1
LOG_LIMIT_BYTES = 10_000_000


@dataclass(frozen=True, kw_only=True)
class Program:
    """A command, where it writes, and how it is told that we are gone."""

    command: Sequence[str | Path]
    log: Path
    death_signal: signal.Signals = signal.SIGTERM
    account: Account | None = None
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    folder: Path | None = None

    def start(self) -> subprocess.Popen[bytes]:
        """In a session of its own, so that Ctrl-C reaches only us and we stop everything in our order.

        On Linux the kernel sends `death_signal` when the calling *thread* ends, so call this from the main thread.
        Other systems have no such call: there the next start finds and stops what was left.
        """
        lent = self.account if self.account is not None and self.account.changes else None
        with open_log(self.log) as output:
            return subprocess.Popen(
                [os.fspath(part) for part in self.command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=self.folder,
                env=self.environment,
                start_new_session=True,
                preexec_fn=die_with_parent(self.death_signal),  # noqa: PLW1509 - our callers have one thread
                user=lent.uid if lent else None,
                group=lent.gid if lent else None,
                extra_groups=[] if lent else None,
            )


def die_with_parent(death_signal: signal.Signals) -> Callable[[], None] | None:
    """A function for the child to call between fork and exec; libc is loaded before, in the parent."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)
    parent = os.getpid()

    def ask_the_kernel() -> None:
        libc.prctl(PR_SET_PDEATHSIG, int(death_signal))
        if os.getppid() != parent:  # the parent died before the call
            os._exit(1)

    return ask_the_kernel


def stop_child(child: subprocess.Popen[bytes], signals: Sequence[tuple[signal.Signals, float]]) -> None:
    """Send each signal in turn and give each its seconds, until the child is gone; the last resort is kill."""
    for number, seconds in (*signals, (signal.SIGKILL, 10.0)):
        if child.poll() is not None:
            return
        child.send_signal(number)
        try:
            child.wait(seconds)
        except subprocess.TimeoutExpired:
            continue


def open_log(log: Path) -> BinaryIO:
    """Append to a log; one that grew too large is set aside, so that two files are the most there are."""
    if log.exists() and log.stat().st_size > LOG_LIMIT_BYTES:
        log.replace(log.with_suffix(log.suffix + ".1"))
    descriptor = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    return os.fdopen(descriptor, "ab")


def tail_of(log: Path, *, lines: int = 15) -> str:
    """The last lines, for a message."""
    try:
        return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])
    except OSError:
        return "(no log)"
