"""Where the site listens, and whether its page answers."""

from __future__ import annotations

import socket
import urllib.error
import urllib.request

from webapp.env import DEFAULT_PORT, Environment

WILDCARDS = {"0.0.0.0", "::", ""}  # noqa: S104 - compared with, not listened on
TRIES = 100


class NoPort(Exception):
    """The wanted port is taken."""


def choose_port(environment: Environment) -> int:
    """The port that was asked for, else 8000 or the next free one."""
    if environment.port is not None:
        if not _is_free(environment.host, environment.port):
            raise NoPort(
                f"Port {environment.port} on {environment.host} is taken, or may not be used: set ASSAY_PORT to "
                "another one, or leave it empty."
            )
        return environment.port
    for port in range(DEFAULT_PORT, DEFAULT_PORT + TRIES):
        if _is_free(environment.host, port):
            return port
    raise NoPort(
        f"No port from {DEFAULT_PORT} to {DEFAULT_PORT + TRIES - 1} is free on {environment.host}: set ASSAY_PORT "
        "(or ASSAY_HOST, if that is no address of this machine)."
    )


def address_of(environment: Environment, port: int) -> str:
    """For a browser on this machine."""
    host = "127.0.0.1" if environment.host in WILDCARDS else environment.host
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"


def page_answers(address: str) -> bool:
    """Whether the start page comes, whatever a proxy setting says: this is our own machine."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(address, timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
