"""What a judgement says, what its labels imply, and what is missing before it can be submitted."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from annotator.labeling.protocols.records import Asked, Completeness, Protocol


@dataclass(frozen=True, slots=True)
class Judgement:
    """What an annotator says of a trajectory. `labels` has one entry per step, None where unlabelled.

    `typed` are the steps that carry at least one error type.
    """

    labels: tuple[int | None, ...]
    first_error: int | None
    no_error: bool
    first_error_reason: str = ""
    outcome: int | None = None
    typed: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Gap:
    """What is still missing or wrong before a judgement can be submitted: where, and a sentence."""

    kind: str
    message: str
    step_index: int | None = None


def first_wrong(labels: Sequence[int | None], protocol: Protocol) -> int | None:
    """Index of the first label that the protocol calls an error, or None."""
    return next((index for index, label in enumerate(labels) if label in protocol.error_values), None)


def complete(judgement: Judgement, *, protocol: Protocol, scorable: Sequence[int]) -> Judgement:
    """Fill in the first error that the labels imply, where the annotator named none.

    "No error" is implied only when every scorable step has a label and none says that it is wrong. A list of wrong
    steps implies nothing while it is empty: unlisted is not right.
    """
    if not protocol.asks_for_labels or judgement.first_error is not None or judgement.no_error:
        return judgement
    implied = first_wrong(judgement.labels, protocol)
    if protocol.completeness is Completeness.WRONG_STEPS:
        return replace(judgement, first_error=implied)
    all_labelled = all(judgement.labels[index] is not None for index in scorable)
    return replace(judgement, first_error=implied, no_error=implied is None and all_labelled)


def gaps(judgement: Judgement, *, protocol: Protocol, scorable: Sequence[int]) -> list[Gap]:
    """Everything between a completed judgement and its submission, in the order in which it is asked for."""
    found = [
        *_unlabelled(judgement, protocol, scorable),
        *_first_error_gaps(judgement, protocol, scorable),
        *_after_the_end(judgement, protocol),
        *_untyped(judgement, protocol),
    ]
    if protocol.asks_for_outcome and judgement.outcome is None:
        found.append(Gap("outcome", "Say whether the final result is right."))
    return found


def wants_label(index: int, labels: Sequence[int | None], protocol: Protocol) -> bool:
    """Whether a scorable step with this index needs a label."""
    if protocol.completeness is Completeness.EVERY_STEP:
        return True
    if protocol.completeness is not Completeness.UP_TO_FIRST_ERROR:
        return False
    end = first_wrong(labels, protocol)
    return end is None or index < end


def is_past_the_end(index: int, labels: Sequence[int | None], protocol: Protocol) -> bool:
    """Whether the step lies behind the first wrong one of a protocol that stops there, so that it takes no label."""
    end = first_wrong(labels, protocol) if protocol.stops else None
    return end is not None and index > end


def _unlabelled(judgement: Judgement, protocol: Protocol, scorable: Sequence[int]) -> list[Gap]:
    labels = judgement.labels
    return [
        Gap("unlabelled", f"Step {index} has no label.", index)
        for index in scorable
        if labels[index] is None and wants_label(index, labels, protocol)
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
    if judgement.labels[index] not in protocol.error_values:
        must = f"Step {index} is marked as the first error, so its label must be {_names(protocol)}."
        return [Gap("first_error", must, index)]
    first = first_wrong(judgement.labels, protocol)
    if first != index and not judgement.first_error_reason:
        return [Gap("first_error_reason", f"Say why step {first}, which is wrong, is not the first error.", index)]
    return []


def _no_error_gaps(judgement: Judgement, protocol: Protocol) -> list[Gap]:
    incorrect = first_wrong(judgement.labels, protocol)
    if judgement.no_error and incorrect is not None:
        label = judgement.labels[incorrect]
        return [Gap("no_error", f"Step {incorrect} has the label {label}, so there is an error.", incorrect)]
    if judgement.no_error or incorrect is not None:
        return []
    if protocol.completeness is Completeness.FIRST_ERROR_ALONE:
        return [Gap("first_error", "Mark the first error, or say that there is none.")]
    if protocol.completeness is Completeness.WRONG_STEPS:
        return [Gap("first_error", "List the wrong steps, or say that there is none.")]
    return []


def _after_the_end(judgement: Judgement, protocol: Protocol) -> list[Gap]:
    return [
        Gap("after_error", f"Step {index} comes after the first error and takes no label.", index)
        for index, label in enumerate(judgement.labels)
        if label is not None and is_past_the_end(index, judgement.labels, protocol)
    ]


def _untyped(judgement: Judgement, protocol: Protocol) -> list[Gap]:
    if protocol.error_types is not Asked.REQUIRED:
        return []
    return [
        Gap("error_types", f"Say in which way step {index} is wrong: it has no error type.", index)
        for index, label in enumerate(judgement.labels)
        if label in protocol.error_values and index not in judgement.typed
    ]


def _names(protocol: Protocol) -> str:
    return " or ".join(str(value) for value in sorted(protocol.error_values))
