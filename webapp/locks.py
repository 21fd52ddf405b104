"""Locks that the kernel lets go of: they end with the process that holds them, also after kill -9."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class FileLock:
    """One advisory lock on one file, shared or exclusive. Not inherited by child processes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor: int | None = None

    def acquire(self, *, shared: bool = False, wait: bool = True) -> bool:
        """Take or change the lock; False when somebody else holds it and `wait` is off.

        A refused change from shared to exclusive also loses the shared lock: that is how flock works.
        """
        if self._descriptor is None:
            # An existing file or folder is opened for reading, so that a lock needs no right to write.
            flags = os.O_RDONLY if self.path.exists() else os.O_RDWR | os.O_CREAT
            self._descriptor = os.open(self.path, flags | os.O_CLOEXEC, 0o600)
        kind = (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | (0 if wait else fcntl.LOCK_NB)
        try:
            fcntl.flock(self._descriptor, kind)
        except BlockingIOError:
            self.release()
            return False
        return True

    def release(self) -> None:
        """Let go; releasing twice is harmless."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def is_locked(path: Path) -> bool:
    """Whether some process holds this lock exclusively right now."""
    if not path.exists():
        return False
    probe = FileLock(path)
    free = probe.acquire(shared=True, wait=False)
    probe.release()
    return not free


@contextmanager
def holding(path: Path) -> Iterator[None]:
    """Hold the exclusive lock on `path`, waiting for it."""
    lock = FileLock(path)
    lock.acquire()
    try:
        yield
    finally:
        lock.release()
