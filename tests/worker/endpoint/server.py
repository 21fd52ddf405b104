"""A server that speaks the protocols of OpenAI and vLLM, with their faults, on a port of this machine."""

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Reply:
    """`body` as JSON, or as it is. `claims`: the Content-Length that it states, more than it sends where the answer breaks
    off. `seconds`: how long it takes; `drips`: sent byte by byte over that time."""

    body: Any = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    claims: int | None = None
    seconds: float = 0.0
    drips: bool = False

    @property
    def content(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()

    @property
    def parts(self) -> list[bytes]:
        return [bytes([each]) for each in self.content] if self.drips else [self.content]


@dataclass(frozen=True)
class Seen:
    """One request."""

    path: str
    body: dict[str, Any]
    headers: Mapping[str, str]


Answers = Callable[[Seen], Reply]


@dataclass
class Server:
    """`seen` are its requests in the order of their arrival, `busiest` how many it had at once."""

    url: str
    seen: list[Seen] = field(default_factory=list)
    busiest: int = 0
    busy: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def endpoint(self, **settings: Any) -> dict[str, Any]:
        return {"url": f"{self.url}/v1", "model": "tiny", **settings}

    @contextmanager
    def request(self, seen: Seen) -> Iterator[None]:
        """While it lasts."""
        with self.lock:
            self.seen.append(seen)
            self.busy += 1
            self.busiest = max(self.busiest, self.busy)
        yield
        with self.lock:
            self.busy -= 1


@contextmanager
def serving(answers: Answers) -> Iterator[Server]:
    """The server, for as long as the context lasts."""
    http = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    http.daemon_threads = True
    server = Server(f"http://127.0.0.1:{http.server_address[1]}")
    http.subject, http.answers = server, answers  # type: ignore[attr-defined]
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        http.shutdown()
        http.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        size = int(self.headers["Content-Length"])
        seen = Seen(self.path, json.loads(self.rfile.read(size)), dict(self.headers))
        subject: Server = self.server.subject  # type: ignore[attr-defined]
        with subject.request(seen):
            reply: Reply = self.server.answers(seen)  # type: ignore[attr-defined]
            try:
                self._send(reply)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

    def _send(self, reply: Reply) -> None:
        if not reply.drips:
            time.sleep(reply.seconds)
        self.send_response(reply.status)
        for name, value in {**reply.headers, "Content-Length": str(reply.claims or len(reply.content))}.items():
            self.send_header(name, value)
        self.end_headers()
        for part in reply.parts:
            self.wfile.write(part)
            self.wfile.flush()
            time.sleep(reply.seconds / len(reply.content) if reply.drips else 0)
        self.close_connection = reply.claims is not None

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Tests say what went wrong themselves."""


def in_turn(*replies: Reply) -> Answers:
    """One reply after the other, the last one for ever."""
    left = list(replies)
    lock = threading.Lock()

    def answer(_seen: Seen) -> Reply:
        with lock:
            return left.pop(0) if len(left) > 1 else left[0]

    return answer


def chat(*texts: str, finish: str = "stop", model: str = "tiny", logprobs: Sequence[Any] | None = None) -> Reply:
    """A chat completion with one choice per text."""
    choices = [
        {"index": index, "message": {"role": "assistant", "content": text}, "finish_reason": finish,
         "logprobs": None if logprobs is None else {"content": logprobs}}
        for index, text in enumerate(texts)
    ]  # fmt: skip
    return Reply({"object": "chat.completion", "model": model, "choices": choices})


def token(word: str, likely: Mapping[str, float]) -> dict[str, Any]:
    """One entry of a chat completion's log-probabilities."""
    tops = [{"token": each, "logprob": logprob, "bytes": None} for each, logprob in likely.items()]
    return {"token": word, "logprob": likely.get(word, -30.0), "bytes": None, "top_logprobs": tops}
