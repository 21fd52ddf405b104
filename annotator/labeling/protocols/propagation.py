"""Accepted proposals: labels behind the first error that a person took from the propagation assistant.

An error may colour the steps that build on it, or it may not: on published labels 37.5 % of the steps behind a first
error are not wrong. So the desk only proposes, step by step, until a step repairs an earlier one (the rule stands in
propagation.ts), and what was accepted stays told apart from what was given by hand.
"""

from collections.abc import Collection, Sequence
from typing import Final

from annotator.labeling.protocols.judging import Judgement
from annotator.labeling.protocols.records import Protocol

BY_HAND: Final = 0
ACCEPTED: Final = 1


def origins_of(judgement: Judgement, *, accepted: Collection[int], protocol: Protocol) -> list[int | None]:
    """For each step where its label came from: BY_HAND or ACCEPTED, None where it has none.

    Only what could have been proposed counts as accepted: the proposed value, behind a first error.
    """
    start = _start(judgement, protocol)

    def origin_of(index: int, label: int | None) -> int | None:
        if label is None:
            return None
        was_proposed = start is not None and index > start and label == protocol.proposes
        return ACCEPTED if was_proposed and index in accepted else BY_HAND

    return [origin_of(index, label) for index, label in enumerate(judgement.labels)]


def by_hand(labels: Sequence[int | None], origins: Sequence[int | None] | None) -> list[int | None]:
    """The labels that somebody gave by hand; accepted proposals as if they were not there. Imports know no origins."""
    if origins is None:
        return list(labels)
    return [None if origin == ACCEPTED else label for label, origin in zip(labels, origins, strict=True)]


def _start(judgement: Judgement, protocol: Protocol) -> int | None:
    """Where proposals begin: the first step at or behind the first error whose label is the proposed one."""
    if protocol.proposes is None or judgement.first_error is None:
        return None
    behind = range(judgement.first_error, len(judgement.labels))
    return next((index for index in behind if judgement.labels[index] == protocol.proposes), None)
