"""The interval of a success rate after K successes in N trials: Beta(K + 1, N - K + 1), a flat prior."""

from math import comb
from typing import Final

_HALVINGS: Final = 60


def beta_interval(successes: int, trials: int, *, mass: float = 0.95) -> tuple[float, float]:
    """The central interval that holds `mass` of the posterior; (0.025, 0.975) for no trials."""
    tail = (1 - mass) / 2
    return _quantile(successes, trials, tail), _quantile(successes, trials, 1 - tail)


def _quantile(successes: int, trials: int, mass: float) -> float:
    """By bisection: sixty halvings are exact to the last bit of a double."""
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if _below(middle, successes, trials) < mass:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _below(rate: float, successes: int, trials: int) -> float:
    """P(X <= rate) for X ~ Beta(K + 1, N - K + 1), which is P(Binomial(N + 1, rate) > K)."""
    draws = trials + 1
    return sum(
        comb(draws, hits) * rate**hits * (1 - rate) ** (draws - hits) for hits in range(successes + 1, draws + 1)
    )
