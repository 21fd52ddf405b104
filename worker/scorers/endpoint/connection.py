"""JSON over HTTP to one endpoint: retries what may pass, and says in a sentence what does not."""

import json
import os
import random
import ssl
import time
import weakref
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cache
from http import HTTPStatus
from typing import Any, Final, Protocol

import httpx2
import orjson

from worker.scorers.contract import ScorerUnavailable
from worker.scorers.endpoint.endpoint_settings import EndpointSettings, api_key, check_host
from worker.scorers.endpoint.errors import Passing, RequestFailed
from worker.scorers.endpoint.waiting import backoff, seconds_in
from worker.scorers.quoting import quoted

_OVERLOADED: Final = frozenset({408, 425, 429, 502, 503, 504})
_ABOUT_THE_REQUEST: Final = frozenset({400, 413, 422})
# An answer that did not come in time, or came as nonsense, costs as much again: once more, not six times.
_DEAR_TRIES: Final = 2
_CONNECT_SECONDS: Final = 10.0
_QUOTED_BYTES: Final = 20_000
_chance: Final = random.SystemRandom().random


class Asks(Protocol):
    """What the scorers need of a connection."""

    settings: EndpointSettings

    def post(self, path: str, body: Mapping[str, Any]) -> Any:
        """The endpoint's JSON answer."""
        ...


