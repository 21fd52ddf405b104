"""Addresses of brokers: the same server, another of its numbered parts."""

from __future__ import annotations

from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit


def with_number(url: str, number: int) -> str:
    """The same Redis, another of its numbered databases. Other brokers have no numbers and are used as they are."""
    parts = urlsplit(url)
    if parts.scheme == "redis+socket":
        query = dict(parse_qsl(parts.query)) | {"virtual_host": str(number)}
        return joined(parts._replace(query=urlencode(query)))
    return joined(parts._replace(path=f"/{number}")) if parts.scheme in {"redis", "rediss"} else url


def joined(parts: SplitResult) -> str:
    """The standard library's urlunsplit drops the `//` before an empty host, and a socket has no host."""
    return f"{parts.scheme}://{parts.netloc}{parts.path}" + (f"?{parts.query}" if parts.query else "")
