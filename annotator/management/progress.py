"""One line of progress on standard error: rewritten on a terminal, now and then a new one in a log."""

import time
from collections.abc import Callable
from typing import Final, TextIO

LINE_EVERY_S: Final = 10.0


class ProgressLine:
    """Standard output is left alone: it belongs to the command's answer."""

    def __init__(self, stream: TextIO, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream = stream
        self._clock = clock
        self._is_terminal = stream.isatty()
        self._shown: str | None = None
        self._shown_at = 0.0
        self._held_back: str | None = None

    def show(self, text: str) -> None:
        """Say where things are, if that is news."""
        self._held_back = None
        if text == self._shown:
            return
        if self._is_terminal:
            self._write(f"\r\x1b[K{text}")
        elif self._shown is None or self._clock() - self._shown_at >= LINE_EVERY_S:
            self._write(f"{text}\n")
        else:
            self._held_back = text
            return
        self._shown, self._shown_at = text, self._clock()

    def say(self, text: str) -> None:
        """Something that stays on the screen."""
        self._write(f"\r\x1b[K{text}\n" if self._is_terminal else f"{text}\n")

    def end(self) -> None:
        """Leave the last word in view and go to the next line."""
        if self._is_terminal and self._shown is not None:
            self._write("\n")
        elif self._held_back is not None:
            self._write(f"{self._held_back}\n")
        self._shown = self._held_back = None

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()
