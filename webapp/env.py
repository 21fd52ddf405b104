"""Everything that Assay reads from its environment, checked once at the start.

Only the standard library is imported here: the installer, the compose check and the settings all read this module.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Literal, cast
from urllib.parse import urlsplit

REPOSITORY = Path(__file__).resolve().parent.parent
PREFIX = "ASSAY_"
DEFAULT_PORT = 8000
HOME_MARK = "MADE_BY_ASSAY"
LOCAL_HOSTS = ("127.0.0.1", "localhost", "[::1]")

EmbeddedSource = Literal["auto", "packages"]
LogLevel = Literal["DEBUG", "INFO", "WARNING", "ERROR"]


class BadEnvironment(Exception):
    """A variable has a value that Assay cannot start with; the message names the variable and what to write."""


@dataclass(frozen=True, kw_only=True)
class Environment:
    """What the environment says. Field `x` is read from `ASSAY_X`; docs/operations.md explains each one.

    `None` has a meaning of its own everywhere: `database_url` and `broker_url` None run the embedded services,
    `secret_key` None uses the generated one, `port` None takes 8000 or the next free one.
    """

    home: Path
    database_url: str | None
    database_pool: int
    broker_url: str | None
    embedded: EmbeddedSource
    secret_key: str | None
    debug: bool
    allowed_hosts: tuple[str, ...]
    host: str
    port: int | None
    https: bool
    web_workers: int
    web_threads: int
    task_processes: int
    model_worker: bool
    undo_seconds: int
    lease_minutes: int
    log_level: LogLevel

    @property
    def logs(self) -> Path:
        """One file per service, written by the supervisor."""
        return self.home / "logs"


VARIABLES: tuple[str, ...] = tuple(PREFIX + field.name.upper() for field in fields(Environment))


def read_environment(variables: Mapping[str, str]) -> Environment:
    """Read and check all variables; an empty value counts as not set. Raises BadEnvironment at the first bad one."""
    read = _Reader(variables)
    return Environment(
        home=read.folder("HOME", REPOSITORY / ".assay"),
        database_url=read.url("DATABASE_URL", ("postgres", "postgresql"), "postgres://user:password@host:5432/name"),
        database_pool=read.number("DATABASE_POOL", default=4, least=0, most=100),
        broker_url=read.url("BROKER_URL", ("redis", "rediss", "redis+socket", "amqp", "amqps"), "redis://host:6379/0"),
        embedded=cast("EmbeddedSource", read.choice("EMBEDDED", ("auto", "packages"))),
        secret_key=read.secret("SECRET_KEY"),
        debug=read.switch("DEBUG"),
        allowed_hosts=read.hosts("ALLOWED_HOSTS", LOCAL_HOSTS),
        host=read.text("HOST") or "127.0.0.1",
        port=read.number("PORT", default=0, least=1, most=65535) or None,
        https=read.switch("HTTPS"),
        web_workers=read.number("WEB_WORKERS", default=2, least=1, most=64),
        web_threads=read.number("WEB_THREADS", default=4, least=1, most=64),
        task_processes=read.number("TASK_PROCESSES", default=2, least=1, most=256),
        model_worker=read.switch("MODEL_WORKER", default="true"),
        undo_seconds=read.number("UNDO_SECONDS", default=30, least=0, most=3600),
        lease_minutes=read.number("LEASE_MINUTES", default=10, least=1, most=1440),
        log_level=cast("LogLevel", read.choice("LOG_LEVEL", ("INFO", "DEBUG", "WARNING", "ERROR"))),
    )


def prepare_home(environment: Environment) -> Path:
    """Make ASSAY_HOME where it is missing.

    A folder that was empty or missing is marked as ours: `make clean` removes nothing else. Only its owner may list it.
    Under root others may pass through it, because PostgreSQL refuses to run as root and
    its data lies inside; every folder and file below has its own, private mode.
    """
    home = environment.home
    if not (home / HOME_MARK).exists():
        try:
            home.mkdir(parents=True, exist_ok=True)
            if not any(home.iterdir()):
                home.chmod(0o711 if os.geteuid() == 0 else 0o700)
                (home / HOME_MARK).write_text("Assay's state; `make clean` removes this folder.\n", encoding="utf-8")
        except OSError as error:
            raise BadEnvironment(
                f"ASSAY_HOME: cannot make {home} ({error.strerror}); set it to a folder that you can write to."
            ) from error
    return home


def obtain_secret_key(environment: Environment) -> str:
    """The key that signs sessions: the given one, else one made once and kept in ASSAY_HOME/secret_key (0600)."""
    if environment.secret_key is not None:
        return environment.secret_key
    path = prepare_home(environment) / "secret_key"
    if not path.exists():
        _write_once(path, secrets.token_urlsafe(64))
    return path.read_text(encoding="ascii").strip()


def _write_once(path: Path, text: str) -> None:
    """Of several processes at once exactly one writes; a link appears whole or not at all."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    draft.touch(mode=0o600, exist_ok=False)
    draft.write_text(text, encoding="ascii")
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        pass  # another process was first, and its key is the one
    finally:
        draft.unlink()


