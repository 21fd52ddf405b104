"""Tells whether files changed since something was made from them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path


def digest_of(files: Iterable[Path], *, root: Path, also: str = "") -> str:
    """One value for names and contents; the order in which the files come does not matter."""
    whole = hashlib.sha256(also.encode())
    for file in sorted(files):
        whole.update(f"\n{file.relative_to(root)}\n".encode())
        whole.update(hashlib.sha256(file.read_bytes()).digest())
    return whole.hexdigest()


def is_made(stamp: Path, digest: str) -> bool:
    """Whether the last complete run was made from just these files."""
    return stamp.exists() and stamp.read_text(encoding="ascii") == digest


def mark_made(stamp: Path, digest: str) -> None:
    """To be called last, so that an interrupted run counts as none."""
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(digest, encoding="ascii")
