"""Accepted proposals: labels behind the first error that a person took from the propagation assistant.

An error may colour the steps that build on it, or it may not: on published labels 37.5 % of the steps behind a first
error are not wrong. So the desk only proposes, step by step, until a step repairs an earlier one (the rule stands in
propagation.ts), and what was accepted stays told apart from what was given by hand.
"""

from collections.abc import Collection, Sequence
from typing import Final

from annotator.labeling.protocols.records import Protocol

BY_HAND: Final = 0
ACCEPTED: Final = 1


def origins_of(labels: Sequence[int | None], *, accepted: Collection[int], protocol: Protocol) -> list[int | None]:
    """For each step where its label came from: BY_HAND or ACCEPTED, None where it has none.

    What is no proposed value was not accepted: whoever labels a step anew does so by hand.
    """
    return [
        None if label is None else ACCEPTED if index in accepted and label == protocol.proposes else BY_HAND
        for index, label in enumerate(labels)
    ]


def by_hand(labels: Sequence[int | None], origins: Sequence[int | None] | None) -> list[int | None]:
    """The labels that somebody gave by hand; accepted proposals as if they were not there. Imports know no origins."""
    if origins is None:
        return list(labels)
    return [None if origin == ACCEPTED else label for label, origin in zip(labels, origins, strict=True)]
