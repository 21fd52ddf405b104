"""One Redis server that only carries messages: it keeps nothing on disk, because the database decides what is done."""

from __future__ import annotations

import signal
import socket
from pathlib import Path

from webapp.embedded.child import Program
from webapp.embedded.layout import REDIS_SOCKET, embedded_broker_url
from webapp.embedded.placement import Placement
from webapp.embedded.server import Server


class RedisServer(Server):
    """The broker of one placement."""

    name = "redis"
    stop_signals = ((signal.SIGTERM, 10.0),)

    def __init__(self, placement: Placement, *, program: Path, log: Path) -> None:
        super().__init__(placement, log=log)
        self._program = program

    @property
    def address(self) -> str:
        """The broker, as Celery reads it."""
        return embedded_broker_url(self.sockets)

    def prepare(self) -> Program:
        """The settings go into a file beside the socket; nothing listens on a port."""
        lines = [
            "port 0",
            f'unixsocket "{self.sockets / REDIS_SOCKET}"',
            "unixsocketperm 700",
            f'dir "{self.sockets}"',
            'save ""',
            "appendonly no",
            "databases 256",
            "daemonize no",
        ]
        settings = self.sockets / "redis.conf"
        settings.write_text("\n".join([*lines, ""]), encoding="utf-8")
        settings.chmod(0o644)  # its folder is private
        return Program(command=[self._program, settings], log=self.log, account=self.account, folder=self.sockets)

    def answers(self) -> bool:
        """A real PING."""
        return redis_answers(self.sockets)


def redis_answers(sockets: Path) -> bool:
    """Whether a server behind the socket in this folder answers PING; by hand, as Redis' library loads slowly."""
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(5)
            connection.connect(str(sockets / REDIS_SOCKET))
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
    except OSError:
        return False
