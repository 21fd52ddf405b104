"""Says that something is still waited for: after one second, then after two, four, eight."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

FIRST_WORD_SECONDS = 1.0


@dataclass
class Patience:
    """One wait; `tell` is called again and again while it lasts."""

    what: str
    say: Callable[[str], None] = field(kw_only=True)
    _started: float = field(default_factory=time.monotonic)
    _next_word: float = FIRST_WORD_SECONDS

    def tell(self, detail: str = "") -> None:
        """Quiet for waits of under a second."""
        waited = time.monotonic() - self._started
        if waited >= self._next_word:
            self.say(f"{self.what}{f' ({detail})' if detail else ''}, {waited:.0f} s so far")
            self._next_word *= 2