@dataclass(frozen=True)
class _Reader:
    """Reads one variable at a time; every refusal names the variable and says what would be right."""

    variables: Mapping[str, str]

    def text(self, name: str) -> str | None:
        return self.variables.get(PREFIX + name, "").strip() or None

    def folder(self, name: str, default: Path) -> Path:
        text = self.text(name)
        if text is None:
            return default
        path = Path(text).expanduser()
        if not path.is_absolute():
            raise BadEnvironment(f"{PREFIX}{name} must be an absolute path, not {text!r}.")
        return path

    def url(self, name: str, schemes: tuple[str, ...], example: str) -> str | None:
        text = self.text(name)
        if text is None:
            return None
        # The value is never repeated in the message: it usually holds a password.
        refusal = BadEnvironment(f"{PREFIX}{name} must look like {example} (schemes: {', '.join(schemes)}).")
        try:
            parts = urlsplit(text)
            port = parts.port
        except ValueError as error:
            raise refusal from error
        has_place = bool(parts.hostname or "host=" in parts.query or parts.scheme == "redis+socket")
        needs_name = "postgres" in schemes
        if parts.scheme not in schemes or not has_place or port == 0 or (needs_name and len(parts.path) < 2):
            raise refusal
        return text

    def number(self, name: str, *, default: int, least: int, most: int) -> int:
        text = self.text(name)
        if text is None:
            return default
        if not (text.isascii() and text.isdigit() and least <= int(text[:9]) <= most):
            raise BadEnvironment(f"{PREFIX}{name} must be a whole number from {least} to {most}, not {text!r}.")
        return int(text)

    def switch(self, name: str, *, default: str = "false") -> bool:
        text = (self.text(name) or default).lower()
        if text in {"1", "true", "yes", "on"}:
            return True
        if text in {"0", "false", "no", "off"}:
            return False
        raise BadEnvironment(f"{PREFIX}{name} must be true or false, not {text!r}.")

    def choice(self, name: str, choices: tuple[str, ...]) -> str:
        """The first choice is the default."""
        text = self.text(name) or choices[0]
        if text not in choices:
            raise BadEnvironment(f"{PREFIX}{name} must be one of {', '.join(choices)}, not {text!r}.")
        return text

    def secret(self, name: str) -> str | None:
        text = self.text(name)
        if text is not None and len(text) < 50:
            raise BadEnvironment(
                f"{PREFIX}{name} must have at least 50 characters; leave it empty to have one made under ASSAY_HOME."
            )
        return text

    def hosts(self, name: str, default: tuple[str, ...]) -> tuple[str, ...]:
        text = self.text(name)
        if text is None:
            return default
        hosts = tuple(part.strip() for part in text.split(",") if part.strip())
        if not hosts or any("/" in host or " " in host for host in hosts):
            raise BadEnvironment(
                f"{PREFIX}{name} must be host names separated by commas, such as assay.example.org, not {text!r}."
            )
        return hosts
