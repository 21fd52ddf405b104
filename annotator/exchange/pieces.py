"""The bytes of one row, cut out of a stream: whole, or its head and its fingerprint where it is too long to hold."""

import hashlib
from dataclasses import dataclass
from typing import Any, Final

# What is kept of a row that is not taken.
HEAD: Final = 64 * 1024

Fault = tuple[str, str]
"""Code and sentence."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One row's bytes. With a `fault` the row is known to be unreadable, and `raw` may be its head only.

    `value` is set where the file's own type system already made the object (Parquet).
    """

    number: int
    raw: bytes
    total: int
    fault: Fault | None = None
    value: dict[str, Any] | None = None
    digest_of_all: bytes | None = None

    @property
    def head(self) -> bytes:
        return self.raw[:HEAD]

    @property
    def digest(self) -> bytes:
        return self.digest_of_all or hashlib.sha256(self.raw).digest()


class PieceBuilder:
    """Collects one row from fragments and stops holding it beyond `longest` bytes: from there on it only counts."""

    def __init__(self, longest: int) -> None:
        self._longest = longest
        self.clear()

    def clear(self) -> None:
        """Forget what was collected."""
        self._parts: list[bytes] = []
        self._total = 0
        self._running: hashlib._Hash | None = None

    @property
    def is_blank(self) -> bool:
        return self._running is None and not any(part.strip() for part in self._parts)

    def add(self, fragment: bytes) -> None:
        self._total += len(fragment)
        if self._running is not None:
            self._running.update(fragment)
            return
        self._parts.append(fragment)
        if self._total > self._longest:
            self._stop_holding()

    def _stop_holding(self) -> None:
        self._running = hashlib.sha256()
        for part in self._parts:
            self._running.update(part)
        self._parts = [b"".join(self._parts)[:HEAD]]

    def finish(self, number: int, fault: Fault | None = None) -> Piece:
        """The piece as collected so far; the builder is empty again afterwards."""
        raw, total, running = b"".join(self._parts), self._total, self._running
        self.clear()
        if running is None:
            return Piece(number, raw, total, fault)
        if fault is None:
            fault = ("row_too_long", f"The row has {total:,} bytes; rows of more than {self._longest:,} are not read.")
        return Piece(number, raw, total, fault, digest_of_all=running.digest())
