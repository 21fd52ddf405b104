"""Starts a program as a child that cannot outlive us, as the account that it may run as."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from webapp.embedded.account import Account

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PR_SET_PDEATHSIG = 1
LOG_LIMIT_BYTES = 10_000_000


@dataclass(frozen=True, kw_only=True)
class Program:
    """A command, where it writes, and how it is told that we are gone: not at all where `death_signal` is None."""

    command: Sequence[str | Path]
    log: Path
    death_signal: signal.Signals | None = signal.SIGTERM
    account: Account | None = None
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    folder: Path | None = None

    def start(self, *, piped: bool = False) -> subprocess.Popen[bytes]:
        """In a session of its own, so that Ctrl-C reaches only us and we stop everything in our order.

        With `piped` its standard output comes to us, and only what it says on standard error goes to the log.

        On Linux the kernel sends `death_signal` when the calling *thread* ends, so call this from the main thread.
        Other systems have no such call: there the next start finds and stops what was left.
        """
        lent = self.account if self.account is not None and self.account.changes else None
        with open_log(self.log) as log, held_signals():
            return subprocess.Popen(
                [os.fspath(part) for part in self.command],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE if piped else log,
                stderr=log,
                cwd=self.folder,
                env=self.environment,
                start_new_session=True,
                preexec_fn=_before_the_program(self.death_signal),  # noqa: PLW1509 - it only calls the kernel
                user=lent.uid if lent else None,
                group=lent.gid if lent else None,
                extra_groups=[] if lent else None,
            )


@contextmanager
def held_signals() -> Iterator[None]:
    """Requests to stop wait until a child is started: in the middle of a fork their exception would be lost."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _before_the_program(death_signal: signal.Signals | None) -> Callable[[], None]:
    """A function for the child to call between fork and exec; libc is loaded before, in the parent."""
    libc = ctypes.CDLL(None) if sys.platform == "linux" else None
    parent = os.getpid()

    def prepare() -> None:
        for number in STOP_SIGNALS:  # our own answers to them are not the child's
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)
        if libc is not None and death_signal is not None:
            libc.prctl(PR_SET_PDEATHSIG, int(death_signal))
            if os.getppid() != parent:  # it died before the call
                os._exit(1)

    return prepare


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
