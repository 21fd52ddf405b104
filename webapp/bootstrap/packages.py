"""The two Python environments: `.venv` (web, development) and `.venv-worker` (the same base, and torch)."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from webapp.bootstrap.pip_settings import uv_environment
from webapp.bootstrap.steps import Step, StepFailed, say, turn
from webapp.env import REPOSITORY

REQUIREMENTS = REPOSITORY / "requirements"
TORCH = "torch==2.13.0"
# `transformers serve` wants it, and it wants torch: no lock can hold it either. Its other needs are in worker-test.txt.
ACCELERATE = "accelerate==1.15.0"


@dataclass(frozen=True)
class Layer:
    """Something to install on top of what is there, and the text that tells when it is out of date."""

    name: str
    label: str
    arguments: tuple[str, ...]
    source: str


@dataclass(frozen=True)
class PackageEnvironment:
    """A virtual environment and its layers, from the bottom up."""

    folder: Path
    lock: Path
    layers: tuple[Layer, ...]

    @property
    def python(self) -> Path:
        """The interpreter of this environment."""
        return self.folder / "bin" / "python"

    def is_ready(self) -> bool:
        """Whether everything was installed from the files as they are now; asks no network and no package manager."""
        return self.python.exists() and all(self._is_fresh(layer) for layer in self.layers)

    def ensure(self) -> None:
        """Install what is missing. May be interrupted and run again at any moment; two at once wait for each other."""
        if self.is_ready():
            return
        with turn(self.lock, to=f"installing into {self.folder.name}"):
            _make_venv(self.folder)
            self._ensure_uv()
            for layer in self.layers:
                if not self._is_fresh(layer):
                    self._install(layer)
        say(f"{self.folder.name} is ready, {_size_of(self.folder) / 1e6:,.0f} MB")

    def _install(self, layer: Layer) -> None:
        uv = self.folder / "bin" / "uv"
        Step(
            label=layer.label,
            command=[uv, "pip", "install", "--python", str(self.python), *layer.arguments],
            environment=uv_environment(self.python, os.environ),
            folder=REPOSITORY,
        ).run()
        stamp = self._stamp(layer)
        stamp.parent.mkdir(exist_ok=True)
        stamp.write_text(_digest(layer), encoding="ascii")

    def _ensure_uv(self) -> None:
        pinned = (REQUIREMENTS / "uv.txt").read_text(encoding="utf-8").strip()
        uv = self.folder / "bin" / "uv"
        if uv.exists() and f" {pinned.partition('==')[2]} " in f"{_output([uv, '--version'])} ":
            return
        pip: list[str | Path] = [
            self.python,
            "-m",
            "pip",
            "--disable-pip-version-check",
            "install",
            "-r",
            REQUIREMENTS / "uv.txt",
        ]
        Step(label=f"Installing {pinned}", command=pip).run()

    def _is_fresh(self, layer: Layer) -> bool:
        stamp = self._stamp(layer)
        return stamp.exists() and stamp.read_text(encoding="ascii") == _digest(layer)

    def _stamp(self, layer: Layer) -> Path:
        """Inside the environment, so that it goes when that goes."""
        return self.folder / "assay-stamps" / layer.name


def web_environment(*, development: bool = False) -> PackageEnvironment:
    """Base and embedded services; with `development` also tests and checks. No torch here, ever."""
    layers = [_locked("embedded", "Installing the packages of the web process")]
    if development:
        layers.append(_locked("dev", "Installing the packages for tests and checks"))
    return PackageEnvironment(REPOSITORY / ".venv", REQUIREMENTS / "base.txt", tuple(layers))


def worker_environment(*, development: bool = False) -> PackageEnvironment:
    """The same base, transformers, and torch in a step of its own: no lock could name both its builds."""
    torch = Layer(
        "torch",
        f"Installing {TORCH} for the model workers (the largest package: hundreds of megabytes to some gigabytes)",
        (TORCH, "--constraints", str(REQUIREMENTS / "worker.txt")),
        TORCH,
    )
    layers = [_locked("worker", "Installing the packages of the model workers"), torch]
    if development:
        layers.append(_locked("worker-test", "Installing the packages for the worker's tests"))
        layers.append(Layer("serving", f"Installing {ACCELERATE}", ("--no-deps", ACCELERATE), ACCELERATE))
    return PackageEnvironment(REPOSITORY / ".venv-worker", REQUIREMENTS / "worker.txt", tuple(layers))


def node_environment() -> PackageEnvironment:
    """Node as a package, for a machine that has none; it lives in the web environment."""
    layer = _locked("node", "Installing Node (61 MB), as none of version 20.19 or newer is on PATH")
    return PackageEnvironment(REPOSITORY / ".venv", REQUIREMENTS / "base.txt", (layer,))


def _locked(name: str, label: str) -> Layer:
    path = REQUIREMENTS / f"{name}.txt"
    return Layer(name, label, ("-r", str(path)), path.read_text(encoding="utf-8"))


def _digest(layer: Layer) -> str:
    return hashlib.sha256("\n".join((*layer.arguments, layer.source)).encode()).hexdigest()


def _make_venv(folder: Path) -> None:
    """A folder whose pip works is kept as it is; anything else is made anew."""
    python = folder / "bin" / "python"
    if python.exists() and _succeeds([python, "-m", "pip", "--version"]):
        return
    make: list[str | Path] = [sys.executable, "-m", "venv", "--clear", folder]
    try:
        Step(label=f"Making {folder.name}", command=make).run()
    except StepFailed as error:
        raise StepFailed(
            f"{error}\nPython's venv module is not complete here: install your system's package for it (Debian and "
            "Ubuntu: python3-venv), or set PYTHON to a complete Python of version 3.11 or newer."
        ) from error


def _size_of(folder: Path) -> int:
    return sum(path.lstat().st_size for path in folder.rglob("*"))


def _output(command: Sequence[str | Path]) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


def _succeeds(command: Sequence[str | Path]) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0
