"""One PostgreSQL server: its data folder made once, then started as our child."""

from __future__ import annotations

import os
import shutil
import signal
from pathlib import Path

import psycopg
from psycopg import sql

from webapp.embedded.account import give_to
from webapp.embedded.child import Program, tail_of
from webapp.embedded.layout import DATABASE_NAME, DATABASE_USER, POSTGRES_SOCKET, embedded_database_url
from webapp.embedded.placement import Placement
from webapp.embedded.postmaster_pid import clear_stale_pid
from webapp.embedded.server import CannotStart, Server

MAJOR = "18"
# Modest, for a laptop. Durability keeps PostgreSQL's defaults: fsync and synchronous_commit are on.
SETTINGS = {
    "listen_addresses": "",  # nothing but the socket, and its folder is private
    "unix_socket_permissions": "0700",
    "shared_buffers": "256MB",
    "effective_cache_size": "2GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "256MB",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    "max_connections": "150",
    "jit": "off",
    "log_line_prefix": "%m [%p] ",
    "log_timezone": "UTC",
    "timezone": "UTC",
}


class PostgresServer(Server):
    """The database server of one placement."""

    name = "postgres"
    stop_signals = ((signal.SIGINT, 30.0), (signal.SIGQUIT, 10.0))  # fast, then immediate

    def __init__(self, placement: Placement, *, program: Path, log: Path) -> None:
        super().__init__(placement, log=log)
        self._binaries = program.parent
        self._data = placement.data

    @property
    def address(self) -> str:
        """The application's own database."""
        return embedded_database_url(self.sockets)

    def prepare(self) -> Program:
        """Make the data folder if there is none, and clear what a killed server left."""
        self._make_data()
        clear_stale_pid(self._data, account=self.account)
        for left_behind in self.sockets.glob(f"{POSTGRES_SOCKET}*"):
            left_behind.unlink()  # its lock, too, may name a process that is another one now, or a zombie
        settings = SETTINGS | {"unix_socket_directories": str(self.sockets)}
        arguments = [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
        return self._command("postgres", "-D", self._data, *arguments)

    def answers(self) -> bool:
        """A real connection, by which the application's database is made when it is missing."""
        try:
            self._make_database()
        except psycopg.OperationalError:
            return False
        return True

    def _make_data(self) -> None:
        """Only a complete data folder ever has the final name, so an interrupted first start is simply made again."""
        if self._data.exists():
            self._refuse_other_version()
            return
        draft = self._data.with_name("postgres.new")
        shutil.rmtree(draft, ignore_errors=True)
        give_to(self.account, draft)
        locale = ("--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=builtin")
        # Whoever can enter the sockets' folder is the account that owns the data, or root: a password would guard
        # nothing that is not theirs already.
        access = ("--auth-local=trust", "--auth-host=reject")
        if self._command("initdb", "-D", draft, "-U", DATABASE_USER, *locale, *access).start().wait() != 0:
            raise CannotStart(f"PostgreSQL could not make its data folder {draft}:\n{tail_of(self.log)}")
        draft.rename(self._data)

    def _command(self, name: str, *arguments: str | Path) -> Program:
        return Program(
            command=[self._binaries / name, *arguments],
            log=self.log,
            death_signal=signal.SIGINT,  # to the server: a fast and clean shutdown
            account=self.account,
            environment=plain_environment(),
            folder=self.sockets,
        )

    def _make_database(self) -> None:
        url = embedded_database_url(self.sockets, name="postgres")
        with psycopg.connect(url, autocommit=True, connect_timeout=5) as connection:
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE_NAME]).fetchone()
            if known is None:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE_NAME)))

    def _refuse_other_version(self) -> None:
        found = (self._data / "PG_VERSION").read_text(encoding="utf-8").strip()
        if found != MAJOR:
            raise CannotStart(
                f"The data in {self._data} was made by PostgreSQL {found}, and this is PostgreSQL {MAJOR}. Restore a "
                "backup into a new ASSAY_HOME (docs/operations.md, Upgrading)."
            )


def plain_environment() -> dict[str, str]:
    """Without PG* variables, which would change what PostgreSQL's programs do."""
    return {key: value for key, value in os.environ.items() if not key.startswith("PG")} | {"LC_ALL": "C"}
