"""Removes what running and building left: ASSAY_HOME, the bundle and caches. Installed packages stay."""

from __future__ import annotations

import shutil
from pathlib import Path

from webapp.bootstrap.steps import StepFailed, say
from webapp.env import HOME_MARK, REPOSITORY, Environment
from webapp.locks import is_locked

BUILT = ("frontend/dist", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".import_linter_cache", ".hypothesis")


def clean(environment: Environment, *, built: tuple[str, ...] = BUILT) -> None:
    """Refuses while something runs, and refuses a folder that Assay did not make."""
    home = environment.home
    if is_locked(home / "run" / "keeper.lock"):
        raise StepFailed(f"Something still uses the services in {home}: stop it first (Ctrl-C in `make demo`).")
    for name in built:
        _remove(REPOSITORY / name)
    if not home.exists():
        return
    if not (home / HOME_MARK).exists():
        raise StepFailed(
            f"{home} has no file {HOME_MARK}, so Assay did not make it: remove it yourself if you mean it."
        )
    elsewhere = home / "state_folder"
    if elsewhere.exists():
        _remove(Path(elsewhere.read_text(encoding="utf-8").strip()))
    _remove(home)


def _remove(path: Path) -> None:
    if path.exists():
        say(f"Removing {path}")
        shutil.rmtree(path)
