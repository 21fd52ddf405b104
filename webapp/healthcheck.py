"""Whether this container's web process and its database answer: `python -m webapp.healthcheck`, exit status 0 or 1."""

from __future__ import annotations

import os
import sys
import urllib.error
import urllib.request

from webapp.env import DEFAULT_PORT, Environment, read_environment


def request_for(environment: Environment) -> urllib.request.Request:
    """As a proxy in front of the site would ask: for a host that is allowed, and over HTTPS where that is expected."""
    port = environment.port or DEFAULT_PORT
    headers = {"Host": environment.allowed_hosts[0].removeprefix(".")}
    if environment.https:
        headers["X-Forwarded-Proto"] = "https"
    return urllib.request.Request(f"http://127.0.0.1:{port}/health", headers=headers)


def main() -> int:
    """0 when healthy."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request_for(read_environment(os.environ)), timeout=5) as answer:
            return 0 if answer.status == 200 else 1
    except (urllib.error.URLError, OSError):
        return 1


if __name__ == "__main__":
    sys.exit(main())
