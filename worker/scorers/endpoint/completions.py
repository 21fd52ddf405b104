"""Chat completions and text completions, several per prompt, with log-probabilities where they are asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from worker.scorers.endpoint.connection import Asks
from worker.scorers.endpoint.errors import RequestFailed
from worker.scorers.quoting import quoted
from worker.scorers.settings import BadSetting, require_number, require_whole

Message = Mapping[str, str]
_END_OF_THOUGHT: Final = "</think>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampling:
    """`n` answers per prompt. `seed` None sends none. `n_per_request` is for servers that take no n: 1 asks n times."""

    n: int = 1
    temperature: float = 0.0
    max_tokens: int = 8_192
    top_p: float | None = None
    seed: int | None = 0
    n_per_request: int | None = None

    def __post_init__(self) -> None:
        require_whole("sampling.n", self.n, at_least=1, at_most=1_000)
        require_number("sampling.temperature", self.temperature, at_least=0, at_most=5)
        require_whole("sampling.max_tokens", self.max_tokens, at_least=1)
        if self.top_p is not None:
            require_number("sampling.top_p", self.top_p, at_least=0, at_most=1)
        if self.seed is not None:
            require_whole("sampling.seed", self.seed, at_least=0)
        if self.n_per_request is not None:
            require_whole("sampling.n_per_request", self.n_per_request, at_least=1)
        if self.n > 1 and self.temperature == 0:
            raise BadSetting(
                f"{self.n} answers at temperature 0 are one answer {self.n} times: raise sampling.temperature, or set "
                "sampling.n to 1."
            )

    def __str__(self) -> str:
        given = {"n": self.n, "temperature": self.temperature, "max_tokens": self.max_tokens, "top_p": self.top_p}
        return ", ".join(f"{name} {value}" for name, value in {**given, "seed": self.seed}.items() if value is not None)


@dataclass(frozen=True, slots=True)
class SampledToken:
    """One token of an answer; `likely` are the likeliest tokens at its place with their log-probabilities."""

    token: str
    likely: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Generation:
    """One answer. `tokens` is None where the server gave no log-probabilities; `was_cut`: it ran into max_tokens."""

    text: str
    was_cut: bool = False
    tokens: tuple[SampledToken, ...] | None = None

    @property
    def conclusion(self) -> str:
        """The answer without what the model thought aloud before it."""
        return self.text.rpartition(_END_OF_THOUGHT)[2]


class Completions:
    """Asks one endpoint. `served_model` is the model that it last said it is, which may be more exact than its name."""

    def __init__(self, connection: Asks, sampling: Sampling) -> None:
        self._connection = connection
        self._sampling = sampling
        self.served_model = ""

    def chat(self, messages: Sequence[Message], *, likely: int = 0) -> list[Generation]:
        """n answers to a conversation; `likely`: how many alternatives per token are wanted. Raises RequestFailed and
        ScorerUnavailable."""
        body: dict[str, Any] = {"messages": [dict(message) for message in messages]}
        if likely:
            body |= {"logprobs": True, "top_logprobs": likely}
        return self._ask("/chat/completions", body)

    def complete(self, prompt: str) -> list[Generation]:
        """n continuations of a text. Raises RequestFailed and ScorerUnavailable."""
        return self._ask("/completions", {"prompt": prompt})

    def _ask(self, path: str, body: Mapping[str, Any]) -> list[Generation]:
        """Some servers ignore n or cap it: what is missing is asked for again, under another seed."""
        found: list[Generation] = []
        while len(found) < self._sampling.n:
            wanted = min(self._sampling.n - len(found), self._sampling.n_per_request or self._sampling.n)
            answer = self._connection.post(path, {**body, **self._fields(wanted, offset=len(found))})
            found.extend(self._generations(answer)[:wanted])
        return found

    def _fields(self, wanted: int, *, offset: int) -> dict[str, Any]:
        seed = self._sampling.seed
        return {
            "n": wanted if wanted > 1 else None,
            "temperature": self._sampling.temperature,
            "max_tokens": self._sampling.max_tokens,
            "top_p": self._sampling.top_p,
            "seed": None if seed is None else seed + offset,
        }

    def _generations(self, answer: Any) -> list[Generation]:
        try:
            choices = sorted(answer["choices"], key=lambda choice: choice.get("index", 0))
            found = [_generation(choice) for choice in choices]
        except (TypeError, KeyError, AttributeError, ValueError):
            found = []
        if not found:
            raise RequestFailed(
                f"{self._connection.settings.host} sent an answer without choices that can be read: "
                f"“{quoted(str(answer))}”."
            )
        self.served_model = quoted(str(answer.get("model") or ""))
        return found


def _generation(choice: Mapping[str, Any]) -> Generation:
    message = choice.get("message")
    text = choice["text"] if message is None else _content(message.get("content"))
    if not isinstance(text, str):
        raise TypeError
    return Generation(text, choice.get("finish_reason") == "length", _tokens(choice.get("logprobs")))


def _content(content: object) -> str:
    """Plain text, a list of parts, or nothing (a model that only thought)."""
    if content is None:
        return ""
    if isinstance(content, str):
        return content
    if not isinstance(content, list):
        raise TypeError
    return "".join(part["text"] for part in content if part.get("type") == "text")


def _tokens(logprobs: object) -> tuple[SampledToken, ...] | None:
    """Of a chat completion: {"content": [{"token", "logprob", "top_logprobs": [{"token", "logprob"}]}]}."""
    if not isinstance(logprobs, dict) or not isinstance(logprobs.get("content"), list):
        return None
    return tuple(_token(entry) for entry in logprobs["content"])


def _token(entry: Mapping[str, Any]) -> SampledToken:
    likely = tuple((str(each["token"]), float(each["logprob"])) for each in entry.get("top_logprobs") or ())
    return SampledToken(str(entry["token"]), likely)
