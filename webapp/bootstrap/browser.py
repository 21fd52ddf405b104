"""A browser for the browser tests: one from PATH, else Debian's, else playwright's own."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from webapp.bootstrap.packages import web_environment
from webapp.bootstrap.steps import Step, StepFailed, say

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


def find_browser() -> Path | None:
    """A Chromium on PATH; None leaves the choice to playwright."""
    return next((Path(found) for found in map(shutil.which, NAMES) if found is not None), None)


def ensure_browser() -> None:
    """Install one where there is none; the tests say so themselves if that did not work."""
    if find_browser() is None and not _install_by_apt():
        _install_by_playwright()


def _install_by_apt() -> bool:
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return False
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    try:
        Step(label="Looking for Chromium in the system's packages", command=["apt-get", "update"]).run()
        Step(
            label="Installing Chromium (113 MB)",
            command=["apt-get", "install", "--yes", "--no-install-recommends", "chromium"],
            environment=environment,
        ).run()
    except StepFailed as error:
        say(str(error))
    return find_browser() is not None


def _install_by_playwright() -> None:
    """Marked by playwright itself: it does nothing when its browser is there."""
    playwright = web_environment().folder / "bin" / "playwright"
    Step(label="Installing playwright's own Chromium", command=[playwright, "install", "chromium"]).run()
