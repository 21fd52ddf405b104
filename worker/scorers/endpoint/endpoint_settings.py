"""Where an endpoint is, what opens it, and how patient to be with it."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import SplitResult, urlsplit

from worker.scorers.contract import ScorerUnavailable
from worker.scorers.settings import BadSetting, require_number, require_text, require_whole

# Only what was put there for Assay is ever sent anywhere: whoever may configure a scorer could name any other secret.
_KEY_VARIABLE: Final = re.compile(r"ASSAY_KEY_[A-Z0-9_]+")
HOSTS_VARIABLE: Final = "ASSAY_ENDPOINT_HOSTS"


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointSettings:
    """`url` is what stands before /chat/completions or /pooling. `api_key_variable` names the environment variable that
    holds the key. `timeout_seconds` is for one whole answer. `concurrency` bounds the requests of one worker process.
    `extra` goes into every request as it is; null takes a field out."""

    url: str
    model: str
    api_key_variable: str | None = None
    timeout_seconds: float = 300
    attempts: int = 6
    longest_wait_seconds: float = 60
    concurrency: int = 8
    max_response_bytes: int = 8_000_000
    extra: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        require_text("endpoint.model", self.model)
        require_text("endpoint.url", self.url)
        _check_url(self.url)
        if self.api_key_variable is not None and not _KEY_VARIABLE.fullmatch(str(self.api_key_variable)):
            raise BadSetting(
                "endpoint.api_key_variable names an environment variable of the workers that begins with ASSAY_KEY_, "
                f"such as ASSAY_KEY_JUDGE, not {str(self.api_key_variable)[:12]!r}. Never write the key itself here."
            )
        require_number("endpoint.timeout_seconds", self.timeout_seconds, at_least=0.01, at_most=3_000)
        require_number("endpoint.longest_wait_seconds", self.longest_wait_seconds, at_least=0, at_most=600)
        require_whole("endpoint.attempts", self.attempts, at_least=1, at_most=20)
        require_whole("endpoint.concurrency", self.concurrency, at_least=1, at_most=256)
        require_whole("endpoint.max_response_bytes", self.max_response_bytes, at_least=1_000)
        if not isinstance(self.extra, Mapping):
            raise BadSetting("endpoint.extra is a table of fields for the request.")

    @property
    def host(self) -> str:
        """Host and port, for sentences."""
        return urlsplit(self.url).netloc


def api_key(settings: EndpointSettings, environ: Mapping[str, str] = os.environ) -> str:
    """The key, empty where none is configured. Raises ScorerUnavailable where the variable is not set."""
    if settings.api_key_variable is None:
        return ""
    key = environ.get(settings.api_key_variable, "").strip()
    if not key:
        raise ScorerUnavailable(
            f"The environment variable {settings.api_key_variable}, which should hold the key for {settings.host}, is "
            "not set on this worker: set it and start the worker again."
        )
    if not key.isascii() or not key.isprintable():
        raise ScorerUnavailable(
            f"The environment variable {settings.api_key_variable} holds something that cannot be a key: set it anew."
        )
    return key


def check_host(settings: EndpointSettings, environ: Mapping[str, str] = os.environ) -> None:
    """Raises ScorerUnavailable where the worker's operator has listed the hosts to call, and not this one."""
    allowed = environ.get(HOSTS_VARIABLE, "").replace(",", " ").split()
    if allowed and settings.host not in allowed and urlsplit(settings.url).hostname not in allowed:
        raise ScorerUnavailable(
            f"This worker may not call {settings.host}: its {HOSTS_VARIABLE} names {', '.join(allowed)}."
        )


def _check_url(url: str) -> None:
    parts = _split(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise BadSetting(f"endpoint.url is an address such as https://api.example.org/v1, not {url!r}.")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise BadSetting(
            "endpoint.url holds no name, password or question mark: put a key into an environment variable of the "
            "workers and name it in endpoint.api_key_variable."
        )


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise BadSetting("endpoint.url is not an address.") from None
    return parts
