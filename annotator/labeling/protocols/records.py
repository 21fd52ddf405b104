"""What a protocol is made of: values, when an answer is whole, what follows the first error. No Django here."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal


class Completeness(StrEnum):
    """Which steps need a label before a judgement can be submitted.

    WRONG_STEPS: those that are wrong, each named by hand; a step that is not named stays unlabelled, which is not
    "right". FIRST_ERROR_ALONE: no step gets a label, the place of the first error (or that there is none) is all.
    """

    EVERY_STEP = "every-step"
    UP_TO_FIRST_ERROR = "up-to-first-error"
    WRONG_STEPS = "wrong-steps"
    FIRST_ERROR_ALONE = "first-error-alone"


class AfterFirstError(StrEnum):
    """What is asked of the steps behind the first error. STOP: nothing, and they take no label. JUDGE: each is judged
    on its own. OPTIONAL: they may be labelled and need not be."""

    STOP = "stop"
    JUDGE = "judge"
    OPTIONAL = "optional"


class Asked(StrEnum):
    """Whether something is asked for beside a label."""

    NONE = "none"
    OPTIONAL = "optional"
    REQUIRED = "required"


Tone = Literal["pos", "neu", "neg"]


@dataclass(frozen=True, slots=True)
class LabelValue:
    """One value that a step can get: the number that is stored, its name, what it says, its keys, how it is drawn.

    `is_error`: a step with this value can be the first error. The same number means different things under different
    protocols, which is why no label goes without its protocol.
    """

    value: Literal[-1, 0, 1]
    name: str
    meaning: str
    keys: tuple[str, ...]
    tone: Tone
    is_error: bool = False


@dataclass(frozen=True, slots=True)
class Protocol:
    """One way of judging, at one version. Never changed once it is in use: another wording is another version.

    `error_types`: whether a wrong step gets types from a taxonomy. `asks_for_alternatives`: whether other steps may be
    written for the same place and judged beside it. `evidence_view`: what annotators see while they judge, where their
    queue was made without saying (`policies.usual_policies`). `proposes`: the value that the propagation assistant
    proposes for steps behind the first error, None where it has no place.
    """

    name: str
    version: int
    title: str
    summary: str
    values: tuple[LabelValue, ...]
    completeness: Completeness
    after_first_error: AfterFirstError
    asks_for_outcome: bool = False
    error_types: Asked = Asked.NONE
    asks_for_alternatives: bool = False
    evidence_view: Literal["BLIND", "SCORES_SHOWN"] = "BLIND"
    proposes: Literal[-1] | None = None

    @property
    def asks_for_labels(self) -> bool:
        """Whether steps get labels. Where only the first error is asked for, one that is wrong makes no other right."""
        return self.completeness is not Completeness.FIRST_ERROR_ALONE

    @property
    def stops(self) -> bool:
        """Whether steps behind the first error take no label."""
        return self.after_first_error is AfterFirstError.STOP

    @property
    def label_values(self) -> frozenset[int]:
        """The numbers that a step can get; none where steps get no labels."""
        return frozenset(value.value for value in self.values) if self.asks_for_labels else frozenset()

    @property
    def error_values(self) -> frozenset[int]:
        """The numbers that say that a step is wrong."""
        return frozenset(value.value for value in self.values if value.is_error)


# Why the first wrong step may not be the first error. Stored as the key.
FIRST_ERROR_REASONS: Final[Mapping[str, str]] = {
    "minor-slip": "The earlier -1 is a slip that nothing rests on",
    "repaired": "The earlier -1 is repaired before it does harm",
    "wasteful": "The earlier -1 is wasteful, not wrong",
}


def first_error_reasons(protocol: Protocol) -> dict[str, str]:
    """The reasons in the words of the protocol: where -1 is not the only error, none is named."""
    if protocol.error_values == {-1}:
        return dict(FIRST_ERROR_REASONS)
    return {key: text.replace("earlier -1", "earlier error") for key, text in FIRST_ERROR_REASONS.items()}
