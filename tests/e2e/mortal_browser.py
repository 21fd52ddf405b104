"""A browser as a process of its own, with a profile that outlives it: it may be killed at any moment."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, BrowserType

from tests.e2e.browsers import ARGUMENTS

PATIENCE = 60.0


class MortalBrowser:
    """One window with what a person's own browser has: a profile on disk."""

    def __init__(self, chromium: BrowserType, program: str, profile: Path) -> None:
        self._chromium = chromium
        self._program = program
        self._profile = profile
        self._process: subprocess.Popen[bytes] | None = None
        self._browser: Browser | None = None

    def start(self) -> BrowserContext:
        """Start it on its profile."""
        told = self._profile / "DevToolsActivePort"
        told.unlink(missing_ok=True)
        options = ["--headless=new", "--remote-debugging-port=0", f"--user-data-dir={self._profile}"]
        options += ["--no-default-browser-check", "--window-size=1280,800", "about:blank"]
        self._process = subprocess.Popen(
            [self._program, *ARGUMENTS, *options],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._browser = self._chromium.connect_over_cdp(f"http://127.0.0.1:{self._port(told)}")
        return self._browser.contexts[0]

    def kill(self) -> None:
        """kill -9, all of its processes at once; nothing is written any more."""
        if self._process is not None:
            try:
                os.killpg(self._process.pid, signal.SIGKILL)
            except ProcessLookupError:
                return
            self._process.wait(PATIENCE)

    def _port(self, told: Path) -> int:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            lines = told.read_text(encoding="utf-8").split() if told.exists() else []
            if lines:
                return int(lines[0])
            time.sleep(0.05)
        raise RuntimeError(f"{self._program} did not say where it listens.")


@contextmanager
def mortal_browser(chromium: BrowserType, program: str, profile: Path) -> Iterator[MortalBrowser]:
    """Not started yet; killed in the end."""
    browser = MortalBrowser(chromium, program, profile)
    try:
        yield browser
    finally:
        browser.kill()
