"""Labelling protocols: what is asked of an annotator, and when an answer is whole. No Django here.

A protocol *proposes* the first error from the labels; what the annotator said by hand wins, and must then be
consistent with the labels (or carry a reason why the first -1 is not the first error).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Protocol:
    """One way of judging. `asks_for_labels`: every scorable step gets +1, 0 or -1. Otherwise only the first error
    is asked for, and the steps before it stay unlabelled: that one step is wrong does not make the others right."""

    name: str
    version: int
    title: str
    asks_for_labels: bool
    asks_for_outcome: bool


FIRST_ERROR: Final = Protocol("first-error", 1, "First error", asks_for_labels=False, asks_for_outcome=False)
TERNARY: Final = Protocol("ternary", 1, "Ternary step labels", asks_for_labels=True, asks_for_outcome=True)
PROTOCOLS: Final[Mapping[str, Protocol]] = {protocol.name: protocol for protocol in (FIRST_ERROR, TERNARY)}

# Why the first -1 may not be the first error. Stored as the key.
FIRST_ERROR_REASONS: Final[Mapping[str, str]] = {
    "minor-slip": "The earlier -1 is a slip that nothing rests on",
    "repaired": "The earlier -1 is repaired before it does harm",
    "wasteful": "The earlier -1 is wasteful, not wrong",
}


class UnknownProtocol(LookupError):
    """No such protocol; the message says which there are."""


def protocol_named(name: str) -> Protocol:
    """The protocol of that name. Raises UnknownProtocol."""
    if name not in PROTOCOLS:
        raise UnknownProtocol(f"There is no protocol {name!r}; there are: {', '.join(PROTOCOLS)}.")
    return PROTOCOLS[name]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What an annotator says of a trajectory. `labels` has one entry per step, None where unlabelled."""

    labels: tuple[int | None, ...]
    first_error: int | None
    no_error: bool
    first_error_reason: str = ""
    outcome: int | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """What is still missing or wrong before a judgement can be submitted: where, and a sentence."""

    kind: str
    message: str
    step_index: int | None = None


def first_incorrect(labels: Sequence[int | None]) -> int | None:
    """Index of the first -1, or None."""
    return next((index for index, label in enumerate(labels) if label == -1), None)


def complete(judgement: Judgement, *, protocol: Protocol, scorable: Sequence[int]) -> Judgement:
    """Fill in the first error that the labels imply, where the annotator named none.

    "No error" is implied only when every scorable step has a label and none is -1.
    """
    if not protocol.asks_for_labels or judgement.first_error is not None or judgement.no_error:
        return judgement
    implied = first_incorrect(judgement.labels)
    all_labelled = all(judgement.labels[index] is not None for index in scorable)
    return Judgement(
        labels=judgement.labels,
        first_error=implied,
        no_error=implied is None and all_labelled,
        first_error_reason=judgement.first_error_reason,
        outcome=judgement.outcome,
    )


def gaps(judgement: Judgement, *, protocol: Protocol, scorable: Sequence[int]) -> list[Gap]:
    """Everything between a completed judgement and its submission, in the order in which it is asked for."""
    found = [*_unlabelled(judgement, protocol, scorable), *_first_error_gaps(judgement, protocol, scorable)]
    if protocol.asks_for_outcome and judgement.outcome is None:
        found.append(Gap("outcome", "Say whether the final result is right."))
    return found


def _unlabelled(judgement: Judgement, protocol: Protocol, scorable: Sequence[int]) -> list[Gap]:
    if not protocol.asks_for_labels:
        return []
    return [
        Gap("unlabelled", f"Step {index} has no label.", index) for index in scorable if judgement.labels[index] is None
    ]


def _first_error_gaps(judgement: Judgement, protocol: Protocol, scorable: Sequence[int]) -> list[Gap]:
    index = judgement.first_error
    if index is None:
        return _no_error_gaps(judgement, protocol)
    if judgement.no_error:
        return [Gap("first_error", "A trajectory has a first error or none, not both.", index)]
    if index not in set(scorable):
        return [Gap("first_error", f"Step {index} cannot be the first error: it is context.", index)]
    if not protocol.asks_for_labels:
        return []
    if judgement.labels[index] != -1:
        return [Gap("first_error", f"Step {index} is marked as the first error, so its label must be -1.", index)]
    if first_incorrect(judgement.labels) != index and not judgement.first_error_reason:
        return [Gap("first_error_reason", f"Say why the first -1 is not the first error (step {index} is).", index)]
    return []


def _no_error_gaps(judgement: Judgement, protocol: Protocol) -> list[Gap]:
    incorrect = first_incorrect(judgement.labels)
    if judgement.no_error and incorrect is not None:
        return [Gap("no_error", f"Step {incorrect} has the label -1, so there is an error.", incorrect)]
    if not judgement.no_error and not protocol.asks_for_labels:
        return [Gap("first_error", "Mark the first error, or say that there is none.")]
    return []
