"""Reads a choice between two words: their probabilities where the server gives them, else the word itself."""

import math
import re
from dataclasses import dataclass
from typing import Final

from worker.scorers.endpoint.completions import Generation, SampledToken
from worker.scorers.generative_judge.ballots import Unreadable
from worker.scorers.quoting import quoted

TOP_LOGPROBS: Final = 20
_WORD: Final = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Choice:
    """`probability` of the positive word against the negative one. `margin` is its log-odds, None where only the word
    was read. `is_bound`: one of the two was not among the likeliest tokens; the margin is farther from 0."""

    probability: float
    margin: float | None = None
    is_bound: bool = False


def read_odds(generation: Generation, *, positive: str, negative: str) -> Choice | Unreadable:
    """p(positive) / (p(positive) + p(negative)) at the last token that is one of the two words. Spellings that differ
    in case and blanks are summed; a word that is not among the likeliest gets the probability of the least likely of
    them, as in GenPRM."""
    if generation.tokens is None:
        return Unreadable("no log-probabilities", quoted(generation.text))
    for token in reversed(generation.tokens):
        if _bare(token.token) in {_bare(positive), _bare(negative)} and token.likely:
            return _odds(token, _bare(positive), _bare(negative))
    return Unreadable(f"no choice between {positive} and {negative}", quoted(generation.text))


def read_word(generation: Generation, *, positive: str, negative: str) -> Choice | Unreadable:
    """The last of the two words in the answer: 1 or 0."""
    wanted = {_bare(positive): 1.0, _bare(negative): 0.0}
    said = [word.lower() for word in _WORD.findall(generation.conclusion) if word.lower() in wanted]
    if not said:
        return Unreadable(f"neither {positive} nor {negative}", quoted(generation.text))
    return Choice(wanted[said[-1]])


def _odds(token: SampledToken, positive: str, negative: str) -> Choice | Unreadable:
    least = min(logprob for _, logprob in token.likely)
    likelihoods = [_log_sum([logprob for word, logprob in token.likely if _bare(word) == each])
                   for each in (positive, negative)]  # fmt: skip
    known = [each for each in likelihoods if each is not None]
    if not known:
        return Unreadable("a word that is not among its own likeliest tokens", quoted(token.token))
    first, second = (least if each is None else each for each in likelihoods)
    margin = first - second
    if not math.isfinite(margin):
        return Unreadable("a log-probability that is not a number", quoted(token.token))
    return Choice(_logistic(margin), margin, is_bound=len(known) == 1)


def _log_sum(logprobs: list[float]) -> float | None:
    if not logprobs:
        return None
    highest = max(logprobs)
    return highest + math.log(sum(math.exp(each - highest) for each in logprobs)) if math.isfinite(highest) else highest


def _logistic(margin: float) -> float:
    return 1 / (1 + math.exp(-margin)) if margin >= 0 else math.exp(margin) / (1 + math.exp(margin))


def _bare(word: str) -> str:
    """Without the blanks and marks that tokenizers put around it."""
    return word.strip(" \n\t\u2581\u0120\u010a.,:;!*").lower()
