"""Which browser drives the tests: one from PATH, else playwright's own; without any, a loud skip, or a failure in CI."""

import os
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import BrowserType

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def find_browser(chromium: BrowserType) -> str:
    """The program to start."""
    on_path = next(filter(None, map(shutil.which, NAMES)), None)
    found = on_path or chromium.executable_path
    if Path(found).exists():
        return found
    message = (
        f"NO BROWSER: put one of {', '.join(NAMES)} on PATH (apt-get install chromium); `make test` does so as root."
    )
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)
