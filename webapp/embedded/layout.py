"""Where the embedded services keep things, and the addresses under which they answer."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

from webapp.env import Environment, prepare_home

DATABASE_NAME = "assay"
DATABASE_USER = "assay"
# A Unix socket's path holds at most 107 bytes on Linux and 103 on macOS.
SOCKET_PATH_LIMIT = 103
POSTGRES_SOCKET = ".s.PGSQL.5432"
REDIS_SOCKET = "redis.sock"


@dataclass(frozen=True, kw_only=True)
class Addresses:
    """Where the database and the broker are, as URLs; the embedded ones are Unix sockets in a private folder."""

    database_url: str
    broker_url: str


@dataclass(frozen=True)
class Layout:
    """Paths below ASSAY_HOME that several processes share."""

    home: Path

    @property
    def run(self) -> Path:
        """Locks and the runtime file."""
        return self.home / "run"

    @property
    def users_lock(self) -> Path:
        """Held shared by everybody who needs the services."""
        return self.run / "users.lock"

    @property
    def keeper_lock(self) -> Path:
        """Held exclusively by the one process that runs the services."""
        return self.run / "keeper.lock"

    @property
    def runtime(self) -> Path:
        """What the keeper says of itself once everything answers; gone when it stops."""
        return self.run / "services.json"

    @property
    def failure(self) -> Path:
        """Why the last keeper could not start."""
        return self.run / "failure.txt"

    @property
    def state_pointer(self) -> Path:
        """Names the state folder where it could not lie under ASSAY_HOME."""
        return self.home / "state_folder"


def prepare_layout(environment: Environment) -> Layout:
    """Make the shared folders where they are missing."""
    layout = Layout(prepare_home(environment))
    layout.run.mkdir(mode=0o700, exist_ok=True)
    environment.logs.mkdir(mode=0o700, exist_ok=True)
    return layout


def addresses(environment: Environment) -> Addresses:
    """The URLs to use now. Starts nothing: with nothing running they are where the services will be."""
    known = read_runtime(Layout(environment.home))
    sockets = Path(str(known["sockets"])) if known and "sockets" in known else usual_sockets(environment.home)
    return Addresses(
        database_url=environment.database_url or embedded_database_url(sockets),
        broker_url=environment.broker_url or embedded_broker_url(sockets),
    )


def embedded_database_url(sockets: Path, *, name: str = DATABASE_NAME) -> str:
    """The form that libpq reads; the folder stands in the query, as a host cannot hold slashes."""
    return f"postgres://{DATABASE_USER}@/{quote(name)}?{urlencode({'host': str(sockets)})}"


def embedded_broker_url(sockets: Path, *, number: int = 0) -> str:
    """The form that Celery reads; `number` is one of Redis' numbered databases."""
    return f"redis+socket://{quote(str(sockets / REDIS_SOCKET))}?{urlencode({'virtual_host': number})}"


def usual_sockets(home: Path) -> Path:
    """A short folder that every process computes alike from ASSAY_HOME, however deep that lies."""
    name = f"assay-{os.geteuid()}-{hashlib.sha256(os.fsencode(home.resolve())).hexdigest()[:12]}"
    usual = Path(tempfile.gettempdir()) / name
    longest = max(POSTGRES_SOCKET, REDIS_SOCKET, key=len)
    fits = len(os.fsencode(usual / longest)) <= SOCKET_PATH_LIMIT
    return usual if fits else Path("/tmp") / name  # noqa: S108 - short by definition; the folder is made private


def read_runtime(layout: Layout) -> dict[str, object] | None:
    """What the keeper wrote, or None; whether that keeper still lives is for the lock to say."""
    try:
        known = json.loads(layout.runtime.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return known if isinstance(known, dict) else None


def write_runtime(layout: Layout, known: dict[str, object]) -> None:
    """Readers see the old file or the new one, never half of it."""
    draft = layout.runtime.with_suffix(".new")
    draft.write_text(json.dumps(known, indent=2) + "\n", encoding="utf-8")
    draft.replace(layout.runtime)