class Connection:
    """Posts JSON and gets JSON. Threads may share it. The key is read once, here, and stands nowhere else."""

    def __init__(
        self,
        settings: EndpointSettings,
        *,
        environ: Mapping[str, str] = os.environ,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        check_host(settings, environ)
        self.settings = settings
        self._key = api_key(settings, environ)
        self._sleep = sleep
        self._clock = clock
        self._now = now
        timeout = httpx2.Timeout(settings.timeout_seconds, connect=min(_CONNECT_SECONDS, settings.timeout_seconds))
        limits = httpx2.Limits(max_connections=settings.concurrency, max_keepalive_connections=settings.concurrency)
        # A redirect could carry the key to another host.
        self._client = httpx2.Client(
            timeout=timeout, limits=limits, headers=self._headers(), follow_redirects=False, verify=_trusted()
        )
        # Scorers are dropped, never closed: their kept connections go with them.
        weakref.finalize(self, self._client.close)

    def post(self, path: str, body: Mapping[str, Any]) -> Any:
        """The JSON answer to `body`. Raises RequestFailed where this request cannot be answered, and
        ScorerUnavailable where none can."""
        content = self._written(body)
        attempt = 1
        while True:
            try:
                return self._post_once(f"{self.settings.url.rstrip('/')}{path}", content)
            except Passing as fault:
                if attempt >= min(self.settings.attempts, fault.tries or self.settings.attempts):
                    raise fault.after(attempt) from None
                self._wait(fault, attempt)
                attempt += 1

    def _headers(self) -> dict[str, str]:
        headers = {"Content-Type": "application/json", "User-Agent": "assay"}
        return headers | ({"Authorization": f"Bearer {self._key}"} if self._key else {})

    def _written(self, body: Mapping[str, Any]) -> bytes:
        merged = {"model": self.settings.model, **body, **self.settings.extra}
        kept = {name: value for name, value in merged.items() if value is not None}
        # Half of a surrogate pair, which a trace may hold, is no UTF-8.
        return json.dumps(kept, ensure_ascii=False).encode("utf-8", "replace")

    def _wait(self, fault: Passing, attempt: int) -> None:
        longest = self.settings.longest_wait_seconds
        if fault.retry_after is None:
            self._sleep(backoff(attempt, longest=longest, chance=_chance()))
        elif fault.retry_after > longest:
            raise ScorerUnavailable(
                f"{fault.sentence} It asks to wait {fault.retry_after:.0f} seconds, more than longest_wait_seconds = "
                f"{longest:g}: try again later."
            )
        else:
            self._sleep(fault.retry_after)

    def _post_once(self, url: str, content: bytes) -> Any:
        host = self.settings.host
        deadline = self._clock() + self.settings.timeout_seconds
        try:
            with self._client.stream("POST", url, content=content) as response:
                if response.status_code == HTTPStatus.OK:
                    return self._parsed(self._body(response, deadline))
                raise self._refusal(response, url, deadline)
        except httpx2.ConnectTimeout:
            raise Passing(f"{host} did not take up the connection in time.") from None
        except httpx2.TimeoutException:
            raise self._too_slow() from None
        except (httpx2.UnsupportedProtocol, httpx2.InvalidURL):
            raise ScorerUnavailable(f"{quoted(url)} is no address that can be called: correct endpoint.url.") from None
        except httpx2.HTTPError as error:
            kind = type(error).__name__
            raise Passing(f"{host} cannot be reached, or broke the connection off ({kind}): is it running?") from None

    def _body(self, response: httpx2.Response, deadline: float) -> bytes:
        """At most so many bytes, in at most so much time, however slowly they drip."""
        parts: list[bytes] = []
        size = 0
        for part in response.iter_bytes():
            size += len(part)
            if size > self.settings.max_response_bytes:
                raise RequestFailed(
                    f"{self.settings.host} sent more than max_response_bytes = {self.settings.max_response_bytes:,}."
                )
            if self._clock() > deadline:
                raise self._too_slow()
            parts.append(part)
        return b"".join(parts)

    def _parsed(self, body: bytes) -> Any:
        try:
            return orjson.loads(body)
        except orjson.JSONDecodeError:
            shown = self._quote(body.decode("utf-8", "replace"))
            sentence = f"{self.settings.host} sent something that is not JSON: {shown}."
            raise Passing(sentence, tries=_DEAR_TRIES, is_request=True) from None

    def _too_slow(self) -> Passing:
        sentence = f"{self.settings.host} did not answer within timeout_seconds = {self.settings.timeout_seconds:g}."
        return Passing(sentence, tries=_DEAR_TRIES, is_request=True)

    def _refusal(self, response: httpx2.Response, url: str, deadline: float) -> Exception:
        """What a status other than 200 means."""
        status = response.status_code
        if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
            return ScorerUnavailable(self._about_the_key(status))  # Servers repeat keys in these answers: not quoted.
        if 300 <= status < 400:
            return ScorerUnavailable(f"{url} has moved ({status}): put the address where it is now into endpoint.url.")
        said = self._said(self._body(response, deadline))
        if status in _ABOUT_THE_REQUEST:
            return RequestFailed(f"{self.settings.host} refused the request ({status}){said}.")
        if status == HTTPStatus.NOT_FOUND:
            model = quoted(self.settings.model)
            return ScorerUnavailable(f"Nothing is at {url} (404), or there is no model {model!r}{said}. Check both.")
        if status in _OVERLOADED:
            wait = seconds_in(response.headers.get("Retry-After"), now=self._now())
            return Passing(f"{self.settings.host} has no room at the moment ({status}){said}.", retry_after=wait)
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return Passing(f"{self.settings.host} failed ({status}){said}.", is_request=True)
        return ScorerUnavailable(f"{self.settings.host} refused the request ({status}){said}.")

    def _about_the_key(self, status: int) -> str:
        variable = self.settings.api_key_variable
        if variable is None:
            return (
                f"{self.settings.host} wants a key ({status}): put it into an environment variable of the workers that "
                "begins with ASSAY_KEY_ and name it in endpoint.api_key_variable."
            )
        if status == HTTPStatus.FORBIDDEN:
            return f"The key in {variable} may not use {quoted(self.settings.model)!r} at {self.settings.host} (403)."
        return f"{self.settings.host} refuses the key (401): check what {variable} holds on the workers."

    def _said(self, body: bytes) -> str:
        """The server's own words, as far as they can be found."""
        text = body[:_QUOTED_BYTES].decode("utf-8", "replace").strip()
        try:
            found = _message_in(orjson.loads(body))
        except orjson.JSONDecodeError:
            found = None
        shown = self._quote(found or text)
        return f": {shown}" if found or text else ""

    def _quote(self, text: str) -> str:
        without_key = text.replace(self._key, "[key]") if self._key else text
        return f"“{quoted(without_key).rstrip('.')}”"


@cache
def _trusted() -> ssl.SSLContext:
    """The machine's certificates, read once: it takes a tenth of a second."""
    return httpx2.create_ssl_context()


def _message_in(answer: object) -> str | None:
    """{"error": {"message": …}} as OpenAI has it, {"error": …}, {"detail": …} and {"message": …} as others do."""
    if isinstance(answer, str):
        return answer
    if not isinstance(answer, dict):
        return None
    for name in ("error", "detail", "message"):
        found = _message_in(answer.get(name))
        if found:
            return found
    return None
