"""What the numbers of published scorers mean, so that a reward file need not say it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from annotator.scoring.semantics import DEFAULT_THRESHOLDS, Semantics


@dataclass(frozen=True, slots=True)
class KnownSemantics:
    """Meaning of a scorer's rewards, and the threshold below which a step counts as wrong, with its origin."""

    semantics: Semantics
    threshold: float | None
    threshold_source: str


# Labelled by people or judges as right or wrong: the reward is P(step correct). Labelled by rollouts that reach the
# right answer or not: the reward is the chance that the prefix still succeeds.
_FAMILIES: Final[Mapping[str, Semantics]] = {
    r"qwen2\.5-math-prm-(7b|72b)": Semantics.PROBABILITY,
    r"qwen2\.5-math-7b-prm800k": Semantics.PROBABILITY,
    r"(llama|qwen)-prm800k": Semantics.PROBABILITY,
    r"versaprm.*": Semantics.PROBABILITY,
    r"reasoneval-(7b|34b)": Semantics.PROBABILITY,
    r"(llama-3\.1-8b|qwen-2\.5-7b)-fover-prm": Semantics.PROBABILITY,
    r"skywork-o1-open-prm-qwen-2\.5-(1\.5b|7b)": Semantics.VALUE,
    r"math-shepherd-mistral-7b-prm": Semantics.VALUE,
    r"llama3\.1-8b-prm-(mistral|deepseek)-data": Semantics.VALUE,
    r"qwen2-0\.5b-reward-math-sheperd": Semantics.VALUE,
    r"eurusprm-stage[12]": Semantics.LOG_RATIO,
}
_UNKNOWN: Final = KnownSemantics(Semantics.UNDECLARED, None, "")


def semantics_of(scorer: str) -> KnownSemantics:
    """The published meaning of a scorer's rewards, by its name with or without the owner before a slash;
    "undeclared" for every other name, since a guess would put it on a wrong scale."""
    name = scorer.strip().lower().rpartition("/")[2]
    for pattern, semantics in _FAMILIES.items():
        if re.fullmatch(pattern, name):
            return declared(semantics, source="usual for this scorer")
    return _UNKNOWN


def declared(semantics: Semantics, *, source: str) -> KnownSemantics:
    """A meaning that somebody named, with its usual threshold; no threshold is usual for some."""
    threshold = DEFAULT_THRESHOLDS.get(semantics)
    return KnownSemantics(semantics, threshold, source if threshold is not None else "")
