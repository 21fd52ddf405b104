"""What a scorer's number can mean. Numbers of different meaning never share a scale, a colour or an average."""

from enum import StrEnum


class Semantics(StrEnum):
    """PROBABILITY: P(step correct). VALUE: chance that the prefix still succeeds. VERDICT: 1 holds, 0 contradicted.

    UNDECLARED: imported from a file whose scorer nobody described; shown on the value ramp, never averaged.
    """

    PROBABILITY = "probability"
    VALUE = "value"
    ADVANTAGE = "advantage"
    LOG_RATIO = "log-ratio"
    VOTE_SHARE = "vote-share"
    VERDICT = "verdict"
    RATING = "rating"
    UNDECLARED = "undeclared"


DEFAULT_THRESHOLDS: dict[Semantics, float] = {
    Semantics.PROBABILITY: 0.5,
    Semantics.VALUE: 0.5,
    Semantics.VOTE_SHARE: 0.5,
    Semantics.VERDICT: 0.5,
}
