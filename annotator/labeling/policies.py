"""What can be hidden from an annotator, and when a queue lets them have it. No Django here."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Evidence(StrEnum):
    """The three things that a queue hides or shows, each by a switch of its own.

    `REFERENCE` is the reference answer and what a file said about the outcome, `LABELS` are colleagues' labels, and
    gold with them. What can give all three away (generator, metadata) is seen only by whoever may see all three.
    """

    REWARDS = "rewards"
    REFERENCE = "reference"
    LABELS = "labels"


ALL_EVIDENCE: Final = frozenset(Evidence)


class BlindPolicy(StrEnum):
    """When an annotator gets what a switch hides."""

    UNTIL_SUBMITTED = "UNTIL_SUBMITTED"
    ON_REQUEST = "ON_REQUEST"
    SHOWN = "SHOWN"
    RANDOMISED = "RANDOMISED"
    NEVER = "NEVER"


class Arm(StrEnum):
    """What a slot of a randomised queue was drawn for: its annotator labels with the evidence, or without."""

    SHOWN = "SHOWN"
    HIDDEN = "HIDDEN"


# Under these an annotator can have the evidence while they still judge.
SHOWS_BEFORE: Final = frozenset({BlindPolicy.ON_REQUEST, BlindPolicy.SHOWN, BlindPolicy.RANDOMISED})

# The switch of each evidence is this column of a queue.
SWITCHES: Final[Mapping[Evidence, str]] = {
    Evidence.REWARDS: "blind_policy",
    Evidence.REFERENCE: "reference_policy",
    Evidence.LABELS: "labels_policy",
}
# What a draft remembers of what its annotator was shown.
SEEN: Final[Mapping[Evidence, str]] = {evidence: f"saw_{evidence.value}" for evidence in Evidence}


@dataclass(frozen=True, slots=True)
class PolicyWords:
    """A policy as a page offers it."""

    title: str
    meaning: str


POLICIES: Final[Mapping[BlindPolicy, PolicyWords]] = {
    BlindPolicy.UNTIL_SUBMITTED: PolicyWords(
        "Hidden until submitted", "Seen when the label is in and can no longer be taken back."
    ),
    BlindPolicy.ON_REQUEST: PolicyWords(
        "Hidden, may be revealed", "The annotator may reveal it before submitting; labels before and after are kept."
    ),
    BlindPolicy.SHOWN: PolicyWords("Shown", "Beside the steps from the start; the label says so."),
    BlindPolicy.RANDOMISED: PolicyWords(
        "Randomised", "An experiment: shown for a share of the slots, drawn at random, and hidden for the rest."
    ),
    BlindPolicy.NEVER: PolicyWords("Never", "Annotators do not get it at all, not even after submitting."),
}

EVIDENCE_WORDS: Final[Mapping[Evidence, str]] = {
    Evidence.REWARDS: "Rewards of scorers",
    Evidence.REFERENCE: "Reference answer and outcome",
    Evidence.LABELS: "Colleagues' labels and gold",
}


def usual_policies(evidence_view: str) -> dict[str, str]:
    """The switches of a new queue of which nothing is said, by column: what its protocol's evidence view asks for.

    `BLIND` hides everything until submitted, `SCORES_SHOWN` shows rewards beside the steps: the words with which an
    annotation says what its annotator could see.
    """
    shown = {Evidence.REWARDS} if evidence_view == "SCORES_SHOWN" else set()
    return {
        column: (BlindPolicy.SHOWN if evidence in shown else BlindPolicy.UNTIL_SUBMITTED).value
        for evidence, column in SWITCHES.items()
    }


def shown_before_submitting(policies: Mapping[Evidence, str]) -> list[Evidence]:
    """Which evidence these policies let somebody have while they still judge, all slots or some, asked for or not."""
    return [evidence for evidence in Evidence if policies[evidence] in SHOWS_BEFORE]


def is_shown(policy: str, arm: str) -> bool:
    """Whether the evidence stands beside the steps from the start. A slot without an arm hides it."""
    return policy == BlindPolicy.SHOWN or (policy == BlindPolicy.RANDOMISED and arm == Arm.SHOWN)
