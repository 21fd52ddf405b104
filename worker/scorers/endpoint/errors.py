"""What can go wrong with one request, as sentences. What is wrong with the endpoint as a whole is ScorerUnavailable."""

from dataclasses import dataclass

from worker.scorers.contract import ScorerUnavailable


class RequestFailed(Exception):
    """The endpoint works and could not answer this one request; another trajectory may fare better."""


@dataclass(eq=False)
class Passing(Exception):
    """A fault that may pass. `retry_after` are seconds that the server asked for; `tries` bounds the attempts where
    each of them is dear; `is_request`: it may be this request's fault, so the others go on without it."""

    sentence: str
    retry_after: float | None = None
    tries: int | None = None
    is_request: bool = False

    def after(self, attempts: int) -> RequestFailed | ScorerUnavailable:
        """What to raise once nothing more is tried."""
        tried = "" if attempts == 1 else f" It was tried {attempts} times."
        return (RequestFailed if self.is_request else ScorerUnavailable)(self.sentence + tried)
